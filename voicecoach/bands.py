"""One reading of an utterance, and the thresholds that decide its band. Only ``Reading`` and such constants live here.

They were chosen on tests/understanding/development.tsv and the training halves of CLINC150 and HWU64;
benchmarks/understanding.py measures them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_COMMAND = 12
"""Words; longer speech is never a command (fillers and politeness aside)."""
ACT, ASK, MARGIN = 80.0, 66.0, 4.0
COMMAND_ACT, COMMAND_ASK = 86.0, 76.0
HEAVY = frozenset(("delete_that", "keyboard", "goodbye"))
"""Deleting, closing the microphone and leaving need more certainty."""
HEAVY_MORE = 6.0
ANSWER_ACT, CHOICE = 94.0, 62.0
INSIDE = "a phrase inside what was said"
EVENTS = frozenset(("after-a-no", "when-its-family"))
TELLING, AGREED, AGREED_NEAR, ASKING = 0.5, 0.0, 58.0, -0.1
"""Margins of the evidence: to act on it alone, to act when the nearest phrase says the same, to ask."""
BETTER, DOUBT, FIRM = 0.2, 0.3, 0.6
"""How much the evidence must speak for something else, or for nothing of ours, to overrule what was found."""
DESPITE = 95.0
ENOUGH, SURE = 5, 92.0
"""What a phrase inside and a near match need where the talk is of something else (``Vocabulary.elsewhere``)."""
ROOM = {0: 0, 1: 7, 2: 14}
"""A phrase of so many words is found only inside utterances of at most so many."""
NEGATIONS = frozenset(["not", "no", "never", "without", "nobody"])
SPOTTED = ("feeling", "rejection_kind", "country")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take an utterance."""

    intent: str = "none"
    exercise: str | None = None
    value: Any = None
    score: float = 0.0
    band: str = "none"
    rule: str = "nothing of ours"
    emotional: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)
