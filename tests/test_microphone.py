"""The microphone's ear with a capturing process that is a few lines of Python: lost, back, muted, refused, silent."""

import sys
import time
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
import pytest
import soundfile

from voicecoach.ears import microphone as module
from voicecoach.ears.ear import BLOCK, Ear
from voicecoach.ears.microphone import Microphone
from voicecoach.ears.recording import Recording, blocks
from voicecoach.errors import ModelError
from voicecoach.messages import Event, Heard, Listen, Trouble
from voicecoach.recognizers import RATE, Samples
from voicecoach.scope import Scope

_PREAMBLE = (
    "import array, json, struct, sys, time\n"
    "def send(level, n=512, at=None):\n"
    "    data = array.array('f', [level] * n).tobytes()\n"
    "    out.write(struct.pack('<dII', time.monotonic() if at is None else at, 3, len(data)) + data); out.flush()\n"
    "def opened(rate=16000): out.write(json.dumps({'rate': rate}).encode() + b'\\n'); out.flush()\n"
    "out = sys.stdout.buffer\n"
)


class Listener:
    """Reports the loudest sample of every block as words."""

    def __init__(self) -> None:
        self.samples = 0
        self.scopes: list[str] = []
        self.ats: list[float] = []

    def listen(self, listen: Listen) -> None:
        self.scopes.append(listen.scope.name)

    def feed(self, block: Samples, at: float) -> list[Event]:
        self.samples += len(block)
        self.ats.append(at)
        return [Heard(f"{block.max():.2f}", "microphone")] if block.max() > 0.1 else []

    def close(self, at: float) -> list[Event]:
        return []


class Inbox:
    def __init__(self) -> None:
        self._queue: SimpleQueue[Event] = SimpleQueue()

    def __call__(self, event: Event) -> None:
        self._queue.put(event)

    def next(self, seconds: float = 5.0) -> Event | None:
        try:
            return self._queue.get(timeout=seconds)
        except Empty:
            return None


def capture(code: str) -> list[str]:
    return [sys.executable, "-c", _PREAMBLE + code]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RETRY", 0.1)


def test_blocks_become_events(inbox: Inbox) -> None:
    listener = Listener()
    ear = Microphone(listener, command=capture("opened(); send(0.0); send(0.5)\ntime.sleep(9)"))
    ear.open(inbox)
    assert inbox.next() == Heard("0.50", "microphone")
    assert listener.samples == 2 * BLOCK
    assert listener.ats[-1] == pytest.approx(time.monotonic(), abs=1)
    assert ear.overflows == 3
    ear.close()


def test_another_rate_is_resampled(inbox: Inbox) -> None:
    listener = Listener()
    ear = Microphone(
        listener, command=capture("opened(48000)\nfor _ in range(100): send(0.05, 480)\nsend(0.5, 4800)\ntime.sleep(9)")
    )
    ear.open(inbox)
    assert isinstance(inbox.next(), Heard)
    assert listener.samples / RATE == pytest.approx(1.1, abs=0.05)
    ear.close()


def test_a_refused_device_is_said_once(inbox: Inbox) -> None:
    ear = Microphone(Listener(), command=capture("out.write(json.dumps({'error': 'No microphone.'}).encode() + b'\\n')"))
    ear.open(inbox)
    assert inbox.next() == Trouble("microphone", "No microphone.")
    assert inbox.next(0.6) is None
    ear.close()


def test_a_process_that_cannot_start_is_said(inbox: Inbox) -> None:
    ear = Microphone(Listener(), command=["/no/such/program"])
    ear.open(inbox)
    trouble = inbox.next()
    assert isinstance(trouble, Trouble)
    assert "does not start" in trouble.message
    ear.close()


def test_a_device_that_stops_is_noticed_within_two_seconds_and_taken_again(inbox: Inbox) -> None:
    ear = Microphone(Listener(), command=capture("opened(); send(0.5)\ntime.sleep(60)"))
    ear.open(inbox)
    assert isinstance(inbox.next(), Heard)
    began = time.monotonic()
    trouble = inbox.next()
    assert isinstance(trouble, Trouble)
    assert trouble.lost
    assert time.monotonic() - began < 2.0
    assert inbox.next() == Trouble("microphone", "The microphone is back.", lost=False)
    assert isinstance(inbox.next(), Heard)
    ear.close()


