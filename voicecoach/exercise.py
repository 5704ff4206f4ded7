"""What an exercise is once loaded: a flat tuple of steps. Pure values; loading.py makes them from TOML.

Loops are unrolled and labels resolved, so a position is an index. ``docs/exercises.md`` tells authors how to write one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .conditions import ALWAYS, OPERATORS, Condition
from .scope import Choice, Scope, ScopeName

WPM: Mapping[str, int] = {"chat": 150, "coach": 128, "guide": 105, "ground": 118, "sleep": 90, "crisis": 125}
"""Speech rate by pace, in words a minute (coaching.md b.2)."""
SENTENCE_GAP: Mapping[str, float] = {"chat": 0.45, "coach": 0.55, "guide": 0.7, "ground": 0.5, "sleep": 0.7, "crisis": 0.35}
"""Silence between sentences by pace, in seconds (coaching.md b.2)."""
LISTEN: Mapping[ScopeName, float] = {
    "menu": 20, "exercise": 8, "yesno": 8, "number": 12, "minutes": 10, "feeling": 12, "rejection_kind": 12,
    "choice": 12, "country": 12, "name": 12, "open": 30, "harsh": 30,
}  # fmt: skip
"""Seconds to wait for the first word of an answer, by kind of question (coaching.md (d))."""
ENDPOINT: Mapping[ScopeName, float] = {
    "menu": 1.2, "exercise": 0.8, "yesno": 0.9, "number": 1.0, "minutes": 1.0, "feeling": 1.5, "rejection_kind": 1.2,
    "choice": 1.2, "country": 1.2, "name": 1.2, "open": 2.0, "harsh": 2.0,
}  # fmt: skip
"""Seconds of silence that end an answer that is not yet a complete phrase, by kind of question (coaching.md (d))."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence (with ``{slots}`` still in it) and the silence after it in seconds."""

    text: str
    pause: float


Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What all steps have in common."""

    label: str | None = None
    when: Condition = ALWAYS
    after: int = 0
    """Where "skip" leads: the index after this step, or after the loop that it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak(Step):
    """Say something; go on when it has been said."""

    variants: tuple[Lines, ...]
    wpm: int
    gain: float = 1.0
    firm: bool = False
    """Only "stop" interrupts it: safety text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue(Step):
    """Say a short cue, or nothing, and hold for an exact time from its start."""

    seconds: float
    text: str = ""
    wpm: int = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Step):
    """Put a question and keep the answer in a slot."""

    variants: tuple[Lines, ...]
    wpm: int
    slot: str
    kind: ScopeName
    listen: float
    endpoint: float
    short: str = ""
    """The shorter form of the question, for the second reprompt."""
    choices: tuple[Choice, ...] = ()
    asides: tuple[str, ...] = ()
    to: tuple[tuple[str, int], ...] = ()
    """Where each kind of answer leads; looked at in order, next step when none fits."""
    ladder: bool = True
    """False where silence is simply an answer: no reprompt."""
    gain: float = 1.0
    firm: bool = False

    @property
    def scope(self) -> Scope:
        return Scope(self.kind, self.choices, self.asides)

    def target(self, value: Any) -> int | None:
        """Where an answer's value leads ("silence" and "skip" are values too); None: to the next step."""
        return next((index for key, index in self.to if _fits(key, value)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goto(Step):
    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Step):
    """Run another exercise, from a label of its or from its beginning, and come back."""

    exercise: str
    at: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    switch: bool = False
    """True: do not come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Step):
    """Set slots to texts, which may speak of other slots."""

    slots: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep(Step):
    """Write a slot to the journal: the author has asked first (or it is a number)."""

    slot: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowText(Step):
    """Put a line on the screen only."""

    text: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long an exercise takes, in minutes."""

    least: float
    typical: float
    most: float


@dataclass(frozen=True, slots=True)
class Exercise:
    id: str
    title: str
    steps: tuple[Step, ...]
    labels: Mapping[str, int]
    minutes: Minutes
    pace: str = "coach"
    code: str = ""
    programme: str = ""
    seed: tuple[str, ...] = ()
    care_mode: bool = True
    """False: not offered after a crisis was heard in this session."""
    listed: bool = True
    """False for the flows that only the coach itself starts."""
    asides: tuple[tuple[str, int], ...] = ()
    """What may be said at any moment of it (names of asides), and the step that it leads to."""
    hedges: tuple[str, ...] = ()
    """Sentences that must be spoken (coaching.md a.2)."""
    evidence: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    """Sentences that may break a rule of style, with the reason: "sentence # reason"."""
    typical: tuple[str, ...] = ()
    """Typical answers, one a question, for rehearsing."""


def _fits(key: str, value: Any) -> bool:
    if key == "else":
        return value not in ("silence", "skip")
    for sign, compare in OPERATORS.items():
        if key.startswith(sign):
            return isinstance(value, int | float) and compare(value, float(key.removeprefix(sign)))
    return key == str(value)
