"""Phrases for a recognizer whose grammar is a bigram over listed phrases, as Vosk's is. Pure: trees in, texts out.

Such a grammar may put any listed pair of words together, so it needs each pair once and not each sentence: a template of ten
thousand sentences is listed in a few dozen. What comes back is therefore only evidence and must be read again as a
whole phrase (``Intents.parse``). Also here: the part of a tree that a vocabulary can say.
"""

from collections.abc import Callable, Iterable

from ..grammar import InOrder, Maybe, Node, OneOf, Slot, Words, expand, words

FEW = 60
"""A tree of at most so many sentences is listed whole; of a larger one, every part once."""


def prune(node: Node, known: Callable[[str], bool], missing: set[str]) -> Node | None:
    """What is left of the tree with known words only; None where nothing is. Unknown words are added to ``missing``."""
    match node:
        case Words(text):
            unknown = {word for word in words(text) if not known(word)}
            missing |= unknown
            return None if unknown else node
        case OneOf(parts):
            kept = tuple(left for part in parts if (left := prune(part, known, missing)) is not None)
            return OneOf(kept) if kept else None
        case Maybe(part):
            inner = prune(part, known, missing)
            return Words("") if inner is None else Maybe(inner)
        case Slot(name, value, part):
            inner = prune(part, known, missing)
            return None if inner is None else Slot(name, value, inner)
        case InOrder(parts):
            every = tuple(prune(part, known, missing) for part in parts)
            return None if None in every else InOrder(tuple(part for part in every if part is not None))


def listed(nodes: Iterable[Node]) -> list[str]:
    """The phrases to give to the recognizer: plain lower-case words, each phrase once, in the order written."""
    return list(dict.fromkeys(text for node in nodes for text in _cover(node) if text))


def _cover(node: Node) -> list[str]:
    """Every sentence of a small tree; of a large one, sentences that hold each of its words at least once."""
    if count(node) <= FEW:
        return [" ".join(words(text)) for text, _ in expand(node, FEW)]
    match node:
        case OneOf(parts):
            return list(dict.fromkeys(text for part in parts for text in _cover(part)))
        case Maybe(part):
            return [*_cover(part), ""]
        case Slot(_, _, part):
            return _cover(part)
        case InOrder(parts):
            covers = [_cover(part) for part in parts]
            rows = max(len(cover) for cover in covers)
            # Where one part has come round, the next moves on by one more, so that neighbours meet in new pairs.
            picked = ([cover[(row + row // len(cover)) % len(cover)] for cover in covers] for row in range(rows))
            return list(dict.fromkeys(" ".join(" ".join(row).split()) for row in picked))
        case Words(text):
            return [" ".join(words(text))]


def count(node: Node) -> int:
    """How many sentences the tree stands for, repeated ones included."""
    match node:
        case Words():
            return 1
        case OneOf(parts):
            return sum(count(part) for part in parts)
        case Maybe(part):
            return 1 + count(part)
        case Slot(_, _, part):
            return count(part)
        case InOrder(parts):
            product = 1
            for part in parts:
                product *= count(part)
            return product
