"""A finite automaton over a recognizer's tokens: all sentences of a scope. Pure: trees in, states out.

Built from the trees of ``grammar`` as a nondeterministic automaton, and made deterministic only where a decoder walks, so
that phrases that begin alike share their states and a grammar of millions of sentences costs no more than its templates.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..grammar import InOrder, Maybe, Node, OneOf, Slot, Words

State = int
"""A state of one automaton."""


class Dress(Protocol):
    """How a recognizer writes sentences: in which tokens, with which capitals and marks."""

    marks: tuple[int, ...]
    """Tokens that may follow any word: commas."""
    ends: tuple[int, ...]
    """Tokens of which one may end the sentence."""

    def spell(self, word: str, first: bool) -> Iterable[Sequence[int]]:
        """The ways to write a word, each as tokens. ``first``: it may be the first of the sentence."""
        ...


class Automaton:
    """The sentences of one tree, as tokens of one recognizer."""

    def __init__(self, grammar: Node, dress: Dress) -> None:
        self._dress = dress
        self.marks = frozenset((*dress.marks, *dress.ends))
        self._arcs: list[list[tuple[int, int]]] = []  # of a node: tokens and where they lead
        self._free: list[list[int]] = []  # of a node: where it leads without a token
        start, said, self._end = self._node(), self._node(), self._node()
        self._add(grammar, start, said, first=True)
        self._free[said].append(self._end)
        self._arcs[said] += [(mark, self._end) for mark in dress.ends]
        self._states: dict[frozenset[int], State] = {}
        self._nodes: list[frozenset[int]] = []  # of a state
        self._known: dict[State, tuple[NDArray[np.int64], list[State]]] = {}
        self.start: State = self._state({start})

    def accepts(self, state: State) -> bool:
        """Whether a sentence may end here."""
        return self._end in self._nodes[state]

    def next(self, state: State) -> tuple[NDArray[np.int64], list[State]]:
        """The tokens that may come next and, for each, the state it leads to."""
        if state not in self._known:
            after: dict[int, set[int]] = {}
            for node in self._nodes[state]:
                for token, target in self._arcs[node]:
                    after.setdefault(token, set()).add(target)
            states = [self._state(nodes) for nodes in after.values()]
            self._known[state] = np.fromiter(after, np.int64, len(after)), states
        return self._known[state]

    def holds(self, tokens: Iterable[int]) -> bool:
        """Whether these tokens are a sentence."""
        state = self.start
        for token in tokens:
            known, states = self.next(state)
            found = np.flatnonzero(known == token)
            if not len(found):
                return False
            state = states[found[0]]
        return self.accepts(state)

    def _state(self, nodes: set[int]) -> State:
        reached, todo = set(nodes), list(nodes)
        while todo:
            for target in self._free[todo.pop()]:
                if target not in reached:
                    reached.add(target)
                    todo.append(target)
        key = frozenset(reached)
        if key not in self._states:
            self._states[key] = len(self._nodes)
            self._nodes.append(key)
        return self._states[key]

    def _node(self) -> int:
        self._arcs.append([])
        self._free.append([])
        return len(self._arcs) - 1

    def _add(self, part: Node, a: int, b: int, first: bool) -> None:
        """Lay the part from node a to node b; ``first``: nothing need have been said before it."""
        match part:
            case Words(text):
                self._add_words(text.split(), a, b, first)
            case OneOf(parts):
                for p in parts:
                    self._add(p, a, b, first)
            case Maybe(p):
                self._free[a].append(b)
                self._add(p, a, b, first)
            case Slot(_, _, p):
                self._add(p, a, b, first)
            case InOrder(parts):
                for i, p in enumerate(parts):
                    target = b if i == len(parts) - 1 else self._node()
                    self._add(p, a, target, first)
                    first = first and may_be_silent(p)
                    a = target

    def _add_words(self, words: Sequence[str], a: int, b: int, first: bool) -> None:
        for i, word in enumerate(words):
            end, after = self._node(), b if i == len(words) - 1 else self._node()
            for tokens in self._dress.spell(word, first and i == 0):
                at = a
                for k, token in enumerate(tokens):
                    target = end if k == len(tokens) - 1 else self._node()
                    self._arcs[at].append((token, target))
                    at = target
            self._free[end].append(after)
            self._arcs[end] += [(mark, after) for mark in self._dress.marks]
            a = after
        if not words:
            self._free[a].append(b)


def may_be_silent(part: Node) -> bool:
    """Whether the tree has the empty sentence."""
    match part:
        case Words(text):
            return not text
        case OneOf(parts):
            return any(may_be_silent(p) for p in parts)
        case InOrder(parts):
            return all(may_be_silent(p) for p in parts)
        case Slot(_, _, p):
            return may_be_silent(p)
        case Maybe():
            return True
