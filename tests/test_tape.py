"""Recordings of what the coach says: in time, whole at every moment, and no reason to end a session."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicecoach.errors import UsageError
from voicecoach.mouths.tape import LiveTape, Tape

HALF = np.full(2205, 0.5, np.float32)


def test_samples_come_back(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "t.wav")
    tape.write(HALF)
    tape.write(-HALF)
    tape.close()
    samples, rate = soundfile.read(tmp_path / "t.wav")
    assert rate == 22050
    assert samples == pytest.approx(np.concatenate([HALF, -HALF]), abs=1e-4)


def test_a_gap_becomes_silence(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "t.wav")
    tape.write(HALF, at=0.0)
    tape.write(HALF, at=1.0)
    tape.close()
    samples, rate = soundfile.read(tmp_path / "t.wav")
    assert np.flatnonzero(samples[2205:])[0] + 2205 == rate
    assert len(samples) == rate + 2205


def test_blocks_that_come_in_bunches_make_no_gaps(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "t.wav")
    for at in (0.0, 0.15, 0.2, 0.31):
        tape.write(HALF, at=at)
    assert tape.seconds == pytest.approx(0.4)
    tape.close()


def test_the_file_is_whole_before_it_is_closed(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "t.wav")
    assert soundfile.info(tmp_path / "t.wav").frames == 0
    tape.write(HALF)
    assert soundfile.info(tmp_path / "t.wav").frames == 2205
    tape.close()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name another file"):
        Tape(tmp_path / "none" / "t.wav")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said_once_and_the_session_goes_on() -> None:
    said: list[str] = []
    tape = Tape(Path("/dev/full"), on_error=said.append)
    for _ in range(5):
        tape.write(HALF)
    tape.close()
    assert len(said) == 1
    assert "session goes on" in said[0]


def test_a_live_tape_writes_everything_in_time(tmp_path: Path) -> None:
    tape = LiveTape(Tape(tmp_path / "t.wav"))
    began = time.monotonic()
    tape.put(HALF, began + 0.5)
    tape.put(HALF, began + 0.6)
    tape.close()
    samples, rate = soundfile.read(tmp_path / "t.wav")
    assert np.flatnonzero(samples)[0] / rate == pytest.approx(0.5, abs=0.02)
    assert np.count_nonzero(samples) == 2 * 2205


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_the_file_is_whole_when_the_program_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time, numpy as np; from pathlib import Path; from voicecoach.mouths.tape import LiveTape, Tape\n"
        "tape = LiveTape(Tape(Path(sys.argv[1])))\n"
        "t = time.monotonic()\n"
        "for n in range(100): tape.put(np.full(2205, 0.5, np.float32), t + n / 10)\n"
        "time.sleep(0.6); print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "t.wav")], stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        child.kill()
    samples, rate = soundfile.read(tmp_path / "t.wav")
    assert len(samples) / rate == pytest.approx(10, abs=0.5)
