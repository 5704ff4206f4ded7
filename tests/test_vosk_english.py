"""Vosk on the small English model, wherever that is installed; espeak-ng speaks."""

import pytest
from spoken import TESTS, found, quiet, say

from voicecoach.intents import Intents
from voicecoach.recognizers.vosk import Vosk, open_vosk
from voicecoach.scope import Scope

MENU, COMMANDS, YESNO = Scope("menu"), Scope("exercise"), Scope("yesno")


@pytest.fixture(scope="session")
def english() -> Vosk:
    folder = TESTS.parent / "intents" / "en"
    if not list(folder.glob("*.toml")):
        pytest.skip("there are no English intents yet")
    found("en")
    return open_vosk(Intents.load(folder))


@pytest.mark.parametrize(
    ("scope", "text"),
    [(COMMANDS, "pause"), (COMMANDS, "go on"), (COMMANDS, "stop"), (YESNO, "not really"), (MENU, "i got rejected")],
)
def test_english_phrases_are_heard(english: Vosk, scope: Scope, text: str) -> None:
    assert english.hear(say(text, voice="en-us"), scope).phrase == text


def test_english_speech_outside_the_grammar_is_no_phrase(english: Vosk) -> None:
    for text in ("the train to oxford leaves at noon", "we painted the kitchen green last summer"):
        assert english.hear(say(text, voice="en-us"), COMMANDS).phrase is None, text


def test_english_silence_is_nothing(english: Vosk) -> None:
    told = english.hear(quiet(3.0, 1e-3), COMMANDS)
    assert (told.text, told.phrase) == ("", None)


def test_the_english_vocabulary_has_nearly_every_phrase(english: Vosk) -> None:
    words, templates = english.missing(COMMANDS)
    assert not templates, f"commands that Vosk cannot hear: {templates} (unknown: {words})"
