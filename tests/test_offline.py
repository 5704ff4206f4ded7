"""Nothing leaves the machine: a session opens no network connection, and keeps no word that was said."""

import os
import shutil
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicecoach.config import Settings
from voicecoach.ears.synthetic import Turn

SECRET = "my boss told me that nobody likes me in the office"
LINES = f"I got rejected\nsix\nit's new\ntalk kindly\nsam\n{SECRET}\nstop\ngoodbye\n"
TALK = [sys.executable, "-m", "voicecoach", "--fast", "--no-intro", "--country", "GB"]


def _may_unshare() -> bool:
    return bool(shutil.which("unshare")) and subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode == 0


def _silence(folder: Path) -> Path:
    """A recording of nothing: with it the recognizer is loaded, and all that it brings."""
    file = folder / "silence.wav"
    soundfile.write(file, np.zeros(16_000, np.float32), 16_000)
    return file


@pytest.mark.skipif(find_spec("moonshine_voice") is None, reason="the Moonshine model is not installed here")
def test_a_spoken_session_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a session wanted the network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    from voicecoach.staged import hold

    staged = hold([Turn("I got rejected."), Turn("two"), Turn("stop", over="weeks", delay=1.0)], Settings(country="GB"))
    assert "Is it new, or has it hurt your days for weeks?" in [text for _, text in staged.coach]


@pytest.mark.skipif(not _may_unshare(), reason="network namespaces are not allowed here")
def test_a_conversation_where_there_is_no_network_at_all(tmp_path: Path) -> None:
    command = ["unshare", "--net", *TALK, "--data", str(tmp_path), "--speaker", str(tmp_path / "out.wav")]
    done = subprocess.run(command, input=LINES, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Coach: How heavy does it feel, zero to ten?" in done.stdout
    assert (tmp_path / "out.wav").stat().st_size > 100_000


def test_nothing_that_was_said_is_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    env = os.environ | {"HOME": str(home), "TMPDIR": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    env.pop("XDG_DATA_HOME", None)
    done = subprocess.run([*TALK, "--mic", str(_silence(home))], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    (home / "silence.wav").unlink()
    done = subprocess.run(TALK, input=LINES, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    assert SECRET.split()[-1] not in done.stderr
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file.name for file in kept] == ["journal.jsonl"], "a library has left something behind"
    for file in kept:
        content = file.read_bytes()
        assert b"boss" not in content, file
        assert b"sam" not in content.lower(), file
        assert file.stat().st_mode & 0o077 == 0, f"others can read {file}"


def test_a_fault_of_ours_quotes_nobody(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from voicecoach.cli import main
    from voicecoach.understanding import Understander

    def fail(self: object, heard: object, scope: object) -> None:
        raise RuntimeError(f"cannot understand {heard}")

    monkeypatch.setattr(Understander, "understand", fail)
    assert main(["understand", SECRET]) == 70
    error = capsys.readouterr().err
    assert "RuntimeError" in error
    assert "boss" not in error
