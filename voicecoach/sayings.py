"""The coach's own standard sentences (lines.toml), never the same variant twice within three. Pure after loading."""

import tomllib
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from .errors import ContentError


class Sayings:
    """Picks a variant by key; the same seed picks the same variants."""

    def __init__(self, lines: Mapping[str, list[str]], seed: int = 0) -> None:
        self._lines = lines
        self._random = Random(seed)
        self._recent: deque[str] = deque(maxlen=3)

    def has(self, key: str) -> bool:
        return key in self._lines

    def pick(self, key: str, **slots: Any) -> str:
        """A sentence for the key, its ``{slots}`` filled. Raises ContentError for an unknown key."""
        if key not in self._lines:
            raise ContentError(f"lines.toml has no {key!r}: add a list of sentences under that name")
        variants = self._lines[key]
        fresh = [v for v in variants if v not in self._recent] or variants
        choice = self._random.choice(fresh)
        self._recent.append(choice)
        return choice.format_map(slots)


def load_lines(file: Path) -> Mapping[str, list[str]]:
    """The sentences by key. Raises ContentError when the file is not a table of lists of texts."""
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as err:
        raise ContentError(f"{file.name} cannot be read ({err}): install voicecoach again") from err
    for key, variants in data.items():
        if not isinstance(variants, list) or not variants or not all(isinstance(v, str) and v for v in variants):
            raise ContentError(f"{file.name}, {key}: write a list of sentences")
    return data