def test_a_process_that_ends_is_a_loss_too(inbox: Inbox) -> None:
    ear = Microphone(Listener(), command=capture("opened(); send(0.5); time.sleep(0.5)"))
    ear.open(inbox)
    assert isinstance(inbox.next(), Heard)
    trouble = inbox.next()
    assert isinstance(trouble, Trouble)
    assert trouble.lost
    ear.close()


def test_a_muted_microphone_is_said_once(inbox: Inbox) -> None:
    code = "opened()\nfor n in range(200): send(0.0, at=n * 0.1)\nsend(0.001); time.sleep(9)"
    ear = Microphone(Listener(), command=capture(code))
    ear.open(inbox)
    trouble = inbox.next()
    assert isinstance(trouble, Trouble)
    assert "unmute" in trouble.message
    assert inbox.next() == Trouble("microphone", "The microphone is back.", lost=False)
    ear.close()


def test_a_quiet_room_is_not_a_muted_microphone(inbox: Inbox) -> None:
    code = "opened()\nsend(1e-5, at=0)\nfor n in range(200): send(0.0, at=n * 0.1)\nsend(0.5); time.sleep(9)"
    ear = Microphone(Listener(), command=capture(code))
    ear.open(inbox)
    assert isinstance(inbox.next(), Heard)
    ear.close()


def test_closing_ends_the_process_and_may_be_done_twice(inbox: Inbox) -> None:
    ear = Microphone(Listener(), command=capture("opened()\nwhile True: send(0.01); time.sleep(0.03)"))
    ear.open(inbox)
    time.sleep(0.3)
    child = ear._child
    assert child
    ear.close()
    ear.close()
    assert child.poll() is not None
    assert inbox.next(0.2) is None


def test_what_to_listen_for_reaches_the_listener_in_order(inbox: Inbox) -> None:
    listener = Listener()
    ear = Ear(listener)
    ear.open(inbox)
    ear.listen(Listen(Scope("menu")))
    ear.put(np.full(BLOCK, 0.5, np.float32), 1.0)
    ear.listen(Listen(Scope("yesno")))
    ear.close()
    assert listener.scopes == ["menu", "yesno"]
    assert inbox.next() == Heard("0.50", "microphone")


def test_a_fault_in_the_listener_is_said_and_the_ear_goes_on(inbox: Inbox) -> None:
    class Faulty(Listener):
        def feed(self, block: Samples, at: float) -> list[Event]:
            if at == 1.0:
                raise ModelError("The model broke.")
            if at == 2.0:
                raise RuntimeError("secret words")
            return [Heard("fine", "microphone")]

    ear = Ear(Faulty())
    ear.open(inbox)
    for at in (1.0, 2.0, 3.0):
        ear.put(np.zeros(BLOCK, np.float32), at)
    assert inbox.next() == Trouble("recognizer", "The model broke.")
    stumbled = inbox.next()
    assert isinstance(stumbled, Trouble)
    assert "secret" not in stumbled.message
    assert inbox.next() == Heard("fine", "microphone")
    ear.close()


def test_an_ear_that_falls_behind_drops_and_counts(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicecoach.ears.ear._ROOM", 5)
    ear = Ear(Listener())
    for _ in range(8):
        ear.put(np.zeros(BLOCK, np.float32), 0.0)
    assert ear.dropped == 3


def test_a_recording_is_heard_at_its_own_pace_then_silence(inbox: Inbox, tmp_path: Path) -> None:
    listener = Listener()
    samples = np.concatenate([np.zeros(RATE // 4, np.float32), np.full(100, 0.5, np.float32)])
    soundfile.write(tmp_path / "said.wav", samples, RATE)
    ear = Recording(listener, tmp_path / "said.wav")
    began = time.monotonic()
    ear.open(inbox)
    assert inbox.next() == Heard("0.50", "microphone")
    assert time.monotonic() - began == pytest.approx(0.27, abs=0.1)
    time.sleep(0.3)
    ear.close()
    ear.close()
    assert listener.samples > len(samples) + RATE // 8


def test_the_blocks_of_a_recording_never_end_and_lose_nothing() -> None:
    samples = np.arange(1, 1301, dtype=np.float32)
    stream = blocks(samples)
    got = [next(stream) for _ in range(5)]
    assert all(len(block) == BLOCK for block in got)
    joined = np.concatenate(got)
    assert np.array_equal(joined[:1300], samples)
    assert not joined[1300:].any()
