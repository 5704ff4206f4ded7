"""Whether what was heard is our own voice: the text guard against it. Pure."""

import re

from .messages import Heard
from .stage import Stage

SHARED = 0.6
"""Share of the heard words that must be ours: a guess by the first sketch of this design, kept because it held."""
LINGERING = 0.15
"""Seconds after our last word in which an echo may still begin. People answer 0.2 s after a question: no longer than that."""


def is_ours(heard: Heard, stage: Stage, now: float) -> bool:
    """Whether the microphone has brought back what the coach is saying, or has just said. Typed text never is."""
    if heard.source == "keyboard":
        return False
    text, ended = (stage.saying, now) if stage.saying else stage.said
    began = now if heard.began is None else heard.began
    return began <= ended + LINGERING and is_echo(heard.phrase or heard.text, text)


def is_echo(heard: str, saying: str) -> bool:
    """Whether most of the heard words are among those being said."""
    words, ours = (re.findall(r"[a-z']+", text.lower()) for text in (heard, saying))
    return bool(words) and sum(word in set(ours) for word in words) / len(words) >= SHARED
