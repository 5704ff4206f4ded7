"""What the coach says, as text on the screen. Only printing lives here."""

import sys
from typing import Protocol, TextIO


class Captions(Protocol):
    """Shows lines. May be called from any thread."""

    def say(self, text: str) -> None:
        """What the coach begins to speak now."""

    def show(self, text: str) -> None:
        """A line that is not spoken: a device was lost, what a command would have been."""


class Printed:
    """Plain lines, which screen readers and pipes can follow as well as eyes."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """``stream``: where to; None is whatever standard output is at the time, so that a prompt can protect itself."""
        self._stream = stream

    def say(self, text: str) -> None:
        self._print(f"Coach: {text}")

    def show(self, text: str) -> None:
        self._print(text)

    def _print(self, line: str) -> None:
        stream = self._stream or sys.stdout
        try:
            stream.write(line + "\n")  # one write: lines of two threads never mix
            stream.flush()
        except UnicodeEncodeError:
            encoding = stream.encoding or "ascii"
            stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
            stream.flush()
        except (OSError, ValueError):  # the pipe's reader has gone, or the stream is closed: what is spoken goes on
            return


class Unseen:
    """No captions."""

    def say(self, text: str) -> None: ...

    def show(self, text: str) -> None: ...
