"""How long something should take: minutes as a number, or "short"."""

import re

from ..text import Tokens
from .numbers import number

_SHORT = frozenset(
    [
        "short",
        "shorter",
        "shortest",
        "quick",
        "quickest",
        "brief",
        "briefest",
        "small",
        "little",
        "fast",
        "tiny",
        "mini",
        "least",
        "minimum",
    ]
)
_LONG_PHRASES = {"half an hour": 30.0, "half hour": 30.0, "a half hour": 30.0, "quarter of an hour": 15.0,
    "a quarter of an hour": 15.0,
    "quarter hour": 15.0, "three quarters of an hour": 45.0, "an hour": 60.0, "one hour": 60.0, "a couple of minutes": 2.0,
    "couple of minutes": 2.0, "a couple minutes": 2.0, "a few minutes": 3.0, "few minutes": 3.0, "an hour and a half": 90.0,
    "a minute": 1.0, "half a minute": 0.5, "a couple": 2.0, "a minute or two": 1.5, "a dozen minutes": 12.0,
    "thirty seconds": 0.5,
    "a quarter hour": 15.0, "a moment": 1.0, "one and a half hours": 90.0, "a few": 3.0, "sixty seconds": 1.0}  # fmt: skip
_UNIT = r"(?:minutes?|mins?|minuets?|min|menit|minites?)"
_NUMBER_UNIT = re.compile(
    rf"^(?:.*?\b)?((?:[a-z]+|\d+(?:\.\d+)?)(?: (?:and a half|point five|[a-z]+|or \w+|to \w+))?)[ -]{_UNIT}\b"
)
_HOMOPHONES = {"for": 4.0, "to": 2.0, "too": 2.0, "ate": 8.0, "then": 10.0, "tan": 10.0, "fife": 5.0, "free": 3.0, "tree": 3.0}
_FRAME = re.compile(
    r"\b(?:about|around|roughly|maybe|just|let us|say|do|the|i have|i have got|got|only|please|a|an|for|of|like|um|uh|"
    r"er|okay|i|"
    r"would|think|guess|want|need|can|we|version|one|session|exercise|it|make|is|fine|will|go|with|only|up to|at most|"
    r"no more than|"
    r"thanks|today|well|so|then|good|enough|time|spare|suppose|probably|long)\b"
)


def minutes(said: Tokens) -> float | str | None:
    """Minutes, or "short"; None when no length was said. Hours become minutes, a range its middle."""
    text = " ".join(said)
    if text in _HOMOPHONES:
        return _HOMOPHONES[text]
    bare = " ".join(word for word in said if word not in ("the", "a", "just", "please"))
    if (
        set(bare.split()) <= _SHORT | {"one", "version", "session", "bit", "and", "very", "really", "something"}
        and set(said) & _SHORT
    ):
        return "short"
    for phrase, value in sorted(_LONG_PHRASES.items(), key=lambda item: -len(item[0])):
        if re.search(rf"\b{phrase}\b", text):
            return value
    if found := re.search(r"\b(\w+(?: \w+)?) hours?\b", text):
        hours = number(found[1]) or number(found[1].split()[-1])
        if hours:
            return hours * 60
    if (counted := _counted(text)) is not None:
        return counted
    bare = " ".join(_FRAME.sub(" ", text).split())
    if (plain := number(text) if number(text) is not None else number(bare)) is not None:
        return plain
    if found := re.fullmatch(r"(\w+) (?:or|to) (\w+)", bare):
        low, high = number(found[1]), number(found[2])
        if low is not None and high is not None:
            return (low + high) / 2
    if (
        (any(word in _SHORT for word in said) and not {"not", "no"} & set(said[:1]))
        or "not too long" in text
        or "not long" in text
    ):
        return "short"
    return None


def _counted(text: str) -> float | None:
    """The number before "minutes"."""
    head, unit, _ = re.split(rf"[ -]*\b({_UNIT})\b", text, maxsplit=1) if re.search(rf"\b{_UNIT}\b", text) else (text, "", "")
    if not unit:
        return None
    words = head.split()
    for size in (4, 3, 2, 1):
        tail = " ".join(words[-size:])
        if len(words) >= size and (value := number(tail)) is not None:
            rest = words[:-size]
            if len(rest) >= 2 and rest[-1] in ("or", "to") and (low := number(rest[-2])) is not None:
                return (low + value) / 2
            return value
    return None
