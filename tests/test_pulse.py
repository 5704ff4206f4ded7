"""Real sound through a virtual sound card: what is said comes out, stops when it should, and what is played in is heard.

Each part runs in a process of its own whose environment names the private PulseAudio.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pulse import MISSING, Pulse

from voicecoach.mouths.speech_engine import SpeechEngine

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

RATE = 16_000
AUDIBLE = 10 ** (-50 / 20)


@pytest.fixture(scope="module")
def pulse() -> Iterator[Pulse]:
    try:
        with Pulse() as pulse:
            subprocess.run([sys.executable, "-c", "import sounddevice"], env=pulse.env, check=True, capture_output=True)
            yield pulse
    except (RuntimeError, subprocess.CalledProcessError) as err:
        pytest.skip(f"no virtual sound card here: {err}")


_SPEAK = """
import json, sys, time
from queue import SimpleQueue
from voicecoach.messages import Say
from voicecoach.mouths.captions import Unseen
from voicecoach.mouths.mouth import Mouth
from voicecoach.mouths.speech_engine import SpeechEngine
from voicecoach.mouths.voice import Voice
started = time.monotonic()
def log(**what): print(json.dumps(what | {"at": round(time.monotonic() - started, 3)}), flush=True)
def post(event): log(event=type(event).__name__, text=str(getattr(event, "message", getattr(event, "utterance", ""))))
voice = Voice(SpeechEngine())
TEXT = "That hurts, and it makes sense that it hurts."
voice.render(TEXT, 130)
mouth = Mouth(voice, Unseen())
mouth.open(post)
"""


def run(pulse: Pulse, code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", code], env=pulse.env, stdout=subprocess.PIPE, text=True)


def until(child: "subprocess.Popen[str]", key: str, value: str) -> dict[str, object]:
    """The next line of the child in which this is so."""
    assert child.stdout
    for line in child.stdout:
        said: dict[str, object] = json.loads(line)
        if said.get(key) == value:
            return said
    raise AssertionError(f"{key}={value} never came")


def loud(wav: Path) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], int]:
    """When it is audible, in seconds: the times of all samples above -50 dB of full scale."""
    samples, rate = soundfile.read(wav)
    return np.flatnonzero(np.abs(samples) > AUDIBLE) / rate, len(samples)


def test_what_is_said_comes_out_whole(pulse: Pulse, tmp_path: Path) -> None:
    recorder = pulse.record(tmp_path / "out.wav")
    time.sleep(0.3)
    with run(pulse, _SPEAK + "mouth.say(Say(TEXT, 1))\ntime.sleep(5)\nmouth.close()") as child:
        until(child, "event", "Spoken")
        child.wait(20)
    recorder.terminate()
    recorder.wait()
    times, _ = loud(tmp_path / "out.wav")
    spoken = SpeechEngine().render("That hurts, and it makes sense that it hurts.", 130)
    audible = np.flatnonzero(np.abs(spoken) > AUDIBLE)
    assert times[-1] - times[0] == pytest.approx((audible[-1] - audible[0]) / 22_050, abs=0.08)


def test_hush_is_quick(pulse: Pulse, tmp_path: Path) -> None:
    code = _SPEAK + (
        "mouth.say(Say(TEXT, 1)); time.sleep(1.0)\nlog(event='hushing'); mouth.hush(); time.sleep(1)\nmouth.close()"
    )
    recorder = pulse.record(tmp_path / "out.wav")
    time.sleep(0.3)
    with run(pulse, code) as child:
        until(child, "event", "hushing")
        child.wait(20)
    recorder.terminate()
    recorder.wait()
    times, count = loud(tmp_path / "out.wav")
    assert 0.7 < times[-1] - times[0] < 1.35  # said at 0, hushed at 1.0: latency cancels out
    assert count / RATE > times[-1] + 0.5


_HEAR = """
import json, time
from voicecoach.ears.microphone import Microphone
started = time.monotonic()
def log(**what): print(json.dumps(what | {"at": round(time.monotonic() - started, 3)}), flush=True)
class Listener:
    was = False
    def listen(self, listen): ...
    def feed(self, block, at):
        loud = float(abs(block).max()) > 0.05
        if loud and not self.was: log(event="sound", delay=round(time.monotonic() - at, 3))
        self.was = loud
        return []
    def close(self, at): return []
microphone = Microphone(Listener())
microphone.open(lambda event: log(event="back" if not event.lost else "lost", text=event.message))
time.sleep(%d)
microphone.close()
"""


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    file = tmp_path / "tone.wav"
    soundfile.write(file, 0.5 * np.sin(np.arange(RATE // 2) * 0.2), RATE)
    return file


def test_what_is_played_into_the_microphone_is_heard(pulse: Pulse, tone: Path) -> None:
    with run(pulse, _HEAR % 4) as child:
        time.sleep(1.5)
        pulse.say(tone)
        heard = until(child, "event", "sound")
        child.wait(20)
    assert isinstance(heard["delay"], float)
    assert heard["delay"] < 0.3


def test_a_microphone_that_is_unplugged_is_noticed_and_taken_again(tone: Path) -> None:
    with Pulse() as pulse, run(pulse, _HEAR % 14) as child:
        time.sleep(1.5)
        pulse.say(tone)
        until(child, "event", "sound")
        gone = time.monotonic()
        pulse.stop(kill=True)
        until(child, "event", "lost")
        assert time.monotonic() - gone < 2.0
        pulse.start()
        until(child, "event", "back")
        pulse.say(tone)
        until(child, "event", "sound")
        child.kill()


def test_a_loudspeaker_that_is_unplugged_is_noticed_and_taken_again(tmp_path: Path) -> None:
    code = _SPEAK + "mouth.say(Say(TEXT, 1)); time.sleep(6)\nmouth.say(Say(TEXT, 2)); time.sleep(8)\nmouth.close()"
    with Pulse() as pulse, run(pulse, code) as child:
        time.sleep(1.5)
        gone = time.monotonic()
        pulse.stop(kill=True)
        assert "gone" in str(until(child, "event", "Trouble")["text"])
        assert time.monotonic() - gone < 2.0
        assert until(child, "event", "Spoken")["text"] == "1"
        pulse.start()
        recorder = pulse.record(tmp_path / "out.wav")
        assert "back" in str(until(child, "event", "Trouble")["text"])
        assert until(child, "event", "Spoken")["text"] == "2"
        time.sleep(0.2)
        recorder.terminate()
        recorder.wait()
        child.kill()
    times, _ = loud(tmp_path / "out.wav")
    assert times[-1] - times[0] > 2


def test_the_doctor_hears_and_is_heard(pulse: Pulse) -> None:
    code = (
        "import json; from dataclasses import asdict; from voicecoach import doctor; from voicecoach.config import Settings\n"
        "print(json.dumps({c.name: asdict(c) for c in doctor.checks(Settings())}))"
    )
    with run(pulse, code) as child:
        assert child.stdout
        found = json.loads(child.stdout.read())
    assert found["loudspeaker"]["ok"], found
    assert "too quiet" in found["microphone"]["detail"]  # nothing but the virtual hiss
