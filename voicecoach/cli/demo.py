"""`demo`: a whole spoken conversation with a synthetic user, through the real recognizer and synthesizer."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from .. import app, virtual
from ..audio import RATE
from ..config import Settings
from ..ears.synthetic import Synthetic, Turn
from ..errors import DeviceError, UsageError
from ..messages import Say
from ..mouths.captions import Unseen
from ..mouths.offline import Offline
from ..mouths.playout import Samples
from ..mouths.voice import Voice

USER_VOICE = "en-us+f3"
USER_WPM = 150
LEVEL = 0.5
SCRIPT = (
    Turn("I didn't get the job.", delay=1.2),
    Turn("six", delay=1.5),
    Turn("pause", over="In for four", delay=0.8),
    Turn("go on", delay=2.5),
    Turn("it's new"),
    Turn("talk kindly"),
    Turn("my friend Sam"),
    Turn("I'd say you tried, and that took courage.", delay=2.0),
    Turn("stop"),
    Turn("goodbye", delay=1.5),
)

Captions = list[tuple[float, str, str]]


class _Watched(Offline):
    """A mouth that keeps all it plays, and lets the user overhear it."""

    def __init__(self, voice: Voice, user: Synthetic) -> None:
        super().__init__(voice, Unseen())
        self._user, self._now = user, 0.0
        self.played: list[Samples] = []
        self.captions: Captions = []

    def play(self, say: Say, samples: Samples) -> None:
        super().play(say, samples)
        self._user.overhear(say.text, self._now)
        self.captions.append((self._now, "Coach", say.text))

    def advance(self, now: float) -> tuple[int, ...]:
        finished = super().advance(now)
        self._now = now
        return finished

    def _record(self, samples: Samples) -> None:
        self.played.append(samples)


def play_demo(settings: Settings, out: Path | None) -> int:
    """Make the conversation, then write it or play it. The exit code."""
    if out and not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent}: name a file in one that is there.")
    print("A demonstration: the user's voice is synthetic, all else is real. One moment, please.", flush=True)
    stereo, captions = make(settings)
    if out:
        for _, who, text in captions:
            print(f"{who}: {text}")
        try:
            soundfile.write(out, stereo, RATE, subtype="PCM_16")
        except (OSError, soundfile.LibsndfileError) as err:
            raise UsageError(f"{out} cannot be written: name another file for the recording.") from err
        print(f"Written to {out}: left the user, right the coach, {len(stereo) / RATE:.0f} seconds.")
        return 0
    return _play(stereo, captions, settings)


def make(settings: Settings) -> tuple[Samples, Captions]:
    """The conversation as stereo samples at 16 kHz (left the user, right the coach), and who says what when."""
    from ..mouths.speech_engine import SpeechEngine

    user_voice = Voice(SpeechEngine(USER_VOICE))
    coach = Voice(app.synthesizer(settings))

    def synthesize(text: str) -> Samples:
        samples = soxr.resample(user_voice.render(text, USER_WPM), user_voice.rate, RATE)
        return np.asarray(samples * (LEVEL / max(1e-4, float(np.abs(samples).max()))), np.float32)

    user = Synthetic(app.listener(settings), synthesize, SCRIPT)
    mouth = _Watched(coach, user)
    session = app.session(settings, {"country": settings.country or "US", "introduced": True})
    virtual.run(session, session.start, [user], mouth, lambda note: None, longest=600)
    heard = np.concatenate(user.heard)
    said = np.asarray(soxr.resample(np.concatenate(mouth.played), coach.rate, RATE), np.float32)
    length = min(len(heard), len(said))
    captions = [*mouth.captions, *((start, "You", text) for text, start, _ in user.spoken)]
    return np.stack([heard[:length], said[:length]], axis=1), sorted(captions)


def _play(stereo: Samples, captions: Captions, settings: Settings) -> int:
    """Through the loudspeaker, or in writing alone; captions at their times."""
    from ..portaudio import library

    try:
        sd = library()
        sd.play(stereo, RATE, device=settings.loudspeaker)
    except (DeviceError, OSError, ValueError) as err:
        print(f"There is no loudspeaker ({err}): in writing alone.")
    began = time.monotonic()
    for at, line in _lines(captions):
        time.sleep(max(0.0, began + at - time.monotonic()))
        print(line, flush=True)
    time.sleep(max(0.0, began + len(stereo) / RATE - time.monotonic()))
    return 0


def _lines(captions: Captions) -> Iterator[tuple[float, str]]:
    return ((at, f"{who}: {text}") for at, who, text in captions)
