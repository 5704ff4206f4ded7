"""The keyboard: lines typed at a terminal, or lines that come through a pipe. Nothing typed is stored.

At a terminal it is live all the time, with line editing and a history that is forgotten at the end. Enter on an empty
line and Escape post ``Heard("")``, which hushes. Ctrl-C posts "stop"; a second Ctrl-C interrupts the program. Through a
pipe, lines wait for ``ready``, so that each is said to the question it answers.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from ..messages import Event, Heard, InputEnded, Listen

Post = Callable[[Event], None]


class Keyboard:
    """The ear for typed text. Takes standard input for itself."""

    def __init__(self, prompt: str = "You: ") -> None:
        self._prompt = prompt
        self.terminal = bool(sys.stdin and sys.stdin.isatty() and sys.stdout.isatty())
        """Whether a person types; otherwise lines come from a pipe or a file."""
        self._typed: _Terminal | _Pipe = _Terminal(prompt) if self.terminal else _Pipe()

    def open(self, post: Post) -> None:
        """Start. Posts ``Heard`` for each line and ``InputEnded`` at the end of input (Ctrl-D)."""
        self._thread = threading.Thread(target=self._typed.run, args=(post,), name="keyboard", daemon=True)
        self._thread.start()

    def listen(self, listen: Listen) -> None:
        """What is typed is judged by the session; nothing changes here."""

    def ready(self) -> None:
        """The session waits for the user: hand over the next line of a pipe. At a terminal nothing changes."""
        self._typed.ready()

    def close(self) -> None:
        """Give the terminal back as it was. A thread that waits for a pipe's next line is left to end with the program."""
        self._typed.close()
        self._thread.join(2 if self.terminal else 0.1)


class _Terminal:
    def __init__(self, prompt: str) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory
        from prompt_toolkit.key_binding import KeyBindings

        self._interrupts = 0
        self._post: Post = lambda event: None
        keys = KeyBindings()
        keys.add("escape", eager=True)(lambda event: self._hush())
        keys.add("c-c")(lambda event: self._interrupt())
        self._session: PromptSession[str] = PromptSession(
            prompt, history=InMemoryHistory(), key_bindings=keys, enable_suspend=True
        )
        self._session.app.renderer.cpr_not_supported_callback = None  # a simple terminal is no reason for a warning
        self._session.app.ttimeoutlen = 0.05  # Escape alone is told from an arrow key within 50 ms
        self._closing = False

    def run(self, post: Post) -> None:
        from prompt_toolkit.patch_stdout import patch_stdout

        self._post = post
        with patch_stdout(raw=True):
            while not self._closing:
                try:
                    line = self._session.prompt(handle_sigint=False)
                except EOFError:
                    if not self._closing:
                        post(InputEnded())
                    return
                self._interrupts = 0
                post(Heard(line.strip(), "keyboard"))

    def ready(self) -> None: ...

    def close(self) -> None:
        self._closing = True
        app: Any = self._session.app
        with suppress(Exception):  # not running any more
            app.loop.call_soon_threadsafe(lambda: app.exit(exception=EOFError))

    def _hush(self) -> None:
        self._post(Heard("", "keyboard"))

    def _interrupt(self) -> None:
        self._interrupts += 1
        if self._interrupts == 1:
            self._post(Heard("stop", "keyboard"))
        else:
            _interrupt_program()


class _Pipe:
    def __init__(self) -> None:
        self._wanted = threading.Semaphore(0)
        self._asked = False
        self._closing = False

    def run(self, post: Post) -> None:
        lines = _lines(sys.stdin.fileno()) if sys.stdin else iter(())
        while True:
            self._wanted.acquire()
            line = None if self._closing else next(lines, None)
            if self._closing:
                return
            self._asked = False
            if line is None:
                post(InputEnded())
                return
            post(Heard(line, "keyboard"))

    def ready(self) -> None:
        if not self._asked:  # one line for each wait, however often it is announced
            self._asked = True
            self._wanted.release()

    def close(self) -> None:
        self._closing = True
        self._wanted.release()


def _lines(fd: int) -> Iterator[str]:
    """The lines of a file descriptor, read past Python's buffer: a thread that waits in it would block the exit."""
    rest = b""
    while chunk := os.read(fd, 65536):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (_text(line) for line in lines)
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()


def _interrupt_program() -> None:
    """As if Ctrl-C had come from outside: the main thread gets a KeyboardInterrupt even while it waits."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)
