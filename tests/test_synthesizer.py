"""Text to samples with the real engine: sound in every sentence, the pace asked for, nothing printed, nothing left."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from voicecoach.errors import DeviceError, UsageError
from voicecoach.mouths.playout import RATE, Samples
from voicecoach.mouths.speech_engine import DRIVER, SpeechEngine
from voicecoach.mouths.stretch import stretch
from voicecoach.mouths.synthesizer import Wordless, duration, loudness
from voicecoach.mouths.voice import PAUSE, Voice, sentences, trimmed

SENTENCES = (
    "Hello, I'm your coach.",
    "That hurts, and it makes sense that it hurts.",
    "Notice one thing that you can see in the room.",
    "If a friend told you this, what would you say to them?",
    "You might say it quietly, in your own words.",
    "A no to one thing is not a no to you.",
    "Put one hand on your chest, if you like.",
    "We'll take three easy breaths together.",
)


@pytest.fixture(scope="module")
def engine() -> SpeechEngine:
    engine = SpeechEngine()
    try:
        engine.render("Hello.", 130)
    except DeviceError as err:
        pytest.skip(str(err))
    return engine


class Counting:
    """A synthesizer whose sentences last a tenth of a second a word, and which counts."""

    rate = RATE
    slowest = 100
    calls: ClassVar[list[tuple[str, int]]] = []

    def render(self, text: str, wpm: int) -> Samples:
        self.calls.append((text, wpm))
        quiet = np.zeros(RATE // 5, np.float32)
        return np.concatenate([quiet, np.full(len(text.split()) * RATE // 10, 0.5, np.float32), quiet])


@pytest.fixture
def counting() -> Counting:
    Counting.calls.clear()
    return Counting()


def test_a_sentence_has_sound(engine: SpeechEngine) -> None:
    assert -35 < loudness(engine.render(SENTENCES[1], 130)) < -10


@pytest.mark.skipif(DRIVER != "espeak", reason="the pace is calibrated for espeak-ng")
@pytest.mark.parametrize("wpm", [88, 100, 118, 150])
def test_the_pace_is_the_one_asked_for(engine: SpeechEngine, wpm: int) -> None:
    """Eight sentences are few: benchmarks/speaking.py compares with all of the coach's own."""
    voice = Voice(engine)
    seconds = sum(len(voice.render(s, wpm)) for s in SENTENCES) / voice.rate
    reference = sum(len(voice.render(s, 130)) for s in SENTENCES) / voice.rate
    assert reference / seconds == pytest.approx(wpm / 130, rel=0.03)
    assert sum(len(s.split()) for s in SENTENCES) * 60 / seconds == pytest.approx(wpm, rel=0.15)


@pytest.mark.skipif(DRIVER != "espeak", reason="a fault of the espeak driver")
def test_a_new_pace_holds_from_its_first_sentence_from_any_thread(engine: SpeechEngine) -> None:
    wanted = [(120, 160)[n % 2] for n in range(40)]
    with ThreadPoolExecutor(4) as threads:
        lengths = list(threads.map(lambda wpm: len(engine.render(SENTENCES[1], wpm)), wanted))
    slow = {length for wpm, length in zip(wanted, lengths, strict=True) if wpm == 120}
    fast = {length for wpm, length in zip(wanted, lengths, strict=True) if wpm == 160}
    assert min(slow) > 1.2 * max(fast)
    assert max(slow) < 1.05 * min(slow)


def test_a_voice_that_is_not_there_is_said_and_the_next_sentence_is_spoken(engine: SpeechEngine) -> None:
    with pytest.raises(UsageError, match="no-such-voice"):
        SpeechEngine("no-such-voice").render("Hello.", 130)
    assert loudness(engine.render("Hello.", 130)) > -40


