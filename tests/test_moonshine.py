"""The real model, on the speech that its package ships; skipped where the package is not installed."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from voicecoach import audio
from voicecoach.ears.clip import Clips
from voicecoach.ears.listener import Listener
from voicecoach.errors import ModelError
from voicecoach.grammar import OneOf, parse
from voicecoach.intents import Intents
from voicecoach.messages import Heard, Hearing, Listen
from voicecoach.recognizers import RATE, Samples, moonshine_files
from voicecoach.recognizers.automaton import Automaton
from voicecoach.recognizers.decision import Decision
from voicecoach.recognizers.moonshine import Moonshine
from voicecoach.scope import Scope

PHRASES = (
    "it was the best of times [it was the worst of times]",
    "it was the (west|rest) of times",
    "stop",
    "i'd like a pause",
    "[please] (yes|no)",
)

FILE = """
[[intents]]
name = "best"
phrases = ["it was the best of times"]

[[intents]]
name = "stop"
phrases = ["stop", "pause"]
"""


def folder() -> Path:
    try:
        return moonshine_files.folder()
    except ModelError as err:
        pytest.skip(str(err))


@pytest.fixture(scope="module")
def moonshine() -> Moonshine:
    return Moonshine(folder())


@pytest.fixture(scope="module")
def speech() -> Samples:
    """ "It was the best of times", by a person."""
    whole = audio.read(folder().parent / "two_cities.wav")
    return whole[: int(2.8 * RATE)]


@pytest.fixture
def intents(tmp_path: Path) -> Intents:
    (tmp_path / "all.toml").write_text(FILE, "utf-8")
    return Intents.load(tmp_path)


def compiled(model: Moonshine, *templates: str) -> Automaton:
    return Automaton(OneOf(tuple(parse(t, {}, {}) for t in templates)), model.tokenizer)


def test_what_was_said_is_heard_freely_and_within_the_grammar(moonshine: Moonshine, speech: Samples) -> None:
    found = moonshine.recognize(speech, compiled(moonshine, *PHRASES))
    assert "best of times" in found.free.lower()
    assert found.grammar == "it was the best of times"
    assert found.ratio == pytest.approx(0, abs=0.3)
    assert found.log_prob is not None
    assert found.log_prob > -1


def test_what_was_not_said_scores_badly(moonshine: Moonshine, speech: Samples) -> None:
    found = moonshine.recognize(speech, compiled(moonshine, "stop", "pause"))
    assert found.ratio is not None
    assert found.ratio < -2


def test_without_a_grammar_only_the_free_text_is_heard(moonshine: Moonshine, speech: Samples) -> None:
    found = moonshine.recognize(speech, None)
    assert (found.grammar, found.ratio, found.log_prob) == (None, None, None)
    assert found.free


def test_the_tokenizer_writes_back_what_it_reads(moonshine: Moonshine) -> None:
    for text in ["Stop.", "I'd like a 12-ounce cappuccino, please!", "naïve café ☕"]:
        assert moonshine.tokenizer.text(tuple(moonshine.tokenizer.tokens(text))) == text


def test_the_tokenizer_writes_words_as_the_model_does(moonshine: Moonshine, speech: Samples) -> None:
    text = moonshine.recognize(speech, None).free
    assert compiled(moonshine, "it was the best of times").holds(moonshine.tokenizer.tokens(text))


@pytest.mark.parametrize("samples", [np.zeros(100, np.float32), np.zeros((8000, 2), np.float32), np.zeros(8000, np.int16)])
def test_what_is_no_utterance_is_refused(moonshine: Moonshine, samples: Samples) -> None:
    with pytest.raises(ValueError, match="mono float samples"):
        moonshine.recognize(samples, None)


def test_a_clip_is_heard_whole(moonshine: Moonshine, speech: Samples, intents: Intents) -> None:
    heard = Clips(intents, moonshine).hear(speech, Scope("menu"))
    assert heard.phrase == "it was the best of times"


def test_a_clip_without_speech_is_nothing(moonshine: Moonshine, intents: Intents) -> None:
    hiss = np.random.default_rng(2).normal(0, 0.05, 2 * RATE).astype(np.float32)
    heard = Clips(intents, moonshine).hear(hiss, Scope("menu"))
    assert (heard.text, heard.phrase, heard.grammar) == ("", None, None)


def test_what_may_be_noise_is_no_phrase(moonshine: Moonshine, speech: Samples, intents: Intents) -> None:
    decision = Decision(intents, moonshine)
    sure, unsure = (decision.decide(speech, Scope("menu"), probability) for probability in (0.95, 0.7))
    assert (sure.phrase, unsure.phrase) == ("it was the best of times", None)
    assert unsure.grammar == sure.grammar
    assert unsure.text == sure.text


def test_an_ear_hears_a_stream(moonshine: Moonshine, speech: Samples, intents: Intents) -> None:
    from voicecoach.ears.vad import Silero

    ear = Listener(intents, Silero(), moonshine)
    ear.listen(Listen(Scope("menu")))
    stream = np.concatenate([np.zeros(RATE, np.float32), speech, np.zeros(2 * RATE, np.float32)])
    events = [event for i in range(0, len(stream), 1600) for event in ear.feed(stream[i : i + 1600], i / RATE)]
    assert isinstance(events[0], Hearing)
    (heard,) = [event for event in events if isinstance(event, Heard)]
    assert heard.phrase == "it was the best of times"
    assert heard.began == pytest.approx(2.15, abs=0.1)


def test_a_damaged_or_missing_file_names_the_mend(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"is missing\. Run: pip install"):
        Moonshine(tmp_path)
    shutil.copytree(folder(), tmp_path / "model")
    with (tmp_path / "model" / "tokenizer.bin").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match=r"damaged.*Run: pip install"):
        Moonshine(tmp_path / "model")


def test_a_missing_package_names_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moonshine_files, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"not installed\. Run: pip install"):
        moonshine_files.folder()
