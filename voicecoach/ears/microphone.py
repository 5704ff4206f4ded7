"""The microphone: starts the capturing process, hands its blocks to an ear, and notices when it fails.

Lost means: no block for a second. It is then said, and looked for again every second until it is back; the keyboard
works meanwhile. What is heard is held in memory only.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO

import numpy as np
import soxr

from ..messages import Event, Listen, Trouble
from ..recognizers import RATE, Samples
from .capture import HEADER
from .ear import Ear, Listens

Post = Callable[[Event], None]

STALLED = 1.5
"""Seconds without a block after which the capturing process is ended; it ends by itself after one."""
_START = 10.0
"""Seconds within which the capturing process must have opened the device."""
_RETRY, _RETRY_LONGEST = 1.0, 10.0
"""Seconds until a lost device is looked for, at first and after many attempts: each costs a tenth of a second's work."""
MUTED = 5.0
"""Seconds of nothing but zeros from the start that mean a muted or denied microphone: a real one always hisses."""


class Microphone:
    """An ear on a capture device, by name; None is the system's default."""

    def __init__(self, listener: Listens, device: str | None = None, command: list[str] | None = None) -> None:
        """``command`` replaces the capturing process (tests)."""
        self._ear = Ear(listener)
        self._command = command or [sys.executable, "-P", "-m", "voicecoach.ears.capture", *([device] if device else [])]
        self._closing = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._beat = 0.0
        self._heard = 0  # blocks
        self._state: str | None = None  # the trouble that was posted last, None when all is well
        self.overflows = 0
        """Blocks that were lost on the way from the device."""

    def open(self, post: Post) -> None:
        """Start. Never raises: what is wrong is posted as ``Trouble``."""
        self._post = post
        self._ear.open(post)
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in ((self._run, "microphone"), (self._watch, "microphone watch"))
        ]
        for thread in self._threads:
            thread.start()

    def listen(self, listen: Listen) -> None:
        self._ear.listen(listen)

    def close(self) -> None:
        """Give the device back."""
        self._closing.set()
        self._end_child()
        for thread in self._threads:
            thread.join(3)
        self._ear.close()

    def _run(self) -> None:
        wait = _RETRY
        while not self._closing.is_set():
            began = self._heard
            problem = self._capture()
            if self._closing.is_set():
                return
            self._trouble(problem)
            wait = _RETRY if self._heard > began else min(1.3 * wait, _RETRY_LONGEST)
            self._closing.wait(wait)

    def _capture(self) -> str:
        """Capture until it ends; the sentence that says why."""
        try:
            self._child = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as err:
            return f"The microphone's process does not start ({type(err).__name__}). Typing works as well."
        self._beat = time.monotonic() + _START - STALLED
        out = self._child.stdout
        assert out
        try:
            opened = json.loads(out.readline() or b"{}")
            if "rate" not in opened:
                return str(opened.get("error", "The microphone cannot be opened: see `voicecoach doctor`."))
            self._pass_on(_blocks(out), opened["rate"])
        except (OSError, ValueError):
            pass
        finally:
            self._end_child()
            out.close()
        return "The microphone is gone. Typing works as well, and I listen again when it is back."

    def _pass_on(self, blocks: "Iterator[tuple[Samples, float, int]]", rate: int) -> None:
        resampler = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, dtype="float32")
        sounded = False
        silent_since: float | None = None
        for block, at, overflows in blocks:
            self._beat = time.monotonic()
            self._heard += 1
            self.overflows = overflows
            silent_since = silent_since or at
            if not sounded and block.any():
                sounded = True
                self._well()
            elif not sounded and at - silent_since > MUTED:
                self._trouble("The microphone gives no sound at all: unmute it, or allow its use. Typing works as well.")
            if resampler:
                block = resampler.resample_chunk(block)
            if len(block):  # a resampler needs a few before it gives one
                self._ear.put(block, at)

    def _watch(self) -> None:
        while not self._closing.wait(0.2):
            if self._child and time.monotonic() - self._beat > STALLED:
                self._end_child()

    def _end_child(self) -> None:
        child = self._child
        if child and child.poll() is None:
            child.kill()
            child.wait()

    def _trouble(self, message: str) -> None:
        if self._state != message:
            first, self._state = self._state is None, message
            if first:
                self._post(Trouble("microphone", message))

    def _well(self) -> None:
        if self._state is not None:
            self._state = None
            self._post(Trouble("microphone", "The microphone is back.", lost=False))


def _blocks(out: IO[bytes]) -> "Iterator[tuple[Samples, float, int]]":
    """What the capturing process sends: samples, when the last was heard, overflows so far."""
    while len(header := out.read(HEADER.size)) == HEADER.size:
        at, overflows, size = HEADER.unpack(header)
        data = out.read(size)
        if len(data) < size:
            return
        yield np.frombuffer(data, np.float32), at, overflows
