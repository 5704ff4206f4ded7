"""What may be meant now: the scope of a turn. Plain immutable values; pure."""

from dataclasses import dataclass
from typing import Literal

ScopeName = Literal[
    "menu", "exercise", "yesno", "number", "minutes", "feeling", "rejection_kind",
    "choice", "country", "name", "open", "harsh",
]  # fmt: skip

SCOPE_NAMES: tuple[ScopeName, ...] = ScopeName.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a choice question."""

    name: str
    """What the answer's value is."""
    phrases: tuple[str, ...]
    """What a person may say for it, besides its name: templates as in intents/."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The intents valid now. Global commands belong to every scope but the menu, which has its own."""

    name: ScopeName
    choices: tuple[Choice, ...] = ()
    """The answers to choose from; only for the scope ``choice``."""
    asides: tuple[str, ...] = ()
    """Names of intents of intents/<language>/asides.toml that this question also understands."""
