"""A recording in place of a microphone: at its own pace, then silence for ever. No device."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from ..audio import read
from ..messages import Event, Listen
from ..recognizers import RATE, Samples
from .ear import BLOCK, Ear, Listens

Post = Callable[[Event], None]


def blocks(samples: Samples) -> Iterator[Samples]:
    """Blocks of 32 ms at 16 kHz, without end: after the samples comes silence. For virtual time."""
    for start in range(0, len(samples), BLOCK):
        block = samples[start : start + BLOCK]
        yield block if len(block) == BLOCK else np.concatenate([block, np.zeros(BLOCK - len(block), np.float32)])
    silence = np.zeros(BLOCK, np.float32)
    while True:
        yield silence


class Recording:
    """An ear that hears a recording instead of a room. Its first sample is heard when it is opened."""

    def __init__(self, listener: Listens, file: Path) -> None:
        """Reads the file. Raises UsageError when it is missing or no audio."""
        self._samples = read(file)
        self._ear = Ear(listener)
        self._closing = threading.Event()

    def open(self, post: Post) -> None:
        self._ear.open(post)
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    def listen(self, listen: Listen) -> None:
        self._ear.listen(listen)

    def close(self) -> None:
        self._closing.set()
        self._thread.join(1)
        self._ear.close()

    def _run(self) -> None:
        began = time.monotonic()
        for number, block in enumerate(blocks(self._samples), 1):
            due = began + number * BLOCK / RATE  # a block is there when its last sample is
            if self._closing.wait(max(0.0, due - time.monotonic())):
                return
            self._ear.put(block, due)
