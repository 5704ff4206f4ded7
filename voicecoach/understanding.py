"""What a person means, given all that was heard and what may be meant now. Pure: text in, a Meaning out.

Evidence is joined, not taken in turn: the free hypothesis, the phrase found within the grammar, the alternatives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from .bands import Reading
from .intents import Intent, Intents
from .messages import Heard
from .reading import Reader
from .scope import Scope


class SafetyFinding(Protocol):
    """What the safety check found in an utterance."""

    @property
    def level(self) -> int: ...
    @property
    def category(self) -> str | None: ...
    @property
    def rule(self) -> str: ...


Safety = Callable[[Sequence[str]], SafetyFinding]
Patterns = Callable[[str], Sequence[str]]
Replies = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an utterance means in a scope: the line of contract.md."""

    text: str
    scope: str
    intent: str
    """``start``, a command, ``answer``, ``aside``, ... or ``none``."""
    exercise: str | None = None
    slots: dict[str, str] | None = None
    value: Any = None
    score: float = 0.0
    """The matcher's, 0 to 100."""
    band: str = "none"
    """``act``, ``ask`` ("did you mean …?") or ``none``."""
    runner_up: dict[str, Any] | None = None
    patterns: tuple[str, ...] = ()
    emotional: bool = False
    safety: int = 0
    """The level of safety.md, 0 to 3."""
    category: str | None = None
    rule: str = ""

    def to_json(self, heard: Heard | None = None) -> dict[str, Any]:
        """The keys of contract.md in their order; ``heard`` is added when it came from audio."""
        out = asdict(self) | {"slots": self.slots or {}, "patterns": list(self.patterns)}
        if heard is not None and heard.source == "microphone":
            out["heard"] = {"free": heard.text, "grammar": heard.grammar, "ratio": heard.ratio, "log_prob": heard.log_prob}
        return out


class Understander:
    """Understands utterances with one folder of intents, and one detector of danger where there is one."""

    def __init__(
        self, intents: Intents, safety: Safety | None, patterns: Patterns | None = None, replies: Replies | None = None
    ) -> None:
        self._reader = Reader(intents)
        self._safety = safety
        self._patterns = patterns
        self._replies = replies

    def understand(self, heard: Heard, scope: Scope) -> Meaning:
        """What was meant. Safety 2 or 3 wins over everything else."""
        meaning = Meaning(heard.text, scope.name, "none", slots={})
        if self._safety is not None:
            found = self._safety([text for text in (heard.text, heard.phrase, *heard.alternatives) if text])
            meaning = replace(meaning, safety=found.level, category=found.category)
            if found.level >= 2:
                return self._with_patterns(replace(meaning, emotional=True, rule=f"safety: {found.rule}"), scope)
        best, others = self._joined(heard, scope)
        return self._with_patterns(self._meaning(meaning, best, others), scope)

    def candidates(self, heard: Heard, scope: Scope) -> list[Reading]:
        """All that might have been meant, likeliest first: what ``why`` lists."""
        return self._reader.readings(heard.text, scope)

    def _with_patterns(self, meaning: Meaning, scope: Scope) -> Meaning:
        if scope.name != "harsh" or meaning.intent not in ("answer", "none"):
            return meaning
        found = tuple(self._patterns(meaning.text)) if self._patterns else ("not_harsh",)
        slots = dict(self._replies(meaning.text)) if self._replies and meaning.intent == "answer" else meaning.slots
        return replace(meaning, patterns=found or ("not_harsh",), slots=slots)

    def _joined(self, heard: Heard, scope: Scope) -> tuple[Reading, list[Reading]]:
        """The reading to go by, and the others."""
        free = self._reader.readings(heard.text, scope)
        if heard.phrase and not self._reader.carries_more(heard.text, heard.phrase):
            believed = self._reader.readings(heard.phrase, scope)
            if believed[0].band == "act":
                return replace(believed[0], rule=f"phrase of the grammar: {believed[0].rule}"), believed[1:] + free
        if free[0].band == "act":
            return free[0], free[1:]
        for text in heard.alternatives:
            other = self._reader.readings(text, scope)
            if other[0].band == "act" and other[0].score >= 95 and free[0].intent in ("none", other[0].intent):
                return replace(other[0], band="ask", rule=f"alternative: {other[0].rule}"), free + other[1:]
        if heard.grammar and heard.ratio is not None and heard.ratio >= NEARLY and free[0].intent == "none":
            near = self._reader.readings(heard.grammar, scope)
            if near[0].band == "act" and not self._reader.carries_more(heard.text, heard.grammar):
                return replace(near[0], band="ask", rule=f"half-believed phrase: {near[0].rule}"), free
        return free[0], free[1:]

    def _meaning(self, meaning: Meaning, best: Reading, others: Sequence[Reading]) -> Meaning:
        second = next(
            (
                r
                for r in others
                if r.intent != "none" and (r.intent, r.exercise, r.value) != (best.intent, best.exercise, best.value)
            ),
            None,
        )
        runner_up = {"intent": second.intent, "exercise": second.exercise, "score": round(second.score, 1)} if second else None
        return replace(
            meaning,
            intent=best.intent,
            exercise=best.exercise,
            slots=dict(best.slots),
            value=best.value,
            score=round(best.score, 1),
            band=best.band,
            runner_up=runner_up,
            emotional=best.emotional,
            rule=best.rule,
        )


NEARLY = -2.5
"""The log likelihood ratio per token above which an unbelieved phrase is worth a "did you mean …?"."""


def explain(meaning: Meaning) -> str:
    """One sentence for the voice: what was heard and how it was taken."""
    if meaning.safety >= 2:
        return f"I heard '{meaning.text}'. That sounded serious to me."
    name = {"start": f"the exercise {(meaning.exercise or '').replace('-', ' ')}", "answer": f"the answer {meaning.value}"}
    if meaning.intent == "none":
        return f"I heard '{meaning.text}'. I found nothing of mine in it."
    what = name.get(meaning.intent, f"the command {meaning.intent.replace('_', ' ')}")
    return f"I heard '{meaning.text}'. " + (f"That might be {what}." if meaning.band == "ask" else f"That is {what}.")


def intent_of(intents: Intents, name: str) -> Intent | None:
    """The first intent of a name."""
    return next((intent for intent in intents.all if intent.name == name), None)
