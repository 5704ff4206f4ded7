"""Answers that are words of a list (feelings, kinds of rejection, countries): which is meant, with negation."""

from collections.abc import Sequence

from ..spots import Spot, Spotter
from ..text import Tokens

_NOT = frozenset(("not", "no", "never", "without", "hardly"))


def meant(spotter: Spotter, said: Tokens) -> int | None:
    """The owner of the best place found: what "but" introduces, else the longest, else the first; never what is negated."""
    found = [spot for spot in spotter.find(said) if not _negated(spot, said)]
    if not found:
        return None
    after_but = max((i for i, word in enumerate(said) if word in ("but", "just", "actually", "more")), default=-1)
    later = [spot for spot in found if spot.begin > after_but]
    return _longest(later or found).owner


def _longest(spots: Sequence[Spot]) -> Spot:
    return max(spots, key=lambda spot: (spot.weight, -spot.begin))


def _negated(spot: Spot, said: Tokens) -> bool:
    before = said[max(0, spot.begin - 3) : spot.begin]
    for turn in ("but", "just", "only", "and"):
        if turn in before:
            before = before[before.index(turn) + 1 :]
    return bool(_NOT & set(before)) and said[spot.begin] not in _NOT