def test_nothing_is_printed_and_no_file_stays(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom voicecoach.errors import DeviceError\nfrom voicecoach.mouths.speech_engine import SpeechEngine\n"
        "try: SpeechEngine().render('A private sentence.', 130)\nexcept DeviceError: sys.exit(3)\n"
        "found = [f for _, _, files in os.walk(os.environ['TMPDIR']) for f in files]\nsys.exit(4 if found else 0)"
    )
    env = {k: v for k, v in os.environ.items() if k != "XDG_RUNTIME_DIR"} | {"TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=False)
    if done.returncode == 3:
        pytest.skip("there is no speech engine here")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_library_that_pip_brought_is_the_one_used(engine: SpeechEngine) -> None:
    pytest.importorskip("espeakng_loader")
    used = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libespeak" in line}
    assert used
    assert all("espeakng_loader" in path for path in used)


def test_silence_instead_of_speech_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute:
        def render(self, text: str, rate: int, voice: str | None) -> Samples:
            return np.zeros(1000, np.float32)

    monkeypatch.setattr("voicecoach.mouths.speech_engine._the_engine", Mute)
    with pytest.raises(DeviceError, match="silence"):
        SpeechEngine().render("Hello.", 130)
    assert not SpeechEngine().render("...", 130).any()  # nothing to say


def test_a_driver_that_breaks_is_an_error_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    from voicecoach.mouths import speech_engine

    fresh = speech_engine._Engine()
    monkeypatch.setattr(fresh, "_start", lambda: 1 / 0)
    with pytest.raises(DeviceError, match="ZeroDivisionError"):
        fresh.render("Hello.", 130, None)


def test_the_pauses_between_sentences_are_exact(counting: Counting) -> None:
    samples = Voice(counting).render("One two three. Four five.", 130)
    loud = np.flatnonzero(np.abs(samples) > 0.4)
    gap = max(np.diff(loud)) / RATE
    assert gap == pytest.approx(PAUSE, abs=0.01)
    assert loud[0] / RATE < 0.005
    assert (len(samples) - loud[-1]) / RATE < 0.005


def test_slower_speech_has_longer_pauses(counting: Counting) -> None:
    voice = Voice(counting)
    assert len(voice.render("One. Two.", 100)) - len(voice.render("One. Two.", 200)) == pytest.approx(0.325 * RATE, abs=2)


def test_a_sentence_is_rendered_once(counting: Counting) -> None:
    voice = Voice(counting)
    assert not voice.has("One. Two.", 130)
    first = voice.render("One. Two.", 130)
    assert voice.has("One. Two.", 130)
    assert np.array_equal(voice.render("One. Two.", 130), first)
    voice.render("One. Two.", 140)
    assert counting.calls == [("One.", 130), ("Two.", 130), ("One.", 140), ("Two.", 140)]


def test_what_is_kept_is_bounded(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicecoach.mouths.voice._KEEP_SECONDS", 1)
    voice = Voice(counting)
    for n in range(30):
        voice.render(f"Number {n}.", 130)
    assert voice.has("Number 29.", 130)
    assert not voice.has("Number 0.", 130)


def test_prerender_makes_ready(counting: Counting) -> None:
    voice = Voice(counting)
    voice.prerender([("One. Two.", 130), ("Three.", 120)]).join(5)
    assert voice.has("One. Two.", 130)
    assert voice.has("Three.", 120)


def test_slower_than_the_engine_can_is_stretched(counting: Counting) -> None:
    samples = Voice(counting).render("one two three four five", 80)
    assert counting.calls == [("one two three four five", 100)]
    assert len(samples) / RATE == pytest.approx(0.5 * 100 / 80, rel=0.03)


def test_gain_changes_loudness_and_never_overflows(counting: Counting) -> None:
    voice = Voice(counting)
    assert np.abs(voice.render("One.", 130, 0.5)).max() == pytest.approx(0.25, abs=0.01)
    assert 0.6 < np.abs(voice.render("One.", 130, 1.5)).max() < np.abs(voice.render("One.", 130, 9.0)).max() <= 1.0


@pytest.mark.parametrize("factor", [1.1, 1.35, 1.8])
def test_stretching_lengthens_and_keeps_the_pitch(factor: float) -> None:
    t = np.arange(RATE) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 150 * t)).astype(np.float32)
    longer = stretch(tone, factor, RATE)
    assert len(longer) == pytest.approx(RATE * factor, abs=1)
    middle = longer[RATE // 4 : RATE // 4 + RATE // 2]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * RATE / len(middle) == pytest.approx(150, abs=3)
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.05)


def test_stretching_by_nothing_changes_nothing() -> None:
    tone = np.ones(5000, np.float32)
    assert np.array_equal(stretch(tone, 1.0, RATE), tone)
    assert len(stretch(np.ones(10, np.float32), 1.5, RATE)) == 10


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two? Three.", ["One.", "Two?", "Three."]),
        ("It is 3.5 percent.", ["It is 3.5 percent."]),
        ("Say: 'I am enough.' Then breathe.", ["Say: 'I am enough.'", "Then breathe."]),
        ("Well... yes.", ["Well... yes."]),
        ("  ", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_trimming_keeps_silence_as_it_is() -> None:
    assert len(trimmed(np.zeros(100, np.float32), RATE)) == 100


def test_without_a_synthesizer_silence_lasts_as_long_as_the_words() -> None:
    assert duration("one two three four", 120) == 2.0
    samples = Wordless().render("one two three four", 120)
    assert len(samples) == 2 * RATE
    assert not samples.any()
