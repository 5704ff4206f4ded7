"""Reading a text as a phrase of the scope: which intent, which slots."""

from pathlib import Path

import pytest

from voicecoach.grammar import parse, read, words
from voicecoach.intents import Intents
from voicecoach.scope import Choice, Scope

FILE = """
[rules]
lead = "(um|please|i would like)"
tail = "(please|thanks)"

[lists.size]
"twelve ounce" = ["(twelve|12) ounce"]
"eight ounce" = ["(eight|8) ounce"]

[[intents]]
name = "order"
phrases = ["[a] [{size}] coffee [{size}]", "coffee please"]

[[intents]]
name = "stop"
group = "commands"
phrases = ["stop [it|now]"]

[[intents]]
name = "answer"
group = "yesno"
value = "no"
phrases = ["no", "stop"]
"""


@pytest.fixture
def intents(tmp_path: Path) -> Intents:
    (tmp_path / "all.toml").write_text(FILE, "utf-8")
    return Intents.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "name", "slots"),
    [
        ("A 12-ounce coffee.", "order", {"size": "twelve ounce"}),
        ("Um, coffee, eight ounce, please!", "order", {"size": "eight ounce"}),
        ("coffee please", "order", {}),
    ],
)
def test_a_phrase_in_its_dress_is_read_with_its_slots(intents: Intents, text: str, name: str, slots: dict[str, str]) -> None:
    found = intents.parse(text, Scope("menu"))
    assert found is not None
    assert (found[0].name, found[1]) == (name, slots)


@pytest.mark.parametrize("text", ["", "um", "coffee now", "um um coffee", "a coffee a", "twelve coffee"])
def test_what_is_no_whole_phrase_is_not_read(intents: Intents, text: str) -> None:
    assert intents.parse(text, Scope("menu")) is None


def test_a_command_wins_over_an_answer(intents: Intents) -> None:
    found = intents.parse("Stop.", Scope("yesno"))
    assert found is not None
    assert found[0].name == "stop"


def test_choices_are_phrases_too(intents: Intents) -> None:
    scope = Scope("choice", (Choice("breathing", ("the [slow] breaths",)),))
    found = intents.parse("please, the slow breaths", scope)
    assert found is not None
    assert found[0].value == "breathing"


def test_a_tree_of_millions_of_sentences_is_read_at_once() -> None:
    tree = parse(" ".join(f"[{word}|not {word}]" for word in ["a", "b", "c", "d"] * 10), {}, {})
    assert read(tree, words("a not b c d " * 9)) == {}
    assert read(tree, words("a not b c d " * 11)) is None


@pytest.mark.parametrize(
    ("text", "settled"),
    [("stop", True), ("Stop it.", True), ("no", True), ("please stop", True), ("st", False), ("it", False), ("", False)],
)
def test_a_phrase_is_settled_when_no_other_can_follow(intents: Intents, text: str, settled: bool) -> None:
    assert intents.settled(text, Scope("yesno")) is settled


def test_a_phrase_that_another_begins_with_is_not_settled(tmp_path: Path) -> None:
    (tmp_path / "all.toml").write_text(
        """
        [rules]
        lead = "(um|so)"
        [lists.n]
        "60" = ["sixty"]
        "65" = ["sixty five"]
        [[intents]]
        name = "resume"
        phrases = ["go [on]"]
        [[intents]]
        name = "back"
        phrases = ["[please] go back [one]"]
        [[intents]]
        name = "answer"
        phrases = ["{n}"]
        """,
        "utf-8",
    )
    intents = Intents.load(tmp_path)
    settled = {
        text: intents.settled(text, Scope("menu")) for text in ["go", "um go", "go on", "go back", "sixty", "sixty five"]
    }
    assert settled == {"go": False, "um go": False, "go on": True, "go back": True, "sixty": False, "sixty five": True}
