"""Ears for virtual time: a recording, and lines of text. No thread, no clock; virtual.py drives them."""

from collections.abc import Iterable

import numpy as np

from ..audio import RATE
from ..messages import Event, Heard, InputEnded, Listen
from ..recognizers import Samples
from .listener import Listener


class Recorded:
    """Hears a recording, and silence after it."""

    def __init__(self, listener: Listener, samples: Samples) -> None:
        self._listener, self._samples = listener, samples
        self._at = 0

    def listen(self, listen: Listen) -> None:
        self._listener.listen(listen)

    def feed(self, now: float) -> list[Event]:
        """What the recording brings up to ``now`` seconds after its beginning."""
        end = round(now * RATE)
        block = self._samples[self._at : end]
        silence = np.zeros(end - self._at - len(block), np.float32)
        self._at = end
        return self._listener.feed(np.concatenate([block, silence]), now)

    def ready(self) -> list[Event]:
        return []


class Lines:
    """Gives one line each time the coach waits; then the end of input."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)

    def listen(self, listen: Listen) -> None: ...

    def feed(self, now: float) -> list[Event]:
        return []

    def ready(self) -> list[Event]:
        line = next(self._lines, None)
        return [InputEnded() if line is None else Heard(line.rstrip("\n"), "keyboard")]
