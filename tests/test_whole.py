"""A text is a phrase of a grammar only when it is one from end to end, as ``Intents.parse`` says too."""

from pathlib import Path

import pytest

from voicecoach.grammar import expand
from voicecoach.intents import Intents
from voicecoach.recognizers import whole
from voicecoach.recognizers.whole import Whole
from voicecoach.scope import Scope

FILE = """
[rules]
lead = "(um|please|i would like)"
tail = "(please|thank you)"

[lists.size]
large = ["(large|big)"]
small = ["12-ounce", "small"]

[[intents]]
name = "start"
exercise = "a"
phrases = ["[a] {size} coffee [[please] hot]", "coffee please", "um"]
"""


@pytest.fixture
def intents(tmp_path: Path) -> Intents:
    (tmp_path / "all.toml").write_text(FILE, "utf-8")
    return Intents.load(tmp_path)


SAID = [
    *("a big coffee", "A 12-ounce coffee, please!", "um", "um um", "please um thank you", "um i would like coffee please"),
    *("", "coffee", "big", "a coffee", "large coffee hot thank you please", "big coffee um", "please", "i would big coffee"),
]


@pytest.mark.parametrize("most", [20_000, 0])
def test_it_agrees_with_the_reader_of_phrases(intents: Intents, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(whole, "MOST", most)  # 0: each template is read instead of written out
    scope = Scope("menu")
    phrases = Whole(intents.nodes(scope), intents.lead if most else None, intents.tail if most else None)
    bare = Intents(intents.all, {}, {}) if not most else intents
    assert [text in phrases for text in SAID] == [bare.parse(text, scope) is not None for text in SAID]


def test_every_sentence_in_its_dress_is_one(intents: Intents) -> None:
    scope = Scope("menu")
    phrases = Whole(intents.nodes(scope), intents.lead, intents.tail)
    assert all(text in phrases for text, _ in expand(intents.tree(scope), 2000))
