"""One text read in one scope: the candidates, likeliest first. Pure.

The order of the rules: a whole phrase, a command, the question's own answer, a phrase found inside longer speech,
a near match, nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from .answers import choices, minutes, names, numbers, spotted, yesno
from .grammar import expand
from .intents import Intent, Intents
from .matcher import Match, Matcher
from .scope import Scope
from .spots import Spot, Spotter
from .text import Tokens, Vocabulary, unstammered

LONGEST_COMMAND = 12
"""Words; longer speech is never a command (fillers and politeness aside)."""
ACT, ASK, MARGIN = 80.0, 66.0, 4.0
COMMAND_ACT, COMMAND_ASK = 86.0, 76.0
HEAVY = frozenset(("delete_that", "keyboard", "goodbye"))
"""Deleting, closing the microphone and leaving need more certainty."""
HEAVY_MORE = 6.0
_NEGATIONS = frozenset(["not", "no", "never", "without", "nobody"])
_SPOTTED = ("feeling", "rejection_kind", "country")


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


class Reader:
    """Reads texts in the scopes of one folder of intents. Each scope is prepared once, when first asked for."""

    def __init__(self, intents: Intents) -> None:
        self._intents = intents
        self._vocabulary = Vocabulary.of(intents.vocabulary)
        self._scoped = lru_cache(maxsize=64)(self._prepare)

    def readings(self, text: str, scope: Scope) -> list[Reading]:
        """At least one; the first is what to go by."""
        return self._scoped(scope).readings(text)

    def carries_more(self, free: str, phrase: str) -> bool:
        """Whether the free text holds the phrase's words and others that matter ("don't stop" and "stop")."""
        said, known = (unstammered(self._vocabulary.tokens(text)) for text in (free, phrase))
        core = self._vocabulary.cores(said)[-1]
        if len(core) >= len(known) + 4:
            return True
        return len(core) > len(known) and set(known) <= set(core)

    def _prepare(self, scope: Scope) -> "_ScopeReader":
        return _ScopeReader(self._intents, self._vocabulary, scope)


