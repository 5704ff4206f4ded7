"""Picking one of a few answers by position: "the second one", "option b", "the last"."""

import re

from ..text import Tokens

_ORDINALS = {
    "first": 0,
    "second": 1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "sixth": 5,
    "1st": 0,
    "2nd": 1,
    "3rd": 2,
    "4th": 3,
    "former": 0,
}
_NUMBERS = {"one": 0, "two": 1, "three": 2, "four": 3, "five": 4, "six": 5, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5,
    "a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5, "won": 0, "to": 1, "too": 1, "for": 3}  # fmt: skip
_FRAME = frozenset(
    [
        "i",
        "would",
        "like",
        "the",
        "a",
        "that",
        "go",
        "with",
        "let",
        "us",
        "take",
        "pick",
        "choose",
        "want",
        "think",
        "say",
        "maybe",
        "please",
        "thanks",
        "one",
        "option",
        "number",
        "choice",
        "answer",
        "um",
        "uh",
        "well",
        "so",
        "okay",
        "do",
        "have",
        "can",
        "we",
        "will",
        "it",
        "is",
        "for",
        "me",
        "of",
        "them",
        "those",
        "on",
        "list",
        "guess",
        "probably",
        "will",
        "you",
        "said",
        "your",
    ]
)
_NAMED = re.compile(r"\b(?:option|number|choice|letter|answer)\s+(\w+)\b")


def position(said: Tokens, count: int) -> int | None:
    """Which of ``count`` answers (0 is the first) was picked by its place; None when none was."""
    text = " ".join(said)
    place: int | None = None
    if found := _NAMED.search(text):
        place = _NUMBERS.get(found[1], _ORDINALS.get(found[1]))
    else:
        left = [word for word in said if word not in _FRAME or (len(said) == 1 and word in _NUMBERS)]
        if len(left) == 0 and len(said) <= 2 and said and said[-1] == "one":
            left = ["one"]
        if len(left) == 1:
            place = _ordinal(left[0], count)
        elif len(left) == 2 and left[0] in ("second", "third") and left[1] in ("last",):
            place = count - (2 if left[0] == "second" else 3)
    return place if place is not None and 0 <= place < count else None


def _ordinal(word: str, count: int) -> int | None:
    if word in ("last", "latter", "final", "bottom"):
        return count - 1
    if word in ("middle",) and count % 2:
        return count // 2
    if word == "top":
        return 0
    return _ORDINALS.get(word, _NUMBERS.get(word))
