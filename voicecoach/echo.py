"""Whether what was heard is our own voice: the text guard against it, where no echo canceller is. Pure.

Typed text is never echo.
"""

import re

from .messages import Heard
from .stage import Stage

SHARED = 0.6
"""Share of the heard words that must be ours: a guess by the first sketch of this design, kept because it held."""
LINGERING = 0.15
"""Seconds after our last word in which an echo may still begin. People answer 0.2 s after a question: no longer than that."""
OVERLAP = 0.3
"""Seconds by which people begin before a question has ended, at most; whoever began earlier spoke over us."""
PROOF = 4
"""Words of ours that are no chance: a user may well repeat two or three."""
BEGINNING = 5
"""Words that tell whether an utterance began with ours."""


def without_echo(heard: Heard, stage: Stage, now: float) -> Heard:
    """What was heard since we fell silent, where the utterance began with our own voice; otherwise all of it."""
    if heard.tail is None or heard.phrase:
        return heard
    began_with_ours = is_echo(" ".join(_words(heard.text)[:BEGINNING]), _lately(heard, stage, now))
    return heard.tail if began_with_ours or heard.tail.phrase else heard


def is_ours(heard: Heard, stage: Stage, now: float) -> bool:
    """Whether the microphone has brought back what the coach is saying, or has just said."""
    return heard.source == "microphone" and is_echo(heard.phrase or heard.text, _lately(heard, stage, now))


def shows_loudspeaker(heard: Heard, stage: Stage, now: float) -> bool:
    """Whether it proves that the microphone hears our loudspeaker: several words of ours, while or just after we said them."""
    beginning = _words(heard.text)[:BEGINNING]
    return heard.source == "microphone" and len(beginning) >= PROOF and is_echo(" ".join(beginning), _lately(heard, stage, now))


def is_over_us(heard: Heard, stage: Stage, now: float, in_the_room: bool) -> bool:
    """Whether it was spoken while we spoke and may be our own voice, misheard.

    With headphones a believed phrase is surely the user's. Where the loudspeaker is heard in the room nothing is: half duplex.
    """
    if heard.source == "keyboard" or (heard.phrase and not in_the_room):
        return False
    ended = now if stage.talking else stage.said[-1][1] if stage.said else float("-inf")
    return _began(heard, now) < ended - OVERLAP


def is_echo(heard: str, saying: str) -> bool:
    """Whether most of the heard words are among those being said."""
    words, ours = _words(heard), set(_words(saying))
    return bool(words) and sum(word in ours for word in words) / len(words) >= SHARED


def _lately(heard: Heard, stage: Stage, now: float) -> str:
    """All that we were saying when it began, and since."""
    began = _began(heard, now)
    return " ".join([*(text for text, ended in stage.said if began <= ended + LINGERING), stage.saying])


def _began(heard: Heard, now: float) -> float:
    """When it began; an ear that cannot tell is taken to have heard it a little while."""
    return now - 2 * OVERLAP if heard.began is None else heard.began


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())
