"""Whether what was heard is what we are saying: the text guard against our own voice. Pure."""

import re

SHARED = 0.6
"""Share of the heard words that must be ours: a guess by the first sketch of this design, kept because it held."""


def is_echo(heard: str, saying: str) -> bool:
    words, ours = (re.findall(r"[a-z']+", text.lower()) for text in (heard, saying))
    return bool(words) and sum(word in set(ours) for word in words) / len(words) >= SHARED
