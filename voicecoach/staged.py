"""A conversation with a synthetic user, held in virtual time: the real recognizer hears, the real synthesizer speaks.

For the demo, the tests and the benchmarks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import soxr

from . import app, virtual
from .audio import RATE
from .config import Settings
from .ears.synthetic import Synthetic, Turn
from .messages import Note, Say
from .mouths.captions import Unseen
from .mouths.offline import Offline
from .mouths.speech_engine import SpeechEngine
from .mouths.voice import Voice
from .recognizers import Samples

USER_VOICE = "en-us+f3"
USER_WPM = 150
ECHO_DELAY = 0.06
"""Seconds from the loudspeaker's samples to the microphone's."""
LEVEL = 0.5
"""Peak of the user's voice, of full scale."""


@dataclass(slots=True)
class Staged:
    """What became of a conversation."""

    coach: list[tuple[float, str]] = field(default_factory=list)
    """When the coach began each sentence, in seconds, and the sentence."""
    user: list[tuple[str, float, float]] = field(default_factory=list)
    """What the user said, and when its first and last sample sounded."""
    heard: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    """All that the microphone heard, at 16 kHz."""
    played: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    """All that the coach said, at ``rate``."""
    rate: int = RATE
    length: float = 0.0


def user_voice(voice: str = USER_VOICE) -> Callable[[str], Samples]:
    """What the user says in a voice of the synthesizer: text to mono float32 at 16 kHz."""
    speaker = Voice(SpeechEngine(voice))

    def speak(text: str) -> Samples:
        samples = soxr.resample(speaker.render(text, USER_WPM), speaker.rate, RATE)
        return np.asarray(samples * (LEVEL / max(1e-4, float(np.abs(samples).max()))), np.float32)

    return speak


def hold(
    turns: Iterable[Turn],
    settings: Settings | None = None,
    exercise: str | None = None,
    voice: str = USER_VOICE,
    echo: float = 0.0,
) -> Staged:
    """Hold the conversation until the session ends, which it does by itself when the user says no more.

    ``echo`` is how loud the microphone hears the coach's loudspeaker, as a factor; 0 is a user with headphones.
    """
    settings = settings or Settings()
    staged = Staged()
    coach = Voice(app.synthesizer(settings))
    listener = app.listener(settings)
    user = Synthetic(listener, user_voice(voice), turns)
    mouth = _Mouth(coach, user, staged, echo)
    session = app.session(settings, {"country": settings.country or "US", "introduced": True})

    def note(note: Note) -> None:
        """Nothing of a staged conversation is kept."""

    staged.length = virtual.run(session, lambda now: session.start(now, exercise), [user], mouth, note, longest=1200)
    listener.close(staged.length)
    staged.user, staged.heard = user.spoken, np.concatenate(user.heard)
    staged.played, staged.rate = np.concatenate(mouth.played), coach.rate
    return staged


class _Mouth(Offline):
    """Keeps what it plays, and lets the user overhear it."""

    def __init__(self, voice: Voice, user: Synthetic, staged: Staged, echo: float) -> None:
        super().__init__(voice, Unseen())
        self._echo, self._resampler = echo, soxr.ResampleStream(voice.rate, RATE, 1, dtype="float32")
        if echo:
            user.sound(np.zeros(round(ECHO_DELAY * RATE), np.float32))
        self._user, self._staged, self._now = user, staged, 0.0
        self.played: list[Samples] = []

    def play(self, say: Say, samples: Samples) -> None:
        super().play(say, samples)
        self._user.overhear(say.text, self._now)
        self._staged.coach.append((self._now, say.text))

    def advance(self, now: float) -> tuple[int, ...]:
        self._now = now
        return super().advance(now)

    def _record(self, samples: Samples) -> None:
        self.played.append(samples)
        if self._echo:
            self._user.sound(self._resampler.resample_chunk(samples) * np.float32(self._echo))
