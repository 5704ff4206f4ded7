"""Typed text: a terminal with editing, history and keys that always work; a pipe whose lines wait their turn."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue

import pytest

from voicecoach.ears.keyboard import Keyboard, _lines
from voicecoach.messages import Event, Heard, InputEnded

pty = pytest.importorskip("pty", reason="terminals are tested where there are pseudo-terminals")

_PROGRAM = """
import sys, time
from queue import SimpleQueue
from voicecoach.ears.keyboard import Keyboard
from voicecoach.mouths.captions import Printed
inbox = SimpleQueue()
log = open(sys.argv[1], "w", buffering=1)
keyboard = Keyboard()
keyboard.open(inbox.put)
print("open", file=log)
captions = Printed()
try:
    while True:
        event = inbox.get()
        print(repr(event), file=log)
        captions.say("I heard you.")
        if "InputEnded" in repr(event) or getattr(event, "text", "") == "leave":
            break
except KeyboardInterrupt:
    print("interrupted", file=log)
keyboard.close()
print("closed", file=log)
"""


class Terminal:
    """The program above in a pseudo-terminal."""

    def __init__(self, log: str) -> None:
        self._log = log
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-c", _PROGRAM, log], os.environ | {"TERM": "xterm"})
        self.wait("open")
        time.sleep(0.3)  # until the prompt is drawn

    def type(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def log(self) -> list[str]:
        try:
            with open(self._log) as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def wait(self, line: str, times: int = 1, seconds: float = 15) -> None:
        until = time.monotonic() + seconds
        while self.log().count(line) < times:
            assert time.monotonic() < until, (line, self.log())
            time.sleep(0.02)

    def end(self) -> int:
        self.wait("closed")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def heard(text: str) -> str:
    return repr(Heard(text, "keyboard"))


def test_a_terminal_has_editing_history_and_hush(tmp_path: object) -> None:
    terminal = Terminal(f"{tmp_path}/log")
    terminal.type("i got rejectet\x7fd\r")
    terminal.wait(heard("i got rejected"))
    terminal.type("\r")
    terminal.wait(heard(""))
    terminal.type("half a li\x1b")  # Escape hushes at once and leaves the line as it is
    terminal.wait(heard(""), times=2)
    terminal.type("ne\r")
    terminal.wait(heard("half a line"))
    for key in ("\x1b[A", "\x1b[A", "\r"):  # the line before the last
        time.sleep(0.3)
        terminal.type(key)
    terminal.wait(heard("i got rejected"), times=2)
    terminal.type("leave\r")
    assert terminal.end() == 0


def test_control_c_stops_kindly_and_twice_ends_the_program(tmp_path: object) -> None:
    terminal = Terminal(f"{tmp_path}/log")
    terminal.type("\x03")
    terminal.wait(heard("stop"))
    terminal.type("\x03")
    terminal.wait("interrupted")
    assert terminal.end() == 0


def test_control_d_is_the_end_of_input(tmp_path: object) -> None:
    terminal = Terminal(f"{tmp_path}/log")
    terminal.type("\x04")
    terminal.wait(repr(InputEnded()))
    assert terminal.end() == 0


class Inbox:
    def __init__(self) -> None:
        self._queue: SimpleQueue[Event] = SimpleQueue()

    def __call__(self, event: Event) -> None:
        self._queue.put(event)

    def next(self, seconds: float = 3.0) -> Event | None:
        try:
            return self._queue.get(timeout=seconds)
        except Empty:
            return None


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The end of standard input to write to."""
    read, write = os.pipe()
    with os.fdopen(read) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        yield write


def test_lines_of_a_pipe_wait_for_ready(pipe: int) -> None:
    inbox = Inbox()
    os.write(pipe, b"one\ntwo\n")
    os.close(pipe)
    keyboard = Keyboard()
    assert not keyboard.terminal
    keyboard.open(inbox)
    assert inbox.next(0.2) is None
    keyboard.ready()
    assert inbox.next() == Heard("one", "keyboard")
    assert inbox.next(0.2) is None
    keyboard.ready()
    assert inbox.next() == Heard("two", "keyboard")
    keyboard.ready()
    assert inbox.next() == InputEnded()
    keyboard.close()


def test_being_ready_twice_hands_over_one_line(pipe: int) -> None:
    inbox = Inbox()
    keyboard = Keyboard()
    keyboard.open(inbox)
    for _ in range(5):
        keyboard.ready()
    os.write(pipe, b"one\ntwo\n")
    assert inbox.next() == Heard("one", "keyboard")
    assert inbox.next(0.2) is None
    os.close(pipe)
    keyboard.close()


@pytest.mark.parametrize("text", [b"a\nb", b"a\r\nb\n", b" a \n\tb"])
def test_lines_are_cut_and_stripped(text: bytes) -> None:
    read, write = os.pipe()
    os.write(write, text)
    os.close(write)
    assert list(_lines(read)) == ["a", "b"]
    os.close(read)


def test_bytes_that_are_no_text_end_nothing() -> None:
    read, write = os.pipe()
    os.write(write, b"\xff\xfe ok\n")
    os.close(write)
    assert [line[-2:] for line in _lines(read)] == ["ok"]
    os.close(read)


def test_a_program_whose_pipe_stays_open_ends(tmp_path: object) -> None:
    code = "from voicecoach.ears.keyboard import Keyboard\nk = Keyboard(); k.open(print); k.ready(); k.close()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stderr
        assert child.wait(10) == 0
        assert child.stderr.read() == b""
