"""What the loudspeaker is to play, sample by sample. Pure: no device, no thread, no clock.

Whoever needs samples pulls them: a sound card's callback, the writer of a recording, virtual time. ``say`` and ``hush``
may be called from another thread than ``pull``: they only append to a queue, which ``pull`` works through. One puller
at a time.
"""

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono audio, -1 to 1."""

RATE = 22_050
"""Samples a second of all that the coach says: what espeak-ng renders."""

FADE = 0.020
"""Seconds from full loudness to nothing when speech is cut: short enough to feel immediate, long enough not to click."""


class Pulled(NamedTuple):
    samples: Samples
    finished: tuple[int, ...]
    """The utterances whose last sample is among these, in order."""


class _Segment(NamedTuple):
    utterance: int | None  # None: the fading rest of something that was cut
    samples: Samples


class Playout:
    """A timeline with at most one utterance on it."""

    def __init__(self, rate: int = RATE) -> None:
        self.rate = rate
        self.position = 0
        """Samples pulled so far."""
        self._orders: deque[_Segment | None] = deque()  # None: hush
        self._segments: list[_Segment] = []

    def say(self, utterance: int, samples: Samples) -> None:
        """Play the samples, replacing what is being played, which fades within 20 ms."""
        self._orders.append(_Segment(utterance, samples))

    def hush(self) -> None:
        """Fade to silence within 20 ms. What is cut never finishes."""
        self._orders.append(None)

    @property
    def remaining(self) -> int:
        """Samples until silence, as of the last pull and what was ordered since."""
        orders = tuple(self._orders)
        if not orders:
            return sum(len(s.samples) for s in tuple(self._segments))
        last = orders[-1]
        return self._fade_length + (len(last.samples) if last else 0)

    @property
    def speaking(self) -> bool:
        """Whether an utterance is being played or waits to be."""
        orders = tuple(self._orders)
        return orders[-1] is not None if orders else any(s.utterance is not None for s in tuple(self._segments))

    def pull(self, count: int) -> Pulled:
        """The next ``count`` samples: speech, or silence where there is none."""
        while self._orders:
            order = self._orders.popleft()
            self._cut()
            if order is not None:
                self._segments.append(order)
        out = np.zeros(count, np.float32)
        finished: list[int] = []
        filled = 0
        while self._segments and (filled < count or not len(self._segments[0].samples)):
            utterance, samples = self._segments.pop(0)
            now, later = samples[: count - filled], samples[count - filled :]
            out[filled : filled + len(now)] = now
            filled += len(now)
            if len(later):
                self._segments.insert(0, _Segment(utterance, later))
            elif utterance is not None:
                finished.append(utterance)
        self.position += count
        return Pulled(out, tuple(finished))

    def _cut(self) -> None:
        """Leave of what is being played only its fading first 20 ms."""
        if not self._segments:
            return
        utterance, samples = self._segments[0]
        if utterance is None:  # already fading
            self._segments = self._segments[:1]
            return
        rest = samples[: self._fade_length]
        ramp = np.linspace(1.0, 0.0, len(rest), endpoint=False, dtype=np.float32)
        self._segments = [_Segment(None, rest * ramp)] if len(rest) else []

    @property
    def _fade_length(self) -> int:
        return round(FADE * self.rate)
