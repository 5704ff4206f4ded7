"""Text to samples: what every synthesizer must offer, and the choice of one. No device is opened here."""

from typing import Protocol

import numpy as np

from .playout import RATE, Samples


class Synthesizer(Protocol):
    """Turns one sentence into mono samples. May be called from any thread; calls wait for each other."""

    @property
    def rate(self) -> int:
        """Samples a second of what ``render`` returns."""

    @property
    def slowest(self) -> int:
        """The fewest words a minute it can render."""

    def render(self, text: str, wpm: int) -> Samples:
        """The sentence at so many words a minute (the mean over ordinary sentences).

        Raises DeviceError when there is no sound in the result, or no result.
        """


class Wordless:
    """Stands in where nothing can speak: silence as long as the sentence would have lasted."""

    rate = RATE
    slowest = 1

    def render(self, text: str, wpm: int) -> Samples:
        return np.zeros(round(duration(text, wpm) * self.rate), np.float32)


def duration(text: str, wpm: int) -> float:
    """Seconds that a sentence lasts at so many words a minute, counting words. 0 for an empty text."""
    return len(text.split()) * 60 / wpm


def loudness(samples: Samples) -> float:
    """Root mean square in dB of full scale; -120 for nothing at all."""
    if not len(samples):
        return -120.0
    mean = float(np.mean(np.square(samples, dtype=np.float64)))
    return max(-120.0, 10 * np.log10(mean)) if mean > 0 else -120.0
