"""A whole spoken conversation, heard by the real recognizer and spoken by the real synthesizer: what was understood, and when.

In virtual time; test_conversation_aloud.py holds it through a sound card.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import soundfile

from voicecoach.audio import RATE, read
from voicecoach.config import Settings
from voicecoach.ears.synthetic import Turn
from voicecoach.measuring import audible_after
from voicecoach.staged import Staged, hold

pytestmark = pytest.mark.skipif(find_spec("moonshine_voice") is None, reason="the Moonshine model is not installed here")

PATIENCE = 20.0
"""Seconds: whether it answers at all is tested here; how soon is what benchmarks/conversation.py measures."""

TURNS = [
    Turn("I didn't get the job."),
    Turn("six"),
    Turn("pause", over="In for four", delay=0.8),
    Turn("go on", delay=3.0),
    Turn("it's new"),
    Turn("talk kindly"),
    Turn("stop", over="Think of someone", delay=0.6),
    Turn("goodbye", delay=2.0),
]


def texts(staged: Staged) -> list[str]:
    return [text for _, text in staged.coach]


def gap(staged: Staged, ended: float) -> float:
    """From the end of the user's speech to the coach's next sound, in seconds."""
    audible = audible_after(staged.played, staged.rate, ended)
    assert audible is not None
    return audible - ended


@pytest.fixture(scope="module")
def staged() -> Staged:
    return hold(TURNS, Settings(country="GB"))


def test_everything_was_understood(staged: Staged) -> None:
    said = texts(staged)
    assert [text for text, _, _ in staged.user] == [turn.text for turn in TURNS]
    for sentence in (
        "How heavy does it feel, zero to ten?",
        "Is it new, or has it hurt your days for weeks?",
        "Would you like to feel it, talk kindly, or look at what happened?",
        "Think of someone you care about.",
    ):
        assert said.count(sentence) == 1, f"{sentence} in {said}"
    assert said.count("In for four and out for six, or as you like.") == 2  # paused in it, and begun again
    assert not any(word in " ".join(said) for word in ("I heard", "Did you mean", "Take your time", "skip"))


def test_pause_and_stop_silence_it_while_it_speaks(staged: Staged) -> None:
    for word, cut in (("pause", "In for four and out for six, or as you like."), ("stop", "Think of someone you care about.")):
        began, ended = next((began, ended) for text, began, ended in staged.user if text == word)
        before = [text for at, text in staged.coach if at < began]
        after = [(at, text) for at, text in staged.coach if at >= began]
        assert before[-1] == cut
        assert after[0][0] < ended + PATIENCE
        assert ("go on" if word == "pause" else "topped") in after[0][1]


def test_it_waits_while_paused_and_goes_on_when_told(staged: Staged) -> None:
    began, ended = next((began, ended) for text, began, ended in staged.user if text == "go on")
    assert not [text for at, text in staged.coach if began - 1.5 < at < ended]
    assert gap(staged, ended) < PATIENCE


def test_with_a_loudspeaker_in_the_room_it_does_not_talk_to_itself() -> None:
    """The microphone hears the coach as loud as the user; what is said in its silences is still understood."""
    turns = [Turn("I didn't get the job.", delay=0.6), Turn("six", delay=0.5), Turn("it's new", delay=0.4), Turn("stop")]
    said = texts(hold(turns, Settings(country="GB"), echo=1.0))
    assert not any(word in " ".join(said) for word in ("I heard", "Did you mean", "Take your time", "skip."))
    assert "Is it new, or has it hurt your days for weeks?" in said
    assert any("topped" in text for text in said)


def test_it_answers_every_time(staged: Staged) -> None:
    for text, _, ended in staged.user:
        assert gap(staged, ended) < PATIENCE, text


def test_the_same_from_a_recording_into_a_recording(staged: Staged, tmp_path: Path) -> None:
    mic, speaker = tmp_path / "mic.wav", tmp_path / "speaker.wav"
    soundfile.write(mic, staged.heard, RATE)
    command = [sys.executable, "-m", "voicecoach", "--data", str(tmp_path), "--no-intro", "--country", "GB", "--fast"]
    done = subprocess.run(
        [*command, "--mic", str(mic), "--speaker", str(speaker)], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    said = [line.removeprefix("Coach: ") for line in done.stdout.splitlines() if line.startswith("Coach: ")]
    first = texts(staged).index("I'm sorry.")  # the greeting before it knows whether one has been here before
    assert said[-len(texts(staged)[first:]) :] == texts(staged)[first:]
    assert len(read(speaker)) / RATE == pytest.approx(staged.length, abs=15)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_the_same_words_by_keyboard(staged: Staged, tmp_path: Path) -> None:
    lines = "I didn't get the job\nsix\nit's new\ntalk kindly\nstop\ngoodbye\n"
    command = [sys.executable, "-m", "voicecoach", "--data", str(tmp_path), "--no-intro", "--country", "GB", "--fast"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = [line.removeprefix("Coach: ") for line in done.stdout.splitlines()]
    asked = [text for text in texts(staged) if text.endswith("?")]
    assert [text for text in said if text.endswith("?")] == asked