class _ScopeReader:
    """What may be meant in one scope, indexed."""

    def __init__(self, intents: Intents, vocabulary: Vocabulary, scope: Scope) -> None:
        self.scope, self.vocabulary = scope, vocabulary
        self.intents = intents
        here = list(intents.in_scope(scope))
        self.commands = [i for i in here if i.group in ("commands", "menu")]
        self.own = [i for i in here if i.group not in ("commands", "menu")]
        self.distress = [i for i in intents.all if i.group == "distress"]
        self.matcher = self._matcher(self.commands)
        self.own_matcher = self._matcher(self.own)
        self.spotter = Spotter(((n, node) for n, i in enumerate(self.commands) for node in i.spots), vocabulary)
        in_text = scope.name in _SPOTTED or bool(scope.choices)
        self.own_spotter = Spotter(
            ((n, node) for n, i in enumerate(self.own) for node in ((*i.nodes, *i.spots) if in_text else i.spots)), vocabulary
        )
        self.distress_spotter = Spotter(
            ((n, node) for n, i in enumerate(self.distress) for node in (*i.nodes, *i.spots)), vocabulary
        )

    def _matcher(self, intents: list[Intent]) -> Matcher[int]:
        phrases = (
            (self.vocabulary.tokens(text), n) for n, i in enumerate(intents) for node in i.nodes for text, _ in expand(node)
        )
        return Matcher(phrases)

    def readings(self, text: str) -> list[Reading]:
        spelled = unstammered(self.vocabulary.spelled(text))
        said = self.vocabulary.tokens(text)
        if not said:
            return [Reading(rule="nothing was said")]
        shorter = unstammered(self.vocabulary.corrected(said))
        if (found := self._whole(said, shorter)) is not None:
            return [found, *self._near(shorter)]
        if self.scope.name not in ("menu", "exercise"):
            return self._answers(text, spelled, shorter)
        return self._open_ended(shorter)

    def _whole(self, said: Tokens, shorter: Tokens) -> Reading | None:
        """A whole phrase: a choice's own name first, then commands, then the question's phrases."""
        variants = [said, *self.vocabulary.cores(shorter)]
        order = ((self.own_matcher, self.own), (self.matcher, self.commands))
        if not self.scope.choices:
            order = order[::-1]
        for tokens in variants:
            for matcher, intents in order:
                if (n := matcher.exact.get(tokens)) is not None:
                    return self._reading(intents[n], 100.0, "act", "a whole phrase")
        return None

    def _reading(self, intent: Intent, score: float, band: str, rule: str) -> Reading:
        value: Any = intent.value
        if intent.group == "number" or (intent.group == "minutes" and value != "short"):
            value = _plain(float(value))
        return Reading(intent.name, intent.exercise, value, score, band, rule)

    def _answers(self, text: str, spelled: Tokens, said: Tokens) -> list[Reading]:
        near = self._near(said)
        asides = [s for s in self.own_spotter.find(said) if self.own[s.owner].name == "aside"]
        if near[0].band == "act":
            return near
        if asides:
            best = max(asides, key=lambda s: s.weight)
            return [self._reading(self.own[best.owner], 90.0, "act", "an aside found inside"), *near]
        if (value := self._value(text, spelled, said)) is not None:
            return [Reading("answer", None, value, 100.0, "act", f"read as {self.scope.name}"), *near]
        if self.scope.name == "harsh":
            return [Reading("answer", None, None, 100.0, "act", "what was said"), *near]
        return near

    def _value(self, text: str, spelled: Tokens, said: Tokens) -> Any:
        match self.scope.name:
            case "number":
                return _plain(numbers.rating(spelled))
            case "minutes":
                return _plain(minutes.minutes(spelled))
            case "yesno":
                return yesno.yesno(spelled)
            case "name":
                return names.name(text)
            case "open":
                return text
            case "choice":
                return self._choice(spelled, said)
            case "feeling" | "rejection_kind" | "country":
                n = spotted.meant(self.own_spotter, said)
                return self.own[n].value if n is not None else self._nearest_own(said)
        return None

    def _choice(self, spelled: Tokens, said: Tokens) -> str | None:
        n = spotted.meant(self.own_spotter, said)
        if n is not None:
            return self.own[n].value
        place = choices.position(spelled, len(self.scope.choices))
        if place is not None:
            return self.scope.choices[place].name
        return self._nearest_own(said, 62.0)

    def _nearest_own(self, said: Tokens, least: float = ACT) -> str | None:
        found = self.own_matcher.match(self.vocabulary.cores(said)[-1], 2)
        if not found or found[0].score < least or (len(found) > 1 and found[0].score - found[1].score < MARGIN):
            return None
        return self.own[found[0].owner].value

    def _open_ended(self, said: Tokens) -> list[Reading]:
        """At the menu and between questions: phrases inside longer speech, then near matches."""
        near = self._near(said)
        spots = [] if self.scope.name != "menu" else [s for s in self.spotter.find(said) if not _negated(s, said)]
        hurting = any(True for _ in self.distress_spotter.find(said))
        if spots:
            ranked = self._ranked(spots, said)
            if near[0].band != "act" or near[0].score < ranked[0].score:
                return [*ranked, *near]
        if near[0].band != "none" and not (hurting and near[0].score < 95):
            return near
        return [Reading(emotional=hurting, rule="distress" if hurting else near[0].rule, score=near[0].score), *near]

    def _ranked(self, spots: list[Spot], said: Tokens) -> list[Reading]:
        best: dict[int, Spot] = {}
        for spot in spots:
            if spot.owner not in best or best[spot.owner].weight < spot.weight:
                best[spot.owner] = spot
        order = sorted(best.values(), key=lambda s: (-s.weight, s.begin))
        return [
            self._reading(self.commands[s.owner], min(99.0, 82.0 + 3 * s.weight), "act", "a phrase inside what was said")
            for s in order
        ]

    def _near(self, said: Tokens) -> list[Reading]:
        """Near matches of the whole utterance; the first is "none" when nothing is near enough."""
        found: dict[int, Match[int]] = {}
        variants = self.vocabulary.cores(said)
        for tokens in (variants[0], variants[-1]):
            for match in self.matcher.match(tokens):
                if match.owner not in found or found[match.owner].score < match.score:
                    score = match.score - (25.0 if _differ(tokens, match.phrase) else 0.0)
                    found[match.owner] = replace(match, score=score)
        ranked = sorted(found.values(), key=lambda m: -m.score)
        out = [self._reading(self.commands[m.owner], m.score, "none", "near") for m in ranked]
        if not out:
            return [Reading()]
        band = self._band(ranked, variants[-1])
        if band == "none":
            return [Reading(score=out[0].score, rule="nothing near enough"), *out]
        return [replace(out[0], band=band, rule="a near match"), *out[1:]]

    def _band(self, ranked: list[Match[int]], said: Tokens) -> str:
        menu = self.scope.name == "menu"
        act, ask = (ACT, ASK) if menu else (COMMAND_ACT, COMMAND_ASK)
        intent = self.commands[ranked[0].owner]
        if intent.name in HEAVY:
            act, ask = act + HEAVY_MORE, ask + HEAVY_MORE
        if intent.exercise is None and len(said) > LONGEST_COMMAND:
            return "none"
        score = ranked[0].score
        margin = score - ranked[1].score if len(ranked) > 1 else 100.0
        if score >= act and margin >= MARGIN:
            return "act"
        return "ask" if score >= ask else "none"


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _differ(said: Tokens, phrase: Tokens) -> bool:
    """Whether one of the two denies what the other does not."""
    return bool(_NEGATIONS & set(said)) != bool(_NEGATIONS & set(phrase))


def _negated(spot: Spot, said: Tokens) -> bool:
    return bool(_NEGATIONS & set(said[max(0, spot.begin - 2) : spot.begin])) and said[spot.begin] not in _NEGATIONS
