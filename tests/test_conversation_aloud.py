"""A whole spoken conversation through a sound card, in real time: a microphone that is spoken into, a loudspeaker recorded.

The one test that takes as long as it sounds. The program runs at a terminal (a pseudo-terminal), as a person starts it.
"""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pulse import MISSING, Pulse

from voicecoach.audio import RATE, read
from voicecoach.measuring import AUDIBLE
from voicecoach.staged import user_voice

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
    pytest.mark.skipif(find_spec("moonshine_voice") is None, reason="the Moonshine model is not installed here"),
]


class Program:
    """voicecoach at a terminal, with its captions as they come."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        import pty

        self.keyboard, terminal = pty.openpty()
        self._child = subprocess.Popen(
            [sys.executable, "-m", "voicecoach", *arguments],
            stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, start_new_session=True,
        )  # fmt: skip
        os.close(terminal)
        self.captions: list[tuple[float, str]] = []
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout
        for line in self._child.stdout:
            self._lines.put(line.strip())
        self._lines.put(None)

    def until(self, part: str, timeout: float = 60.0) -> float:
        """When the caption with these words came, on the monotonic clock."""
        end = time.monotonic() + timeout
        while True:
            line = self._lines.get(timeout=max(0.1, end - time.monotonic()))
            if line is None:
                raise AssertionError(f"it ended before saying {part!r}: {[text for _, text in self.captions]}")
            self.captions.append((time.monotonic(), line))
            if part in line:
                return self.captions[-1][0]

    def ended(self, timeout: float = 40.0) -> int:
        return self._child.wait(timeout)

    def kill(self) -> None:
        if self._child.poll() is None:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        self._reader.join(5)
        if self._child.stdout:
            self._child.stdout.close()
        os.close(self.keyboard)


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    try:
        with Pulse() as pulse:
            yield pulse
    except RuntimeError as err:
        pytest.skip(f"no virtual sound card here: {err}")


def loud(wav: Path) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.flatnonzero(np.abs(read(wav)) > AUDIBLE) / RATE


def test_a_conversation_through_a_sound_card(pulse: Pulse, tmp_path: Path) -> None:
    recording = tmp_path / "coach.wav"
    recorder, began = pulse.record(recording), time.monotonic()
    options = ("--data", str(tmp_path / "data"), "--no-intro", "--country", "GB", "--rate", "1.25")
    program = Program(pulse.env, *options)
    words: dict[str, tuple[float, float]] = {}
    speak = user_voice()

    def say(text: str, after: float) -> None:
        """Speak into the microphone; waits until it has been said."""
        file, samples = tmp_path / "say.wav", speak(text)
        soundfile.write(file, samples, RATE)
        time.sleep(after)
        start = time.monotonic()
        pulse.say(file).wait()
        words[text] = (start - began, start - began + len(samples) / RATE)

    try:
        program.until("What")  # the greeting's question
        say("I didn't get the job.", 2.5)
        program.until("How heavy does it feel")
        say("six", 3.5)
        program.until("In for four")
        say("pause", 0.5)
        program.until("go on")
        say("go on", 4.5)
        program.until("In for four")
        say("stop", 1.0)
        program.until("topped")
        time.sleep(2.0)
        os.write(program.keyboard, b"goodbye\n")  # the keyboard is live beside the microphone
        assert program.ended() == 0
    finally:
        program.kill()
        recorder.send_signal(signal.SIGTERM)
        recorder.wait()

    times = loud(recording)
    for word in ("pause", "stop"):
        start, end = words[word]
        assert np.any((times > start) & (times < end)), f"{word} was not said over the coach"
    paused = (times > words["pause"][1] + 4.5) & (times < words["go on"][1])
    assert not np.any(paused), "it spoke while it was paused"
    soon = times[(times > words["go on"][1])][0] - words["go on"][1]
    assert soon < 20, f"it went on only after {soon:.1f} s"


def test_the_keyboard_works_where_there_is_no_sound_at_all(tmp_path: Path) -> None:
    nowhere = {**os.environ, "PULSE_SERVER": "unix:/nowhere", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    program = Program(nowhere, "start", "easy-breaths", "--data", str(tmp_path / "data"), "--rate", "1.3")
    try:
        program.until("breath")
        os.write(program.keyboard, b"stop\n")
        program.until("topped")
        assert program.ended() == 0
    finally:
        program.kill()
