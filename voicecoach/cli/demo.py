"""`demo`: a whole spoken conversation with a synthetic user, through the real recognizer and synthesizer."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from ..audio import RATE
from ..config import Settings
from ..ears.synthetic import Turn
from ..errors import DeviceError, UsageError
from ..recognizers import Samples

SCRIPT = (
    Turn("I didn't get the job.", delay=1.2),
    Turn("six", delay=1.5),
    Turn("pause", over="In for four", delay=0.8),
    Turn("go on", delay=2.5),
    Turn("it's new"),
    Turn("talk kindly"),
    Turn("my friend Sam"),
    Turn("You did your best.", delay=2.0),
    Turn("stop"),
    Turn("goodbye", delay=1.5),
)

Captions = list[tuple[float, str, str]]


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
    from ..staged import hold

    staged = hold(SCRIPT, settings)
    said = np.asarray(soxr.resample(staged.played, staged.rate, RATE), np.float32)
    length = min(len(staged.heard), len(said))
    captions = [(at, "Coach", text) for at, text in staged.coach] + [(at, "You", text) for text, at, _ in staged.user]
    return np.stack([staged.heard[:length], said[:length]], axis=1), sorted(captions)


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
