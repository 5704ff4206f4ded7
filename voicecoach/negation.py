"""Where an utterance denies or refuses. Pure."""

from .bands import NEGATIONS
from .spots import Spot
from .text import Tokens


def refused(said: Tokens) -> bool:
    """Whether it begins with what is not wanted: "no breathing today", "don't start"."""
    return (
        said[0] in ("no", "not", "never")
        or said[:2] in (("do", "not"), ("please", "not"))
        or said[:4] == ("i", "do", "not", "want")
    )


def differ(said: Tokens, phrase: Tokens) -> bool:
    """Whether one of the two denies what the other does not."""
    return bool(NEGATIONS & set(said)) != bool(NEGATIONS & set(phrase))


def negated(spot: Spot, said: Tokens) -> bool:
    """Whether one of the two words before the place denies it."""
    return bool(NEGATIONS & set(said[max(0, spot.begin - 2) : spot.begin])) and said[spot.begin] not in NEGATIONS
