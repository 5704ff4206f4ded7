"""The little language that safety rules are written in. Pure: a pattern and tokens in, spans out.

    kill        that word
    <myself>    any phrase of that class of words (classes may use classes)
    (a|b c)     one of these          [a|b]   one of these, or nothing
    ..          up to four words that change nothing: no negation, no new "i"
    ...         up to ten words of any kind
    !kill       not followed by that (a word, a class, a group); takes no word itself
    ^  $        the utterance begins, ends here

No gap reaches over words that an earlier rule has taken.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..errors import ContentError

TAKEN = "\u25a1"
"""Stands for a word that an earlier rule has taken."""

_TURNS = frozenset(("not", "never", "no", "i", "nobody", TAKEN))
_LEXEME = re.compile(r"\s*(\.\.\.|\.\.|<\w+>|[\^$()\[\]|!]|[^\s<>()\[\]|^$!]+)")
_COMMON = frozenset((
    "i", "am", "is", "are", "was", "be", "to", "the", "a", "an", "of", "on", "in", "it", "my", "me",
    "not", "do", "have", "has", "you", "and", "if", "that", "for", "will", "no", "with", "so", "at",
))  # fmt: skip

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Word:
    text: str


@dataclass(frozen=True, slots=True)
class Class:
    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    most: int
    stops: Words


@dataclass(frozen=True, slots=True)
class Edge:
    first: bool


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    parts: "tuple[Node, ...]"
    optional: bool = False


Node = Word | Class | Gap | Edge | Not | Sequence | Either

_ATOMS: Mapping[str, Node] = {
    "..": Gap(4, _TURNS), "...": Gap(10, frozenset((TAKEN,))), "^": Edge(True), "$": Edge(False),
}  # fmt: skip


def parse(text: str) -> Node:
    """The tree of a pattern. Raises ContentError when brackets do not close or nothing is written."""
    lexemes = _LEXEME.findall(text)
    node, at = _either(lexemes, 0, text)
    if at < len(lexemes) or not lexemes:
        raise ContentError(f"the pattern {text!r} is malformed: see that every bracket closes and holds words")
    return node


def _either(lexemes: list[str], at: int, text: str) -> tuple[Node, int]:
    parts: list[Node] = []
    while True:
        part, at = _sequence(lexemes, at, text)
        parts.append(part)
        if at >= len(lexemes) or lexemes[at] != "|":
            return (parts[0] if len(parts) == 1 else Either(tuple(parts))), at
        at += 1


def _sequence(lexemes: list[str], at: int, text: str) -> tuple[Node, int]:
    parts: list[Node] = []
    while at < len(lexemes) and lexemes[at] not in ("|", ")", "]"):
        part, at = _part(lexemes, at, text)
        parts.append(part)
    if not parts:
        raise ContentError(f"the pattern {text!r} is malformed: a part of it is empty")
    return (parts[0] if len(parts) == 1 else Sequence(tuple(parts))), at


def _part(lexemes: list[str], at: int, text: str) -> tuple[Node, int]:
    lexeme, at = lexemes[at], at + 1
    if lexeme == "!" and at < len(lexemes):
        inner, at = _part(lexemes, at, text)
        return Not(inner), at
    if lexeme not in ("(", "["):
        return _ATOMS.get(lexeme) or (Class(lexeme[1:-1]) if lexeme[0] == "<" else Word(lexeme)), at
    inner, at = _either(lexemes, at, text)
    if at >= len(lexemes) or lexemes[at] != {"(": ")", "[": "]"}[lexeme]:
        raise ContentError(f"the pattern {text!r} is malformed: a {lexeme!r} is never closed")
    return (inner if lexeme == "(" else Either((inner,), optional=True)), at + 1


class Lexicon:
    """The classes of words. Raises ContentError for a class that is unknown or holds itself."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        self.nodes: dict[str, Node] = {name: Either(tuple(parse(p) for p in phrases)) for name, phrases in classes.items()}
        self._needs: dict[str, Words | None] = {}
        for name in self.nodes:
            self._need_of_class(name, ())

    def needs(self, node: Node, inside: tuple[str, ...] = ()) -> Words | None:
        """Words of which an utterance must hold one for the node to match; None where there is no such set."""
        match node:
            case Word(text):
                return frozenset((text,))
            case Class(name):
                return self._need_of_class(name, inside)
            case Sequence(parts):
                found = [need for part in parts if (need := self.needs(part, inside)) is not None]
                return min(found, key=lambda need: (len(need & _COMMON), len(need)), default=None)
            case Either(parts, optional):
                each = [self.needs(part, inside) for part in parts]
                union = frozenset().union(*(need for need in each if need is not None))
                return None if optional or None in each else union
        return None

    def _need_of_class(self, name: str, inside: tuple[str, ...]) -> Words | None:
        if name not in self._needs:
            if name not in self.nodes:
                raise ContentError(f"<{name}> is no class of words: define it under [words], or correct the name")
            if name in inside:
                raise ContentError(f"the class <{name}> holds itself: take it out of its own phrases")
            self._needs[name] = self.needs(self.nodes[name], (*inside, name))
        return self._needs[name]


@dataclass(slots=True)
class Utterance:
    """Tokens being read by patterns, and where each class begins and ends in them."""

    words: list[str]
    lexicon: Lexicon
    _seen: dict[tuple[str, int], Words | frozenset[int]] = field(default_factory=dict)

    def find(self, node: Node) -> tuple[int, int] | None:
        """The first span that the node matches, the longest from there; None when there is none."""
        for start in range(len(self.words)):
            ends = self._ends(node, start)
            if ends and max(ends) > start:
                return start, max(ends)
        return None

    def take(self, span: tuple[int, int]) -> None:
        """Hide a span from all later patterns."""
        self.words[span[0] : span[1]] = [TAKEN] * (span[1] - span[0])
        self._seen.clear()

    def _ends(self, node: Node, at: int) -> frozenset[int]:
        match node:
            case Word(text):
                return frozenset((at + 1,)) if at < len(self.words) and self.words[at] == text else frozenset()
            case Class(name):
                if (name, at) not in self._seen:
                    self._seen[name, at] = self._ends(self.lexicon.nodes[name], at)
                return self._seen[name, at]  # type: ignore[return-value]
            case Sequence(parts):
                ends = frozenset((at,))
                for part in parts:
                    ends = frozenset().union(*(self._ends(part, end) for end in ends))
                    if not ends:
                        break
                return ends
            case Either(parts, optional):
                ends = frozenset().union(*(self._ends(part, at) for part in parts))
                return ends | {at} if optional else ends
            case Gap(most, stops):
                last = at
                while last < len(self.words) and last - at < most and self.words[last] not in stops:
                    last += 1
                return frozenset(range(at, last + 1))
            case Not(part):
                return frozenset() if self._ends(part, at) else frozenset((at,))
            case Edge(first):
                return frozenset((at,)) if at == (0 if first else len(self.words)) else frozenset()
