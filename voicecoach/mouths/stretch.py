"""Slower speech at the same pitch, by WSOLA. Pure arithmetic on samples.

Verhelst and Roelands, "An overlap-add technique based on waveform similarity (WSOLA)", ICASSP 1993: windows are laid
down at a steady pace and taken from wherever, near where they should come from, the wave continues best.
"""

import numpy as np

from .playout import Samples

_WINDOW = 0.030
"""Seconds of each window: two periods of a low voice."""
_SEARCH = 0.008
"""Seconds around the due place in which the best continuation is looked for: one period of a low voice."""


def stretch(samples: Samples, factor: float, rate: int) -> Samples:
    """The samples, ``factor`` times as long (1 to 2), at the same pitch."""
    half = round(_WINDOW * rate / 2)
    search = round(_SEARCH * rate)
    if factor <= 1.0 or len(samples) < 4 * half:
        return samples
    window = np.hanning(2 * half + 1)[:-1].astype(np.float32)  # periodic: halves that overlap add up to one
    padded = np.concatenate([np.zeros(half + search, np.float32), samples, np.zeros(3 * half + search, np.float32)])
    count = round(len(samples) * factor / half) + 1
    out = np.zeros((count + 1) * half, np.float32)
    offset = 0
    for i in range(count):
        due = search + min(round(i * half / factor), len(samples))
        if i:
            natural = padded[offset + half : offset + 3 * half]  # what would follow the last window untouched
            near = padded[due - search : due + search + 2 * half]
            likeness = np.correlate(near, natural, "valid")
            offset = due - search + int(np.argmax(likeness))
        else:
            offset = due
        out[i * half : (i + 2) * half] += padded[offset : offset + 2 * half] * window
    return out[half : half + round(len(samples) * factor)]
