"""A whole spoken conversation for the tests: a synthetic user's voice, and what can be read from recordings.

How times are read: the user's speech ends at the last 10 ms frame within 35 dB of the clip's peak; the coach is audible
from the first sample above -50 dB of full scale, and silent from the last.
"""

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import soxr

from voicecoach import app, virtual
from voicecoach.audio import RATE
from voicecoach.config import Settings
from voicecoach.ears.synthetic import Synthetic, Turn
from voicecoach.messages import Say
from voicecoach.mouths.captions import Unseen
from voicecoach.mouths.offline import Offline
from voicecoach.mouths.speech_engine import SpeechEngine
from voicecoach.mouths.voice import Voice
from voicecoach.recognizers import Samples

AUDIBLE = 10 ** (-50 / 20)
USER = "en-us+f3"


@cache
def user_voice() -> Voice:
    return Voice(SpeechEngine(USER))


def speech(text: str) -> Samples:
    """What the user says, as mono float32 at 16 kHz."""
    voice = user_voice()
    samples = soxr.resample(voice.render(text, 150), voice.rate, RATE)
    return np.asarray(samples * (0.5 / float(np.abs(samples).max())), np.float32)


def speech_end(samples: Samples) -> float:
    """Seconds to the end of the last 10 ms frame within 35 dB of the peak."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    loud = np.flatnonzero(np.abs(frames).max(axis=1) >= float(np.abs(samples).max()) * 10 ** (-35 / 20))
    return float(loud[-1] + 1) * 0.01


@dataclass
class Recorded:
    """A conversation in virtual time."""

    captions: list[tuple[float, str]] = field(default_factory=list)
    """When the coach began each sentence, in seconds."""
    user: list[tuple[str, float, float]] = field(default_factory=list)
    """What the user said, and when it began and ended."""
    heard: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    """All that the microphone heard, at 16 kHz."""
    played: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    rate: int = RATE
    length: float = 0.0

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.captions]

    def audible_after(self, at: float) -> float:
        """When the coach is next audible."""
        loud = np.flatnonzero(np.abs(self.played[round(at * self.rate) :]) > AUDIBLE)
        return at + float(loud[0]) / self.rate

    def silent_from(self, at: float, gap: float = 0.3) -> float:
        """When the coach, who speaks at ``at``, has fallen silent for ``gap`` seconds."""
        loud = np.flatnonzero(np.abs(self.played[round(at * self.rate) :]) > AUDIBLE)
        breaks = np.flatnonzero(np.diff(loud) > gap * self.rate)
        last = loud[breaks[0]] if len(breaks) else loud[-1]
        return at + float(last) / self.rate


class _Mouth(Offline):
    def __init__(self, voice: Voice, user: Synthetic, into: Recorded) -> None:
        super().__init__(voice, Unseen())
        self._user, self._into = user, into
        self._parts: list[Samples] = []
        self._now = 0.0

    def play(self, say: Say, samples: Samples) -> None:
        super().play(say, samples)
        self._user.overhear(say.text, self._now)
        self._into.captions.append((self._now, say.text))

    def advance(self, now: float) -> tuple[int, ...]:
        finished = super().advance(now)
        self._now = now
        return finished

    def _record(self, samples: Samples) -> None:
        self._parts.append(samples)

    def finish(self) -> None:
        self._into.played = np.concatenate(self._parts)


def converse(turns: list[Turn], settings: Settings | None = None, exercise: str | None = None) -> Recorded:
    """Hold the conversation in virtual time, with the real recognizer and the real synthesizer."""
    settings = settings or Settings()
    recorded = Recorded()
    coach = Voice(app.synthesizer(settings))
    user = Synthetic(app.listener(settings), speech, turns)
    mouth = _Mouth(coach, user, recorded)
    session = app.session(settings, {"country": "GB", "introduced": True})
    recorded.length = virtual.run(
        session, lambda now: session.start(now, exercise), [user], mouth, lambda note: None, longest=900
    )
    mouth.finish()
    recorded.user, recorded.heard, recorded.rate = user.spoken, np.concatenate(user.heard), coach.rate
    return recorded
