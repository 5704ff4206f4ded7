"""Utterances as the plain words that the safety rules are written in. Pure: text and tables in, words out.

Contractions are opened ("i'm" is "i am", "don't" is "do not"), what does not change the meaning is left out, stammers
collapse, and dialect and chat get one spelling, so that one rule covers all the ways of saying it. The tables are data
(00-spelling.toml). Nothing is guessed here: mishearings are tolerated only inside the rules.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ENDINGS = (("n't", " not"), ("'m", " am"), ("'ve", " have"), ("'ll", " will"), ("'re", " are"), ("'d", " would"))
_WHOLE = {
    "can't": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "let's": "let us",
    "od'd": "overdosed",
}
_SPELLED = re.compile(r"\b(?:[a-z] ){2,}[a-z]\b")
_SHORT = frozenset(("i", "a", "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my", "no",
                    "of", "on", "or", "so", "to", "up", "us", "we", "ok"))  # fmt: skip
"""Whole words that could be the beginning of the next one: "do don't" is no stammer."""


@dataclass(frozen=True)
class Spelling:
    """The table [spelling] of a language's safety rules."""

    words: Mapping[str, str]
    phrases: Mapping[str, str]
    dropped: frozenset[str]
    is_after: frozenset[str]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Spelling":
        dropped, is_after = frozenset(table.get("dropped", ())), frozenset(table.get("is", ()))
        return cls(dict(table.get("words", {})), dict(table.get("phrases", {})), dropped, is_after)

    def words_of(self, text: str) -> list[str]:
        """The words of an utterance, plain and lower-case; [] when it holds none."""
        text = text.lower().replace("\u2019", "'").replace("\u2018", "'").replace("`", "'")
        text = " ".join(re.sub(r"[^\w'\s]|_", " ", text).split())
        text = _SPELLED.sub(_joined, text)
        opened = " ".join(self._open(word.strip("'")) for word in text.split())
        kept = f" {' '.join(word for word in opened.split() if word not in self.dropped)} "
        for phrase, plain in self.phrases.items():
            if f" {phrase} " in kept:
                kept = kept.replace(f" {phrase} ", f" {plain} ")
        return _steady(kept.split())

    def _open(self, word: str) -> str:
        if word in _WHOLE:
            return _WHOLE[word]
        for ending, plain in _ENDINGS:
            if word.endswith(ending) and len(word) > len(ending):
                stem = word.removesuffix(ending)
                return self.words.get(stem, stem) + plain
        if word.endswith("'s"):
            owner = word.removesuffix("'s")
            return f"{owner} is" if owner in self.is_after else f"{self.words.get(owner, owner)} 's"
        if word.endswith("in'"):
            word = f"{word[:-1]}g"
        return self.words.get(word, word)


def _joined(spelled: re.Match[str]) -> str:
    """Letters said one by one make a word ("k m s"); "i a ..." are words of their own."""
    letters = spelled[0].split()
    return spelled[0] if letters[0] in ("i", "a") and len(letters) < 4 else "".join(letters)


def _steady(words: list[str]) -> list[str]:
    """Without stammers: "i i i want" and "d d die" lose what is said twice or only begun."""
    out: list[str] = []
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else ""
        begun = len(word) <= 2 < len(following) and following.startswith(word) and word not in _SHORT
        if word != following and not begun:
            out.append(word)
    return out
