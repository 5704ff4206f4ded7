"""Players: what pulls samples at the pace of time. Thin: a sound card's callback, or a clock where there is none.

A callback runs on the sound card's time. It moves samples and notes when it was called; what it calls opens no file,
takes no lock and never waits. An error sets a flag and ends the stream.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from ..errors import DeviceError
from ..portaudio import open_stream, restart
from .playout import RATE, Samples

BLOCK = 0.010
"""Seconds of a block: what a hush waits for at most before it begins."""
LATENCY = 0.060
"""Seconds of sound asked to be under way to the loudspeaker. Less is cut by a busy machine into crackle."""
STALLED = 1.0
"""Seconds without a callback after which the device counts as lost."""

Source = Callable[[int], Samples]
"""Gives the next so many samples at 22,050 a second; called on the player's thread, must not wait."""


class Player(Protocol):
    latency: float
    """Seconds from a pull to the ear."""

    def start(self) -> None:
        """Begin to pull. Raises DeviceError."""

    def stop(self) -> None:
        """Stop pulling; what is under way is dropped. Never raises."""

    @property
    def lost(self) -> bool:
        """Whether the device has gone since ``start``."""


class Loudspeaker:
    """A sound card, by name; None is the system's default."""

    def __init__(self, source: Source, device: str | None = None) -> None:
        self._source = self._pull = source
        self._device = device
        self.latency = LATENCY
        self._stream: Any = None
        self._beat = 0.0
        self._failed = False
        self.glitches = 0
        """Blocks that came too late to be heard whole."""

    def open(self) -> None:
        """Take the device without playing yet. Raises DeviceError."""
        self._failed = False
        self._stream, rate = open_stream(
            "output", self._device, RATE, callback=self._callback, blocksize=round(BLOCK * RATE), latency=LATENCY
        )
        self._pull = self._source if rate == RATE else Resampled(self._source, rate).pull

    def find(self) -> None:
        """``open`` for a device that may have come just now. Raises DeviceError."""
        restart()
        self.open()

    def start(self) -> None:
        if self._stream is None:
            self.open()
        self._beat = time.monotonic()
        try:
            self._stream.start()
        except Exception as err:
            self.stop()
            raise DeviceError("The loudspeaker is there but does not start: see whether another program holds it.") from err
        self.latency = float(self._stream.latency)

    def stop(self) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        closing = threading.Thread(target=_close, args=(stream,), daemon=True)  # a driver whose device went may hang
        closing.start()
        closing.join(2.0)

    @property
    def lost(self) -> bool:
        return self._failed or self._stream is None or time.monotonic() - self._beat > STALLED

    def _callback(self, out: NDArray[np.float32], frames: int, when: object, status: object) -> None:
        self._beat = time.monotonic()
        try:
            if status:
                self.glitches += 1
            out[:] = self._pull(frames)[:, np.newaxis]
        except Exception:
            self._failed = True
            raise


class Silent:
    """Pulls at the clock's pace and plays nothing: captions are then timed as if spoken, and a recording is in time."""

    latency = 0.0
    lost = False

    def __init__(self, source: Source) -> None:
        self._source = source
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="silent player", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        count = round(2 * BLOCK * RATE)
        due = time.monotonic()
        while not self._stopping.wait(max(0.0, due - time.monotonic())):
            self._source(count)
            due += count / RATE
            if time.monotonic() - due > 1.0:  # the machine slept
                due = time.monotonic()


class Resampled:
    """A source at another rate, for a device that refuses ours."""

    def __init__(self, source: Source, rate: int) -> None:
        self._source, self._ratio = source, RATE / rate
        self._resampler = soxr.ResampleStream(RATE, rate, 1, dtype="float32", quality="MQ")
        self._ready: Samples = np.zeros(0, np.float32)

    def pull(self, count: int) -> Samples:
        while (missing := count - len(self._ready)) > 0:
            more = self._resampler.resample_chunk(self._source(max(1, round(missing * self._ratio))))
            self._ready = np.concatenate([self._ready, more])
        out, self._ready = self._ready[:count], self._ready[count:]
        return out


def _close(stream: Any) -> None:
    stream.abort(ignore_errors=True)
    stream.close(ignore_errors=True)
