"""Whether a phrase that the recognizer found within the grammar is believed. Pure but for reading belief.toml once."""

import tomllib
from dataclasses import dataclass
from importlib import resources

from .moonshine import Recognition


@dataclass(frozen=True, slots=True)
class Believe:
    """What phrases of up to ``tokens`` tokens must reach; both thresholds on the phrase are per token."""

    tokens: int
    ratio: float
    log_prob: float
    speech: float
    """The least probability, by the voice detector, of the likeliest chunk of the utterance."""


def thresholds() -> tuple[Believe, ...]:
    """Those of belief.toml."""
    data = tomllib.loads((resources.files(__package__) / "belief.toml").read_text("utf-8"))
    return tuple(Believe(row["tokens"], row["ratio"], row["log_prob"], data["speech"]) for row in data["believe"])


def believed(found: Recognition, rows: tuple[Believe, ...], speech: float = 1.0) -> bool:
    """Whether to act on ``found.grammar``, given the voice detector's probability of the likeliest chunk."""
    if found.grammar is None or found.ratio is None or found.log_prob is None:
        return False
    row = next((row for row in rows if found.tokens <= row.tokens), rows[-1])
    return speech >= row.speech and found.ratio >= row.ratio and found.log_prob >= row.log_prob
