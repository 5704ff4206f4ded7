"""Ratings from 0 to 10: figures, words, ranges, halves, "out of ten", and the words people use instead of numbers."""

import re
from functools import lru_cache

from text_to_num import text2num

from ..text import Tokens

_WORDS = {
    word: float(value)
    for value, words in enumerate(
        (
            "zero nought naught nil",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
    for word in words.split()
}
_HOMOPHONES = {"for": 4, "fore": 4, "ford": 4, "to": 2, "too": 2, "tu": 2, "ate": 8, "won": 1, "tree": 3, "free": 3, "sex": 6,
    "sicks": 6, "heaven": 7, "fife": 5, "hive": 5, "nein": 9, "mine": 9, "then": 10, "tan": 10, "tin": 10, "oh": 0, "o": 0,
    "zilch": 0, "zip": 0, "nada": 0, "non": 9, "wan": 1, "sevin": 7, "ait": 8, "fave": 5, "fine": 9, "sick": 6, "hate": 8,
    "floor": 4, "door": 4, "thee": 3, "line": 9, "night": 9}  # fmt: skip
_SAID: dict[str, float] = {
    "not at all": 0, "nothing": 0, "nothing at all": 0, "none": 0, "not heavy": 0, "not heavy at all": 0,
    "not at all heavy": 0, "not one bit": 0, "no weight": 0,
    "not in the slightest": 0, "none at all": 0, "hardly anything": 1, "hardly at all": 1, "barely": 1, "barely at all": 1,
    "almost nothing": 1, "next to nothing": 1, "a tiny bit": 1, "the lowest": 0, "rock bottom": 0, "very little": 2,
    "very light": 1, "not much": 2, "not very much": 2, "not that bad": 3, "not too bad": 3, "not so bad": 3, "not bad": 3,
    "light": 2, "mild": 3, "a little": 3, "a bit": 3, "a little bit": 3, "slightly": 3, "a touch": 3, "some": 4, "somewhat": 4,
    "low": 2, "medium": 5, "quite": 5, "moderate": 5, "moderately": 5, "average": 5, "so so": 5, "middling": 5,
    "in the middle": 5, "the middle": 5, "halfway": 5, "half": 5, "fifty fifty": 5, "half and half": 5, "middle": 5, "okay": 5,
    "fairly": 5, "sort of": 5, "medium heavy": 5, "quite a bit": 6, "quite heavy": 6, "quite bad": 6, "pretty bad": 7,
    "pretty heavy": 7, "a lot": 7, "lots": 7, "really": 7, "really bad": 7, "very": 8, "very bad": 8, "very heavy": 8,
    "really heavy": 7, "heavy": 7, "high": 8, "so much": 8, "loads": 7, "bad": 7, "terrible": 9, "awful": 8, "horrible": 8,
    "extremely": 9, "extremely heavy": 9, "extremely bad": 9, "unbearable": 10, "the worst": 10, "worst": 10, "the most": 10,
    "maximum": 10, "the maximum": 10, "max": 10, "completely": 10, "totally": 10, "off the charts": 10, "off the scale": 10,
    "through the roof": 10, "as bad as it gets": 10, "could not be worse": 10, "it could not be worse": 10, "crushing": 10,
    "as heavy as it gets": 10, "the highest": 10, "overwhelming": 10, "infinity": 10, "the top": 10, "full": 10,
    "absolutely": 10,
    "a million": 10, "a hundred percent": 10, "hundred percent": 10, "one hundred percent": 10, "a thousand": 10,
    "a hundred": 10, "a zillion": 10, "a dozen": 10, "not really": 2, "not very": 2,
    "entirely": 10, "not a lot": 2, "quite a lot": 7, "very much": 8, "too much": 9, "worst ever": 10, "the worst ever": 10,
    "excruciating": 10, "intolerable": 10, "severe": 8, "intense": 8, "strong": 7, "weak": 2, "minimal": 1, "minor": 2,
}  # fmt: skip
_FRAME = re.compile(
    r"^(?:(?:um|uh|er|erm|hmm|well|so|okay|oh|i|would|will|say|think|guess|suppose|maybe|probably|perhaps|about|around|roughly|"
    r"like|just|it|is|was|am|at|a|an|the|feels?|feeling|approximately|somewhere|something|more|almost|nearly|solid|"
    r"strong|good|fair|big|full|whole|heavy|"
    r"honestly|actually|really|right|now|today|my|number|answer|rating|let|us|me|see|that|be|give|go|with|put|going|to|call|"
    r"rate|i'd|level|kind|of|sort|currently|still|yeah|yes|heaviness|pain|of|score|than|exactly|mate|easily|definitely|"
    r"somewhere|in|region|between|low|high|sitting|hovering|weight|heavy|must|should|have|gotta|are|we|talking|this|"
    r"time|only)\s+)+"
)
_TAIL = re.compile(
    r"(?:\s+(?:please|i|would|say|think|guess|suppose|maybe|probably|ish|or|so|out|of|ten|10|really|today|now|right|at|the|"
    r"moment|then|for|me|about|like|just|thanks|thank|you|points?|thereabouts|innit|yeah|honestly|actually|on|scale|if|am|"
    r"being|honest|mate|reckon|plus|something|percent|i'd|dunno|know|lah|sure|solid|today|heavy|though|coach))+$"
)
_RANGE = re.compile(r"(.+?)\s+(?:or|to|and|through|maybe)\s+(.+)")
_OUT_OF = re.compile(r"\b(?:out of|over|on a scale of (?:one|zero|1|0) to)\s+(?:ten|10)\b|\bof (?:ten|10)\b")


def rating(said: Tokens) -> float | None:
    """0 to 10 in halves, above ten is ten; None when it is no number. A range gives its middle."""
    text = _last_word(" ".join(said))
    if text in _SAID:
        return _SAID[text]
    if text in _HOMOPHONES:
        return float(_HOMOPHONES[text])
    text = _OUT_OF.sub("", text).strip()
    for candidate in _unframed(text):
        value = _value(candidate)
        if value is not None:
            return round(min(max(value, 0.0), 10.0) * 2) / 2
    return None


def _last_word(text: str) -> str:
    """ "Six, no wait, seven" is seven."""
    if text in _SAID:
        return text
    parts = re.split(
        r"\b(?:no wait|i mean|no actually|actually no|sorry|make that|make it|no|or rather|wait no|scratch that)\b", text
    )
    return parts[-1].strip() or text


def _unframed(text: str) -> list[str]:
    out = [text]
    for cut in (_TAIL, _FRAME):
        out += [
            shorter
            for one in list(out)
            if (shorter := cut.sub("", one + (" " if cut is _FRAME else "")).strip()) and shorter not in out
        ]
    return out


def _value(text: str) -> float | None:
    if text in _SAID:
        return _SAID[text]
    if (one := _single(text)) is not None:
        return one
    if (found := _RANGE.fullmatch(text)) is not None:
        low, high = (_single(part.removeprefix("a ")) for part in found.groups())
        if low is not None and high is not None and low != high:
            return (low + high) / 2
    words = text.split()
    if len(words) == 2:
        low, high = _single(words[0]), _single(words[1])
        if low is not None and high is not None and high - low == 1 and words[0] not in ("20",):
            return (low + high) / 2
    return None


def _single(text: str) -> float | None:
    """One number: "7", "six and a half", "twenty five"."""
    text = text.strip()
    for half in (" and a half", " and half", " point five", " and 1/2", " .5"):
        if text.endswith(half) and (whole := _whole(text.removesuffix(half))) is not None:
            return whole + 0.5
    if text in ("a half", "half", "point five"):
        return 0.5
    return _whole(text)


@lru_cache(maxsize=1024)
def _whole(text: str) -> float | None:
    text = text.removeprefix("a ").removeprefix("an ").removeprefix("good ")
    for ending in ("ish", " ish"):
        if text.endswith(ending) and text[: -len(ending)]:
            stem = text[: -len(ending)]
            text = {"fiv": "five", "nin": "nine", "fivi": "five"}.get(stem, stem)
    if text in _WORDS:
        return _WORDS[text]
    if re.fullmatch(r"\d{1,4}(?:[.,]\d+)?", text):
        return float(text.replace(",", "."))
    if text.startswith(("minus ", "negative ")):
        return 0.0 if _whole(text.split(" ", 1)[1]) is not None else None
    if not re.fullmatch(r"[a-z ]+", text) or len(text) > 60:
        return None
    try:
        return float(text2num(text, "en"))
    except ValueError:
        return None


def number(text: str) -> float | None:
    """Any whole number or half in words or figures; None when the text is no number."""
    return _single(text)
