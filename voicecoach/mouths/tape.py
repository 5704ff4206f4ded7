"""Records all that the coach says, in time, as a 16-bit mono WAV. Only the writing of that file lives here.

Sample 0 is the moment the tape was opened. The file is a whole WAV after every write, also when the program is killed.
"""

import threading
import time
import wave
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import numpy as np

from ..errors import UsageError
from .playout import RATE, Samples

_SLACK = 0.1
"""Seconds by which the blocks may lag behind the clock before silence is put in: callbacks come in bunches."""


class Tape:
    """A recording. ``write`` from one thread; after an error the session goes on without it."""

    def __init__(self, file: Path, rate: int = RATE, on_error: Callable[[str], None] = lambda message: None) -> None:
        """Raises UsageError when the file cannot be written. ``on_error`` is told once when writing fails later."""
        self._rate, self._on_error = rate, on_error
        self._file = file
        self._samples = 0
        self._broken = False
        try:
            self._raw = open(file, "wb")  # noqa: SIM115 - closed in close()
        except OSError as err:
            raise UsageError(f"{file} cannot be written ({err.strerror}): name another file for the recording.") from err
        self._wave = wave.Wave_write(self._raw)
        self._wave.setnchannels(1)
        self._wave.setsampwidth(2)
        self._wave.setframerate(rate)
        self.write(np.zeros(0, np.float32))

    @property
    def seconds(self) -> float:
        """How long it is so far."""
        return self._samples / self._rate

    def write(self, samples: Samples, at: float | None = None) -> None:
        """Append samples. ``at``: seconds since the opening at which their first belongs; a gap is filled with silence."""
        if self._broken:
            return
        if at is not None and at - self.seconds > _SLACK:
            samples = np.concatenate([np.zeros(round((at - self.seconds) * self._rate), np.float32), samples])
        try:
            self._wave.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())  # also mends the header
            self._raw.flush()
            self._samples += len(samples)
        except OSError as err:
            self._broken = True
            self._on_error(f"The recording {self._file.name} stops here ({err.strerror}). The session goes on without it.")

    def close(self) -> None:
        self._broken = True
        with suppress(OSError):  # said already
            self._wave.close()
        with suppress(OSError):
            self._raw.close()


class LiveTape:
    """A tape that is fed from a sound card's callback: ``put`` never blocks, a thread writes."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._began = time.monotonic()
        self._queue: SimpleQueue[tuple[Samples, float] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    def put(self, samples: Samples, at: float) -> None:
        """Samples whose first was due at ``at`` on the monotonic clock."""
        self._queue.put((samples, at - self._began))

    def close(self) -> None:
        """Write what is left and close the file."""
        self._queue.put(None)
        self._thread.join(5)
        self._tape.close()

    def _run(self) -> None:
        ended = False
        while not ended:
            batch = [self._queue.get()]
            until = time.monotonic() + 0.25
            while batch[-1] is not None and (left := until - time.monotonic()) > 0:
                with suppress(Exception):
                    batch.append(self._queue.get(timeout=left))
            ended = batch[-1] is None
            for item in batch:
                if item:
                    self._tape.write(*item)
