"""The phrases given to a recognizer with a bigram grammar, and the part of a template that a vocabulary can say."""

import pytest

from voicecoach.grammar import Maybe, Node, OneOf, Slot, Words, expand, parse
from voicecoach.recognizers.bigrams import FEW, listed, prune


def tree(template: str, **lists: list[str]) -> Node:
    return parse(template, {}, {name: {value: Words(value) for value in values} for name, values in lists.items()})


def test_a_small_template_is_listed_whole() -> None:
    every = "stop, stop it, halt, halt it, please stop, please stop it, please halt, please halt it"
    assert listed([tree("[please] (stop|halt) [it]"), tree("stop")]) == every.split(", ")


def test_marks_that_are_not_said_are_left_out() -> None:
    assert listed([Words("a 12-ounce coffee, please")]) == ["a 12 ounce coffee please"]


@pytest.mark.parametrize(
    "template",
    [
        "[a] {one} [and] {two} [please] {one}",
        "(x|y) {one} (of|in) {two}",
        "[[well] so] ({one}|{two}) then {two} [now]",
        "({one};{two};again)",
    ],
)
def test_a_large_template_is_listed_in_few_phrases_that_hold_every_word_and_are_its_sentences(template: str) -> None:
    node = tree(template, one=[f"a{i}" for i in range(15)], two=[f"b{i}" for i in range(12)])
    every = {text for text, _ in expand(node, 100_000)}
    phrases = listed([node])
    assert len(every) > FEW
    assert len(phrases) < len(every) / 3
    assert set(phrases) <= every
    assert {word for phrase in phrases for word in phrase.split()} == {word for text in every for word in text.split()}


def test_what_the_vocabulary_cannot_say_is_pruned_and_named() -> None:
    missing: set[str] = set()
    node = tree("[kindly] (stop|desist) [it|that] {size}", size=["big", "humongous"])
    left = prune(node, {"stop", "it", "big", "that"}.__contains__, missing)
    assert left is not None
    assert [text for text, _ in expand(left)] == ["stop big", "stop it big", "stop that big"]
    assert missing == {"kindly", "desist", "humongous"}


@pytest.mark.parametrize("template", ["desist", "(desist|halt) now", "[please] desist", "stop {size}"])
def test_a_template_of_which_nothing_is_left_is_none(template: str) -> None:
    known = {"now", "please", "stop"}.__contains__
    assert prune(tree(template, size=["humongous"]), known, set()) is None


def test_slots_keep_their_values() -> None:
    pruned = prune(Slot("size", "twelve", OneOf((Words("twelve"), Words("xii")))), {"twelve"}.__contains__, set())
    assert pruned == Slot("size", "twelve", OneOf((Words("twelve"),)))
    assert prune(Maybe(Words("xii")), {"twelve"}.__contains__, set()) == Words("")
