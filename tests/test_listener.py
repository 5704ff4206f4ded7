"""The ear's mind with scripted recognizers: when it speaks up, what it posts, what it survives."""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from voicecoach.ears.listener import COMPLETE, SETTLED, Listener
from voicecoach.intents import Intents
from voicecoach.messages import Event, Heard, Hearing, Listen, Trouble
from voicecoach.recognizers import RATE, Samples
from voicecoach.recognizers.moonshine import Recognition
from voicecoach.scope import Choice, Scope

BLOCK = 320
EXERCISE = Listen(Scope("exercise"), endpoint=0.8)

FILE = """
[[intents]]
name = "stop"
group = "commands"
phrases = ["stop"]

[[intents]]
name = "resume"
group = "commands"
phrases = ["go on"]

[[intents]]
name = "skip"
group = "commands"
phrases = ["go on to the next"]
"""


@pytest.fixture
def intents(tmp_path: Path) -> Intents:
    (tmp_path / "all.toml").write_text(FILE, "utf-8")
    return Intents.load(tmp_path)


def loud(chunk: Samples) -> float:
    return 1.0 if np.abs(chunk).max() > 0.1 else 0.0


class Moonshine:
    """Hears what it is told to, in whatever was said."""

    def __init__(self, *, text: str = "Stop.", phrase: str | None = "stop", ratio: float = 0.0) -> None:
        self.tokenizer = SimpleNamespace(marks=(), ends=(), spell=lambda word, first: [[ord(c) for c in word]])
        self.found = Recognition(text, phrase, ratio if phrase else None, -0.1 if phrase else None, 3)
        self.heard: list[int] = []

    def recognize(self, samples: Samples, grammar: object) -> Recognition:
        self.heard.append(len(samples))
        return self.found


