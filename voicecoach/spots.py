"""Finding a template inside longer speech. Pure: trees and words in, places out.

The trees are those of grammar.py; here "_" stands for up to two words of any kind and "__" for up to five.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .grammar import InOrder, Maybe, Node, OneOf, Slot, Words
from .text import Tokens

ANY = frozenset(("_", "__"))
_WIDTH = {"_": 2, "__": 5}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a template was found: words ``begin`` to ``end`` (exclusive)."""

    owner: int
    begin: int
    end: int
    wild: int
    """How many of its words stood for the template's gaps."""

    @property
    def weight(self) -> int:
        return self.end - self.begin - self.wild


class Spotter:
    """Finds templates, each with the number of its owner, anywhere in an utterance. ``words`` splits a template's text."""

    def __init__(self, templates: Iterable[tuple[int, Node]], words: Callable[[str], Tokens]) -> None:
        self._by_first: dict[str, list[tuple[int, tuple[frozenset[str], ...], _Part]]] = {}
        for owner, node in templates:
            part = _compiled(node, words)
            needed = tuple(sorted(_needed(part), key=len))
            for word in _firsts(part)[0]:
                self._by_first.setdefault(word, []).append((owner, needed, part))

    def find(self, said: Tokens) -> Iterator[Spot]:
        """Every longest place of every template."""
        heard = frozenset(said)
        for begin, word in enumerate(said):
            for owner, needed, part in self._by_first.get(word, ()):
                if any(heard.isdisjoint(one) for one in needed):
                    continue
                ends = _reach(part, said, begin)
                if ends:
                    end, wild = max(ends.items(), key=lambda found: found[0] - found[1])
                    yield Spot(owner, begin, end, wild)


@dataclass(frozen=True, slots=True)
class _Part:
    """A template's part over words: exactly ``words``, or one of ``any_of``, or all of ``all_of``; perhaps nothing."""

    words: Tokens = ()
    any_of: "tuple[_Part, ...]" = ()
    all_of: "tuple[_Part, ...]" = ()
    gap: int = 0
    maybe: bool = False


def _compiled(node: Node, words: Callable[[str], Tokens]) -> _Part:
    match node:
        case Words(text):
            return _of_words(text, words)
        case OneOf(parts):
            return _Part(any_of=tuple(_compiled(part, words) for part in parts))
        case InOrder(parts):
            return _Part(all_of=tuple(_compiled(part, words) for part in parts))
        case Maybe(part):
            return _Part(any_of=(_compiled(part, words),), maybe=True)
        case Slot(_, _, part):
            return _compiled(part, words)


def _of_words(text: str, words: Callable[[str], Tokens]) -> _Part:
    parts: list[_Part] = []
    plain: list[str] = []
    for word in text.split():
        if word in ANY:
            parts += [_Part(words=words(" ".join(plain)))] if plain else []
            parts.append(_Part(gap=_WIDTH[word], maybe=True))
            plain = []
        else:
            plain.append(word)
    parts += [_Part(words=words(" ".join(plain)))] if plain else []
    return parts[0] if len(parts) == 1 else _Part(all_of=tuple(parts))


def _needed(part: _Part) -> list[frozenset[str]]:
    """Sets of words of each of which the part needs one: a quick way to tell that it cannot be there."""
    if part.words:
        return [frozenset((word,)) for word in part.words]
    if part.maybe or part.gap:
        return []
    if part.any_of:
        each = [_needed(one) for one in part.any_of]
        return [frozenset().union(*(min(sets, key=len) for sets in each))] if all(each) else []
    return [one for child in part.all_of for one in _needed(child)]


def _firsts(part: _Part) -> tuple[set[str], bool]:
    """The words that the part may begin with, and whether it may be empty."""
    if part.words:
        return {part.words[0]}, False
    if part.gap:
        return set(), True
    if part.any_of:
        found: set[str] = set()
        empty = part.maybe
        for one in part.any_of:
            words, nothing = _firsts(one)
            found |= words
            empty |= nothing
        return found, empty
    found, empty = set(), True
    for one in part.all_of:
        if empty:
            words, empty = _firsts(one)
            found |= words
    return found, empty


def _reach(part: _Part, said: Tokens, at: int) -> dict[int, int]:
    """Where the part may end -> the fewest words that stood for gaps."""
    if part.words:
        end = at + len(part.words)
        return {end: 0} if said[at:end] == part.words else {}
    if part.gap:
        return {at + n: n for n in range(min(part.gap, len(said) - at) + 1)}
    if part.any_of:
        found: dict[int, int] = {at: 0} if part.maybe else {}
        for one in part.any_of:
            for end, wild in _reach(one, said, at).items():
                found[end] = min(wild, found.get(end, wild))
        return found
    reached = {at: 0}
    for one in part.all_of:
        after: dict[int, int] = {}
        for middle, before in reached.items():
            for end, wild in _reach(one, said, middle).items():
                after[end] = min(before + wild, after.get(end, before + wild))
        reached = after
        if not reached:
            break
    return reached
