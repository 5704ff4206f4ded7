"""What was said, without its dress: spelling, fillers, stammering, politeness. Pure: text in, words out.

What a language's words are is data: the tables [words] of its intents files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*|_+")
_LONG = re.compile(r"([a-z])\1{2,}")
_STUTTER = re.compile(r"\b(\w{1,3})(?:\s*[-–—…]+\s*|\.{2,}\s*)(?=\1)")

Tokens = tuple[str, ...]


def plain(text: str) -> str:
    """Lower case, straight apostrophes, "st-st-stop" and "stoooop" as stop."""
    text = text.lower().replace("’", "'").replace("‘", "'")
    text = _STUTTER.sub("", text)
    return _LONG.sub(r"\1\1", text) if _LONG.search(text) else text


@dataclass(frozen=True)
class Vocabulary:
    """What is known of a language's words. Empty tables are allowed: then only the dress of case and commas is taken off."""

    spelling: Mapping[str, Tokens]
    same: Mapping[str, str]
    fillers: frozenset[str]
    lead: frozenset[Tokens]
    tail: frozenset[Tokens]
    correction: tuple[Tokens, ...]
    short: frozenset[str] = frozenset()
    """Short words that may stand before a longer one that begins like them, as a stammer does too."""
    with_is: frozenset[str] = frozenset()
    """Words whose "'s" is an "is"; after other words it is, unless one of ``after_is`` follows, a possessive."""
    after_is: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    """Words that speak of what is no business of ours: alarms, flights, playlists."""

    @classmethod
    def of(cls, tables: Mapping[str, Any]) -> "Vocabulary":
        spelling = {word: tuple(_WORD.findall(meant)) for word, meant in tables.get("spelling", {}).items()}
        same = {word: first for first, words in tables.get("same", {}).items() for word in words}
        short, with_is, after_is = (frozenset(tables.get(name, ())) for name in ("short", "with_is", "after_is"))
        bare = cls(spelling, same, frozenset(), frozenset(), frozenset(), (), short, with_is, after_is)
        lead, tail = (frozenset(bare.tokens(text) for text in tables.get(name, ())) for name in ("lead", "tail"))
        correction = tuple(bare.tokens(text) for text in tables.get("correction", ()))
        return replace(
            bare,
            elsewhere=frozenset(tables.get("elsewhere", ())),
            fillers=frozenset(tables.get("fillers", ())),
            lead=lead - {()},
            tail=tail - {()},
            correction=correction,
        )

    def spelled(self, text: str) -> Tokens:
        """The words one after the other, contractions resolved; nothing left out."""
        out: list[str] = []
        words = _WORD.findall(plain(text))
        for word, after in zip(words, [*words[1:], ""], strict=False):
            if word in self.spelling:
                out.extend(self.spelling[word])
            elif "'" in word:
                out.extend(self._contraction(word, after))
            else:
                out.append(word)
        return tuple(out)

    def _contraction(self, word: str, after: str) -> Tokens:
        for ending, full in _ENDINGS.items():
            if word.endswith(ending) and len(word) > len(ending):
                return word[: -len(ending)], full
        stem, _, rest = word.partition("'")
        if rest == "s":
            return (stem, "is") if stem in self.with_is or after in self.after_is else (stem,)
        return (word.replace("'", ""),)

    def unstammered(self, tokens: Tokens) -> Tokens:
        """Without what was said twice in a row: "w w want", "i want i want to stop", "st st stop"."""
        out: list[str] = []
        for word, after in zip(tokens, (*tokens[1:], ""), strict=False):
            if len(word) <= 3 and word not in self.short and after.startswith(word):
                continue
            out.append(word)
        for size in (4, 3, 2, 1):
            i = 0
            while i + 2 * size <= len(out):
                if out[i : i + size] == out[i + size : i + 2 * size]:
                    del out[i : i + size]
                else:
                    i += 1
        return tuple(out)

    def tokens(self, text: str) -> Tokens:
        """The words that matter, each as the first of those that mean the same."""
        words = self.spelled(text)
        kept = tuple(self.same.get(word, word) for word in words if word not in self.fillers)
        return kept or words

    def cores(self, tokens: Tokens) -> list[Tokens]:
        """The words, then the words with ever more politeness taken from the front and the back; the whole first."""
        out = [tokens]
        for shorter in (_shorter_front, _shorter_back):
            for base in list(out):
                here = base
                while (after := shorter(here, self.lead if shorter is _shorter_front else self.tail)) != here and after:
                    here = after
                    if here not in out:
                        out.append(here)
        return out

    def corrected(self, tokens: Tokens) -> Tokens:
        """What follows the last correction ("skip no wait pause" is pause); all of it when there is none."""
        for start in range(len(tokens) - 1, 0, -1):
            for mark in self.correction:
                if tokens[start : start + len(mark)] == mark and tokens[start + len(mark) :]:
                    return tokens[start + len(mark) :]
        return tokens


def _shorter_front(tokens: Tokens, marks: frozenset[Tokens]) -> Tokens:
    for size in range(min(8, len(tokens) - 1), 0, -1):
        if tokens[:size] in marks:
            return tokens[size:]
    return tokens


def _shorter_back(tokens: Tokens, marks: frozenset[Tokens]) -> Tokens:
    for size in range(min(6, len(tokens) - 1), 0, -1):
        if tokens[-size:] in marks:
            return tokens[:-size]
    return tokens


_ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without plural and tense, roughly: enough for two forms of one word to meet."""
    if len(word) <= 3:
        return word
    for ending, cut in (
        ("ies", "y"),
        ("ied", "y"),
        ("ings", ""),
        ("ing", ""),
        ("edly", ""),
        ("ed", ""),
        ("es", ""),
        ("ly", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + cut
            break
    else:
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiosl":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word