class Vosk:
    """Hears a word more with each half second."""

    def __init__(self, *words: str, hypotheses: list[str] | None = None) -> None:
        self.words, self.hypotheses = words, hypotheses if hypotheses is not None else [" ".join(words)]
        self.taken = 0
        self.scopes: list[Scope] = []

    def listen(self, scope: Scope) -> None:
        self.scopes.append(scope)

    def accept(self, samples: Samples) -> str:
        self.taken += int(np.count_nonzero(samples))
        return " ".join(self.words[: self.taken * 2 // RATE + 1])

    def finish(self) -> list[str]:
        self.taken = 0
        return self.hypotheses

    def reset(self) -> None:
        self.taken = 0


def listener(intents: Intents, moonshine: Any = None, vosk: Any = None, **more: Any) -> Listener:
    ear = Listener(intents, loud, moonshine, vosk, **more)
    ear.listen(EXERCISE)
    return ear


def hear(ear: Listener, *parts: tuple[float, float], at: float = 100.0) -> list[tuple[float, Event]]:
    """Parts of so many seconds at such a level; what was posted, and when, in seconds from the start."""
    audio = np.concatenate([np.full(int(seconds * RATE), level, np.float32) for seconds, level in parts])
    posted = []
    for i in range(0, len(audio), BLOCK):
        now = (i + BLOCK) / RATE
        posted += [(now, event) for event in ear.feed(audio[i : i + BLOCK], at + now)]
    return posted


def only(posted: list[tuple[float, Event]]) -> tuple[float, Heard]:
    (final,) = [(when, event) for when, event in posted if isinstance(event, Heard)]
    return final


def test_a_complete_command_ends_early_and_says_when_it_began(intents: Intents) -> None:
    when, heard = only(hear(listener(intents, Moonshine()), (1, 0), (0.5, 0.5), (2, 0)))
    assert (heard.text, heard.phrase, heard.source) == ("Stop.", "stop", "microphone")
    assert when == pytest.approx(1.5 + SETTLED, abs=0.07)
    assert heard.began == pytest.approx(101.0, abs=0.04)


def test_a_phrase_that_another_begins_with_is_waited_for_longer(intents: Intents) -> None:
    when, heard = only(hear(listener(intents, Moonshine(text="Go on.", phrase="go on")), (0.5, 0.5), (2, 0)))
    assert heard.phrase == "go on"
    assert when == pytest.approx(0.5 + COMPLETE, abs=0.07)


def test_what_is_not_believed_waits_and_is_no_phrase(intents: Intents) -> None:
    moonshine = Moonshine(text="Top of the world.", ratio=-5)
    when, heard = only(hear(listener(intents, moonshine), (0.5, 0.5), (2, 0)))
    assert (heard.text, heard.phrase, heard.grammar, heard.ratio) == ("Top of the world.", None, "stop", -5)
    assert when == pytest.approx(1.3, abs=0.07)
    assert len(moonshine.heard) == 1  # recognized in the pause; the endpoint brought nothing new


def test_speech_after_the_first_pause_is_recognized_anew(intents: Intents) -> None:
    moonshine = Moonshine(ratio=-5)
    hear(listener(intents, moonshine), (0.5, 0.5), (0.5, 0), (0.5, 0.5), (2, 0))
    assert len(moonshine.heard) == 2
    assert moonshine.heard[1] > moonshine.heard[0] + 0.9 * RATE


def test_hearing_is_posted_at_the_start_and_while_it_goes_on(intents: Intents) -> None:
    posted = hear(listener(intents, Moonshine()), (1, 0), (2, 0.5), (2, 0))
    hearings = [when for when, event in posted if isinstance(event, Hearing)]
    assert hearings[0] == pytest.approx(1.1, abs=0.07)
    assert len(hearings) == pytest.approx(4, abs=1)
    assert hearings[-1] <= 3.1


def test_the_scope_in_force_at_the_end_decides(intents: Intents) -> None:
    ear = listener(intents, Moonshine(text="Breathing.", phrase="breathing"))
    ear.listen(Listen(Scope("exercise"), endpoint=3))
    hear(ear, (0.5, 0.5), (0.5, 0))
    ear.listen(Listen(Scope("choice", (Choice("breathing", ()),)), endpoint=0.8))
    _, heard = only(hear(ear, (0.5, 0)))
    assert heard.phrase == "breathing"


def test_a_stream_that_ends_in_mid_utterance_is_heard(intents: Intents) -> None:
    ear = listener(intents, Moonshine())
    assert not [e for _, e in hear(ear, (0.5, 0.5)) if isinstance(e, Heard)]
    (heard,) = ear.close(100.5)
    assert isinstance(heard, Heard)
    assert heard.phrase == "stop"


def test_partials_of_the_streaming_recognizer_are_posted_and_its_hypotheses_join(intents: Intents) -> None:
    posted = hear(
        listener(intents, Moonshine(), Vosk("oh", "please", "stop", hypotheses=["oh please stop"])), (1.6, 0.5), (2, 0)
    )
    assert [e.text for _, e in posted if isinstance(e, Hearing)][:3] == ["oh", "oh please", "oh please stop"]
    assert only(posted)[1].alternatives == ("oh please stop",)


def test_alone_the_streaming_recognizer_does_the_whole_job(intents: Intents) -> None:
    when, heard = only(hear(listener(intents, None, Vosk("stop", hypotheses=["stop", "stopped"])), (0.5, 0.5), (2, 0)))
    assert (heard.text, heard.phrase, heard.alternatives) == ("stop", "stop", ("stopped",))
    assert when == pytest.approx(0.5 + SETTLED, abs=0.07)


def test_alone_what_is_no_whole_phrase_is_none(intents: Intents) -> None:
    _, heard = only(hear(listener(intents, None, Vosk("stop", "it", hypotheses=["stop it now"])), (0.6, 0.5), (2, 0)))
    assert (heard.text, heard.phrase) == ("stop it now", None)


def test_a_recognizer_that_fails_is_said_once_and_the_other_goes_on(intents: Intents) -> None:
    moonshine = Moonshine()
    moonshine.recognize = lambda samples, grammar: 1 / 0  # type: ignore[method-assign]
    ear = listener(intents, moonshine, Vosk("stop"))
    posted = hear(ear, (0.5, 0.5), (2, 0), (0.5, 0.5), (2, 0))
    (trouble,) = [e for _, e in posted if isinstance(e, Trouble)]
    assert trouble.device == "recognizer"
    assert "Moonshine" in trouble.message
    assert [e.phrase for _, e in posted if isinstance(e, Heard)] == ["stop", "stop"]


def test_when_both_fail_the_keyboard_is_named_and_nothing_is_raised(intents: Intents) -> None:
    vosk = Vosk("stop")
    vosk.accept = lambda samples: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    posted = hear(listener(intents, None, vosk), (0.5, 0.5), (2, 0))
    (trouble,) = [e for _, e in posted if isinstance(e, Trouble)]
    assert "keyboard" in trouble.message
    assert only(posted)[1].text == ""


def test_a_recognizer_that_hangs_is_given_up(intents: Intents) -> None:
    moonshine = Moonshine()
    moonshine.recognize = lambda samples, grammar: time.sleep(0.4)  # type: ignore[method-assign, assignment, return-value]
    posted = hear(listener(intents, moonshine, Vosk("stop"), patience=0.05), (0.5, 0.5), (2, 0))
    assert [e.device for _, e in posted if isinstance(e, Trouble)] == ["recognizer"]
    assert only(posted)[1].phrase == "stop"
