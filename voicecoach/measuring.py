"""How times are read from recordings: when speech ends, when the coach is audible. Pure."""

import numpy as np

from .recognizers import Samples

AUDIBLE = 10 ** (-50 / 20)
"""The coach is audible from the first sample above this, and silent from the last: -50 dB of full scale."""
SPEECH_RANGE = 10 ** (-35 / 20)
"""A user's speech ends at the last 10 ms frame within 35 dB of the clip's peak."""


def speech_end(samples: Samples, rate: int) -> float:
    """Seconds to the end of the speech in a clip that has some."""
    frame = rate // 100
    frames = np.abs(samples[: len(samples) // frame * frame].reshape(-1, frame)).max(axis=1)
    return float(np.flatnonzero(frames >= frames.max() * SPEECH_RANGE)[-1] + 1) * 0.01


def audible_after(samples: Samples, rate: int, at: float) -> float | None:
    """When the coach is next audible after ``at``, in seconds; None if never."""
    loud = np.flatnonzero(np.abs(samples[round(at * rate) :]) > AUDIBLE)
    return at + float(loud[0]) / rate if len(loud) else None


def silent_after(samples: Samples, rate: int, at: float, gap: float) -> float:
    """When the coach, who is speaking at ``at``, has fallen silent for at least ``gap`` seconds."""
    loud = np.flatnonzero(np.abs(samples[round(at * rate) :]) > AUDIBLE)
    if not len(loud):
        return at
    breaks = np.flatnonzero(np.diff(loud) > gap * rate)
    return at + float(loud[breaks[0]] if len(breaks) else loud[-1]) / rate
