"""The microphone's own process: PortAudio in, blocks out on standard output. Run as a module by ears/microphone.py.

It is apart from the session because PortAudio is: when a capture device goes, its ALSA thread can spin for ever inside
the library, writing to standard error, and the stream can no longer be closed. A process can be ended, and a new one
also sees the devices that came since. Nothing is stored; the process ends when nobody reads.

Output: one line of JSON, ``{"rate": 16000}`` or ``{"error": "..."}``; then for each block ``HEADER`` and float32 samples.
"""

import json
import os
import signal
import struct
import sys
import time
from queue import Empty, Full, Queue
from typing import Any

from ..errors import DeviceError
from ..portaudio import open_stream

HEADER = struct.Struct("<dII")
"""When the last sample was heard on the monotonic clock; overflows so far; bytes of samples that follow."""
BLOCK = 512
RATE = 16_000
_STALLED = 1.0
"""Seconds without a block after which the device is gone."""
_FIRST = 3.0
"""Seconds that the first block may take: a Bluetooth headset changes its profile."""


def main(device: str | None) -> int:
    """Capture until nobody reads or no block comes. Returns the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the session
    blocks: Queue[tuple[float, bytes]] = Queue(maxsize=200)
    overflows = 0

    def callback(data: Any, frames: int, when: object, status: Any) -> None:
        nonlocal overflows
        try:
            overflows += bool(status.input_overflow)
            blocks.put_nowait((time.monotonic(), bytes(data)))
        except Full:
            overflows += 1

    out = sys.stdout.buffer
    try:
        stream, rate = open_stream("input", device, RATE, raw=True, callback=callback, blocksize=BLOCK)
        stream.start()
    except DeviceError as err:
        out.write(json.dumps({"error": str(err)}).encode() + b"\n")
        return 1
    except Exception as err:
        message = f"The microphone does not start ({type(err).__name__}): see whether another program holds it."
        out.write(json.dumps({"error": message}).encode() + b"\n")
        return 1
    out.write(json.dumps({"rate": rate}).encode() + b"\n")
    patience = _FIRST
    while True:
        try:
            at, data = blocks.get(timeout=patience)
        except Empty:
            return 1
        patience = _STALLED
        out.write(HEADER.pack(at, overflows, len(data)) + data)
        out.flush()


if __name__ == "__main__":
    code = 0
    try:
        code = main(sys.argv[1] if len(sys.argv) > 1 else None)
        sys.stdout.flush()
    except OSError:  # nobody reads
        pass
    os._exit(code)  # without closing the stream: that may hang
