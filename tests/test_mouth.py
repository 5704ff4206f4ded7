"""The mouth without a sound card: by the clock, with captions, a recording, and loudspeakers that come and go."""

import threading
import time
from io import StringIO
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
import pytest
import soundfile

from voicecoach.errors import DeviceError
from voicecoach.messages import Event, Say, Spoken, Trouble
from voicecoach.mouths import loudspeaker as players
from voicecoach.mouths import mouth as module
from voicecoach.mouths.captions import Printed
from voicecoach.mouths.loudspeaker import Loudspeaker, Resampled, Silent
from voicecoach.mouths.mouth import Mouth
from voicecoach.mouths.playout import RATE, Playout, Samples
from voicecoach.mouths.tape import LiveTape, Tape
from voicecoach.mouths.voice import Voice


class Tone:
    """A synthesizer: a tenth of a second a word."""

    rate = RATE
    slowest = 50
    broken = False

    def render(self, text: str, wpm: int) -> Samples:
        if self.broken:
            raise DeviceError("The voice is broken.")
        return np.full(len(text.split()) * RATE // 10, 0.5, np.float32)


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
def inbox() -> Inbox:
    return Inbox()


def test_spoken_comes_when_it_has_been_played(inbox: Inbox) -> None:
    mouth = Mouth(Voice(Tone()), Printed(StringIO()), device=False)
    mouth.open(inbox)
    began = time.monotonic()
    mouth.say(Say("one two three four", 7))
    assert inbox.next() == Spoken(7)
    assert time.monotonic() - began == pytest.approx(0.4, abs=0.15)
    mouth.close()


def test_captions_appear_as_it_speaks(inbox: Inbox) -> None:
    screen = StringIO()
    mouth = Mouth(Voice(Tone()), Printed(screen), device=False)
    mouth.open(inbox)
    mouth.say(Say("one two", 1))
    inbox.next()
    mouth.show("a line")
    mouth.close()
    assert screen.getvalue() == "Coach: one two\na line\n"


def test_what_is_hushed_is_never_spoken(inbox: Inbox) -> None:
    mouth = Mouth(Voice(Tone()), Printed(StringIO()), device=False)
    mouth.open(inbox)
    mouth.say(Say("one two three", 1))
    time.sleep(0.1)
    mouth.hush()
    assert inbox.next(0.6) is None
    mouth.say(Say("four", 2))
    assert inbox.next() == Spoken(2)
    mouth.close()


def test_only_the_last_of_many_is_spoken(inbox: Inbox) -> None:
    mouth = Mouth(Voice(Tone()), Printed(StringIO()), device=False)
    mouth.open(inbox)
    for n in range(20):
        mouth.say(Say(f"number {n}", n))
    assert inbox.next() == Spoken(19)
    assert inbox.next(0.3) is None
    mouth.close()


def test_without_a_voice_captions_are_timed_as_if_spoken(inbox: Inbox) -> None:
    screen = StringIO()
    mouth = Mouth(None, Printed(screen), device=False)
    mouth.open(inbox)
    began = time.monotonic()
    mouth.say(Say("one two three four five", 3, wpm=600))
    assert inbox.next() == Spoken(3)
    assert time.monotonic() - began == pytest.approx(0.5, abs=0.15)
    assert screen.getvalue() == "Coach: one two three four five\n"
    mouth.close()


def test_a_voice_that_breaks_is_said_once_and_the_session_goes_on_in_writing(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tone = Tone()
    tone.broken = True
    mouth = Mouth(Voice(tone), Printed(StringIO()), device=False)
    mouth.open(inbox)
    mouth.say(Say("one", 1, wpm=600))
    assert inbox.next() == Trouble("loudspeaker", "The voice is broken. I go on in writing.")
    assert inbox.next() == Spoken(1)
    mouth.say(Say("two", 2, wpm=600))
    assert inbox.next() == Spoken(2)
    tone.broken = False
    mouth._mute_until = time.monotonic()  # as if half a minute had passed
    mouth.say(Say("three", 3))
    assert inbox.next() == Trouble("loudspeaker", "The voice is back.", lost=False)
    assert inbox.next() == Spoken(3)
    mouth.close()


def test_the_recording_is_in_time(inbox: Inbox, tmp_path: Path) -> None:
    mouth = Mouth(Voice(Tone()), Printed(StringIO()), device=False, tape=LiveTape(Tape(tmp_path / "t.wav")))
    began = time.monotonic()
    mouth.open(inbox)
    time.sleep(0.5)
    said = time.monotonic() - began
    mouth.say(Say("one two", 1))
    inbox.next()
    time.sleep(0.3)
    mouth.close()
    ended = time.monotonic() - began
    samples, rate = soundfile.read(tmp_path / "t.wav")
    loud = np.flatnonzero(np.abs(samples) > 0.1) / rate
    assert loud[0] == pytest.approx(said, abs=0.12)
    assert loud[-1] - loud[0] == pytest.approx(0.2, abs=0.02)
    assert len(samples) / rate == pytest.approx(ended, abs=0.15)


class FakeStream:
    """A sound card that calls back every 10 ms until it is unplugged."""

    plugged = True
    latency = 0.01

    def __init__(self, callback: Any, blocksize: int) -> None:
        self._callback, self._block = callback, blocksize
        self._stop = threading.Event()
        self.heard = np.zeros(0, np.float32)

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while FakeStream.plugged and not self._stop.wait(0.01):
            out = np.empty((self._block, 1), np.float32)
            self._callback(out, self._block, None, None)
            self.heard = np.append(self.heard, out)

    def abort(self, ignore_errors: bool = True) -> None:
        self._stop.set()

    close = abort


@pytest.fixture
def sound_card(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_stream(direction: str, device: str | None, rate: int, **settings: Any) -> tuple[FakeStream, int]:
        if not FakeStream.plugged:
            raise DeviceError("No loudspeaker can be opened.")
        return FakeStream(settings["callback"], settings["blocksize"]), rate

    FakeStream.plugged = True
    monkeypatch.setattr(players, "open_stream", open_stream)
    monkeypatch.setattr(players, "restart", lambda: None)
    monkeypatch.setattr(players, "STALLED", 0.3)
    monkeypatch.setattr(module, "_RETRY", 0.2)
    monkeypatch.setattr(module, "_NEVER_FOUND", 0.2)


@pytest.mark.usefixtures("sound_card")
def test_a_loudspeaker_that_goes_is_noticed_and_the_sentence_still_ends(inbox: Inbox) -> None:
    mouth = Mouth(Voice(Tone()), Printed(StringIO()))
    mouth.open(inbox)
    mouth.say(Say("one two three four five", 1))
    time.sleep(0.1)
    FakeStream.plugged = False
    began = time.monotonic()
    lost = inbox.next()
    assert isinstance(lost, Trouble)
    assert lost.lost
    assert time.monotonic() - began < 2
    assert inbox.next() == Spoken(1)
    FakeStream.plugged = True
    assert inbox.next() == Trouble("loudspeaker", "The loudspeaker is back.", lost=False)
    mouth.say(Say("six", 2))
    assert inbox.next() == Spoken(2)
    assert isinstance(mouth._player, Loudspeaker)
    mouth.close()


@pytest.mark.usefixtures("sound_card")
def test_a_loudspeaker_that_comes_later_is_used(inbox: Inbox) -> None:
    FakeStream.plugged = False
    mouth = Mouth(Voice(Tone()), Printed(StringIO()))
    mouth.open(inbox)
    trouble = inbox.next()
    assert isinstance(trouble, Trouble)
    assert "in writing" in trouble.message
    FakeStream.plugged = True
    assert inbox.next() == Trouble("loudspeaker", "The loudspeaker is back.", lost=False)
    mouth.close()


@pytest.mark.usefixtures("sound_card")
def test_an_error_in_the_callback_counts_as_a_loss() -> None:
    def source(count: int) -> Samples:
        raise MemoryError

    player = Loudspeaker(source)
    player.start()
    out = np.empty((10, 1), np.float32)
    with pytest.raises(MemoryError):
        player._callback(out, 10, None, None)
    assert player.lost
    player.stop()


def test_the_silent_player_keeps_the_pace() -> None:
    counts: list[int] = []

    def source(count: int) -> Samples:
        counts.append(count)
        return np.zeros(count, np.float32)

    player = Silent(source)
    player.start()
    time.sleep(0.5)
    player.stop()
    assert sum(counts) / RATE == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("rate", [44_100, 48_000, 16_000])
def test_a_device_with_another_rate_gets_the_same_sound(rate: int) -> None:
    playout = Playout()
    t = np.arange(RATE) / RATE
    playout.say(1, (0.5 * np.sin(2 * np.pi * 440 * t)).astype(np.float32))
    source = Resampled(lambda count: playout.pull(count).samples, rate)
    out = np.concatenate([source.pull(rate // 100) for _ in range(110)])
    middle = out[rate // 4 : rate // 4 + rate // 2]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * rate / len(middle) == pytest.approx(440, abs=3)
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.02)


def test_captions_survive_a_screen_without_unicode_and_a_reader_that_has_gone() -> None:
    class Old(StringIO):
        encoding = "ascii"  # type: ignore[assignment]

        def write(self, text: str) -> int:
            text.encode("ascii")
            return super().write(text)

    screen = Old()
    Printed(screen).say("naïve")
    assert screen.getvalue() == "Coach: na?ve\n"
    closed = StringIO()
    closed.close()
    Printed(closed).say("unseen")
