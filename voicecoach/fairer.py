"""Fills reply templates with a person's own words, in the right person and grammar. Pure: text and templates in, text out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import ContentError

KEYS = ("reflection", "fair", "fair2")
_CUT = re.compile(r"\s(?:and|but|because|when|since|then|if|or|while|although|though)\s.*")
_HESITATION = frozenset(("um", "uh", "er", "erm", "hmm", "oh", "god", "ugh", "well", "honestly", "actually", "basically"))
_OPEN = (
    ("won't", "will not"), ("can't", "can not"), ("cannot", "can not"), ("n't", " not"), ("'m", " am"), ("'ve", " have"),
    ("'ll", " will"), ("'re", " are"), ("if only i'd", "if only i had"), ("wish i'd", "wish i had"), ("'d", " would"),
    ("should of", "should have"), ("gonna", "going to"),
)  # fmt: skip
_CONTRACT = (
    (r"\bi am\b", "I'm"), (r"\bi will\b", "I'll"), (r"\bi\b", "I"), (r"\bcan not\b", "can't"),
    (r"\b(he|she|it|that) is\b", r"\1's"),
    (r"\b(did|do|does|was|were|is|are|could|would|should|had|has|have) not\b", r"\1n't"), (r"\b(they|you|we) are\b", r"\1're"),
)  # fmt: skip
_TO_YOU = {"i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What may be said back, where its conditions hold."""

    texts: Mapping[str, str]
    """reflection, fair and fair2, or some of them."""
    hears: re.Pattern[str] | None = None
    most: int = 6
    """Words of {rest} at most: more would be no sentence to say."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Reply":
        """From its table. Raises ContentError for an expression that is malformed."""
        try:
            hears = re.compile(row["hears"]) if "hears" in row else None
        except re.error as err:
            raise ContentError(f"harsh.toml: {row['hears']!r} is malformed ({err}): correct it") from err
        return cls({key: row[key] for key in KEYS if key in row}, hears, row.get("most", 6))

    def fill(self, said: str, words: Mapping[str, str], is_clean: Callable[[str], bool]) -> dict[str, str]:
        """The texts whose slots are all known; {} where the reply does not fit what was said.

        ``said`` is what ``plain`` made of it. ``is_clean`` tells whether words hold no other harsh pattern, so that they may
        be said again.
        """
        slots = dict(words)
        if self.hears is not None:
            match = self.hears.fullmatch(said)
            if match is None:
                return {}
            slots |= {name: value for name, value in match.groupdict().items() if value}
        if "rest" in slots:
            rest = _CUT.sub("", slots["rest"] + " ").strip()
            if not rest or len(rest.split()) > self.most or not is_clean(rest):
                return {}
            slots |= {"rest": contracted(rest), "rest_you": contracted(to_you(rest))}
        return {key: text.format_map(slots) for key, text in self.texts.items() if _slots(text) <= slots.keys()}


def plain(text: str) -> str:
    """The words as they were said, contractions opened, without the hesitation before them."""
    text = " ".join(re.findall(r"[\w']+", text.lower().replace("\u2019", "'")))
    for short, long in _OPEN:
        text = text.replace(short, long)
    words = text.split()
    while words and words[0] in _HESITATION:
        words.pop(0)
    return " ".join(words)


def to_you(text: str) -> str:
    """First person to second: "find my way" is "find your way"."""
    text = re.sub(r"\bi was\b", "you were", text)
    return " ".join(_TO_YOU.get(word, word) for word in text.split())


def contracted(text: str) -> str:
    """As it is spoken: "did not" is "didn't"."""
    for pattern, short in _CONTRACT:
        text = re.sub(pattern, short, text)
    return text


def _slots(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
