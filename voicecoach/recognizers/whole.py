"""Whether a text is, whole, a phrase of a grammar: asked several times for each block of audio, so it looks up. Pure."""

from collections.abc import Iterable

from ..grammar import Node, expand, read, words
from .bigrams import count

MOST = 20_000
"""Templates with more sentences than this are read word by word instead of being written out."""


class Whole:
    """The sentences of some templates, with what may stand before and after each of them."""

    def __init__(self, nodes: Iterable[Node], lead: Node | None = None, tail: Node | None = None) -> None:
        every = tuple(nodes)
        self._large = tuple(node for node in every if count(node) > MOST)
        self._sentences = _sentences(node for node in every if count(node) <= MOST)
        self._leads = _sentences([lead] if lead else []) | {()}
        self._tails = _sentences([tail] if tail else []) | {()}

    def __contains__(self, text: str) -> bool:
        said = words(text)
        return any(
            (inner := said[start:end]) in self._sentences or any(read(node, inner) is not None for node in self._large)
            for start in range(len(said))
            if said[:start] in self._leads
            for end in range(len(said), start, -1)
            if said[end:] in self._tails
        )


def _sentences(nodes: Iterable[Node]) -> frozenset[tuple[str, ...]]:
    return frozenset(words(text) for node in nodes for text, _ in expand(node, MOST))
