"""The automaton of each scope, compiled from the intents and kept. Pure."""

from collections import OrderedDict

from ..intents import Intents
from ..scope import Scope
from .automaton import Automaton, Dress

_KEPT = 64  # scopes; a session asks some thirty different questions


class Grammars:
    """Automata by scope for one recognizer."""

    def __init__(self, intents: Intents, dress: Dress) -> None:
        self._intents, self._dress = intents, dress
        self._kept: OrderedDict[Scope, Automaton] = OrderedDict()

    def of(self, scope: Scope) -> Automaton | None:
        """The automaton of a scope; None when nothing can be said in it but free text."""
        if not self._intents.nodes(scope):
            return None
        if scope not in self._kept:
            self._kept[scope] = Automaton(self._intents.tree(scope), self._dress)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(scope)
        return self._kept[scope]
