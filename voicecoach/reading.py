"""One text read in one scope: the candidates, likeliest first. Pure.

The order of the rules: a whole phrase, a command, the question's own answer, a phrase found inside longer speech,
a near match, nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from .answers import choices, minutes, names, numbers, spotted, yesno
from .bands import (
    ACT,
    AGREED,
    AGREED_NEAR,
    ANSWER_ACT,
    ASK,
    ASKING,
    BETTER,
    CHOICE,
    COMMAND_ACT,
    COMMAND_ASK,
    DESPITE,
    DOUBT,
    ENOUGH,
    EVENTS,
    FIRM,
    HEAVY,
    HEAVY_MORE,
    INSIDE,
    LONGEST_COMMAND,
    MARGIN,
    ROOM,
    SPOTTED,
    SURE,
    TELLING,
    Reading,
)
from .grammar import expand, has_slots
from .intents import Intent, Intents
from .matcher import Match, Matcher
from .negation import differ, negated, refused
from .scope import Scope
from .spots import Spot, Spotter
from .text import Tokens, Vocabulary


class Reader:
    """Reads texts in the scopes of one folder of intents. Each scope is prepared once, when first asked for."""

    def __init__(self, intents: Intents) -> None:
        self._intents = intents
        self._vocabulary = Vocabulary.of(intents.vocabulary)
        self._scoped = lru_cache(maxsize=64)(self._prepare)

    def readings(self, text: str, scope: Scope) -> list[Reading]:
        """At least one; the first is what to go by."""
        here = self._scoped(scope)
        if here.slotted and (found := self._intents.parse(text, scope)):  # more sentences than can be listed
            return [replace(_reading(found[0], 100.0, "act", "a whole phrase"), slots=found[1])]
        return here.readings(text)

    def carries_more(self, free: str, phrase: str) -> bool:
        """Whether the free text holds the phrase's words and others that matter ("don't stop" and "stop")."""
        said, known = (self._vocabulary.unstammered(self._vocabulary.tokens(text)) for text in (free, phrase))
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
        here = list(intents.in_scope(scope))
        self.slotted = any(has_slots(node) for intent in here for node in intent.nodes)
        self.commands = [i for i in here if i.group in ("commands", "menu")]
        self.own = [i for i in here if i.group not in ("commands", "menu")]
        tokens, spelled = vocabulary.tokens, vocabulary.spelled
        self.matcher = _matcher(self.commands, tokens)
        self.own_matcher = _matcher(self.own, spelled)
        self.spotter = Spotter(((n, node) for n, i in enumerate(self.commands) for node in i.spots), tokens)
        listed = scope.name in SPOTTED or bool(scope.choices)
        in_own = ((n, node) for n, i in enumerate(self.own) for node in ((*i.nodes, *i.spots) if listed else i.spots))
        self.own_spotter = Spotter(in_own, spelled)
        self.evidence = intents.evidence
        self.by_label = {i.exercise or i.name: i for i in reversed(self.commands)}
        distress = (i for i in intents.all if i.group == "distress")
        self.distress = Spotter(((n, node) for n, i in enumerate(distress) for node in (*i.nodes, *i.spots)), tokens)

    def readings(self, text: str) -> list[Reading]:
        unstammered, corrected = self.vocabulary.unstammered, self.vocabulary.corrected
        said = self.vocabulary.tokens(text)
        if not said:
            return [Reading(rule="nothing was said")]
        shorter = unstammered(corrected(said))
        if self.scope.name in ("menu", "exercise"):
            spelled = unstammered(self.vocabulary.spelled(text))
            aside = self._whole([spelled, *self.vocabulary.cores(spelled)], self.own_matcher, self.own)
            whole = self._command(said, shorter) or aside
            return [whole, *self._near(shorter)] if whole else self._open_ended(shorter)
        spelled = self.vocabulary.spelled(text)
        return self._answers(text, said, shorter, unstammered(spelled))

    def _command(self, said: Tokens, shorter: Tokens) -> Reading | None:
        return self._whole([said, *self.vocabulary.cores(shorter)], self.matcher, self.commands)

    def _whole(self, variants: list[Tokens], matcher: Matcher[int], intents: list[Intent]) -> Reading | None:
        for tokens in variants:
            if (n := matcher.exact.get(tokens)) is not None:
                return _reading(intents[n], 100.0, "act", "a whole phrase")
        return None

    def _answers(self, text: str, said: Tokens, shorter: Tokens, spelled: Tokens) -> list[Reading]:
        """A whole command, the question's own phrase (before it, where the coach has just offered the words), an answer."""
        near = self._near(shorter)
        if whole := self._whole_answer(said, shorter, spelled):
            return [whole, *near]
        asides = [s for s in self.own_spotter.find(spelled) if self.own[s.owner].name == "aside"]
        if near[0].band == "act":
            return near
        if asides:
            best = max(asides, key=lambda s: s.weight)
            return [_reading(self.own[best.owner], 90.0, "act", "an aside inside what was said"), *near]
        if (value := self._value(text, spelled)) is not None:
            return [Reading("answer", None, value, 100.0, "act", f"read as {self.scope.name}"), *near]
        if self.scope.name == "harsh":
            return [Reading("answer", None, None, 100.0, "act", "what was said"), *near]
        return near

    def _whole_answer(self, said: Tokens, shorter: Tokens, spelled: Tokens) -> Reading | None:
        """As it stands before what is left without politeness; a command before an answer, unless just offered."""
        offered = bool(self.scope.choices) or self.scope.name == "minutes"
        bare, cores = self.vocabulary.cores(spelled), self.vocabulary.cores(shorter)
        command_as_said = [said] if len(said) == len(spelled) else []
        own = ((bare[:1], self.own_matcher, self.own), (bare, self.own_matcher, self.own))
        commands = ((command_as_said, self.matcher, self.commands), ([said, *cores], self.matcher, self.commands))
        first, second = (own, commands) if offered else (commands, own)
        for variants, matcher, intents in (first[0], second[0], first[1], second[1]):
            if found := self._whole(list(variants), matcher, intents):
                return found
        return None

    def _value(self, text: str, spelled: Tokens) -> Any:
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
                return self._choice(spelled)
            case "feeling" | "rejection_kind" | "country":
                n = spotted.meant(self.own_spotter, spelled)
                return self.own[n].value if n is not None else self._nearest_own(spelled)
        return None

    def _choice(self, spelled: Tokens) -> str | None:
        n = spotted.meant(self.own_spotter, spelled)
        if n is not None:
            return self.own[n].value
        place = choices.position(spelled, len(self.scope.choices))
        if place is not None:
            return self.scope.choices[place].name
        return self._nearest_own(spelled, CHOICE)

    def _nearest_own(self, said: Tokens, least: float = ACT) -> str | None:
        found = self.own_matcher.match(self.vocabulary.cores(said)[-1], 2)
        if not found or found[0].score < least or (len(found) > 1 and found[0].score - found[1].score < MARGIN):
            return None
        return self.own[found[0].owner].value

    def _open_ended(self, said: Tokens) -> list[Reading]:
        """At the menu and between questions: phrases inside longer speech, then near matches."""
        near = self._near(said)
        hurting = any(True for _ in self.distress.find(said))
        if self.scope.name != "menu":
            return self._met(near, hurting)
        spots = self._spots(said)
        if spots and (near[0].band != "act" or near[0].score < 82.0 + 3 * spots[0].weight):
            inside = [_reading(self.commands[s.owner], min(99.0, 82.0 + 3 * s.weight), "act", INSIDE) for s in spots]
            return self._weighed(said, [*inside, *near], spots[0].weight)
        return self._weighed(said, self._met(near, hurting), 0)

    def _met(self, near: list[Reading], hurting: bool) -> list[Reading]:
        """The near matches, unless it is distress that was heard: that is met, not acted on."""
        if near[0].band != "none" and not (hurting and near[0].score < DESPITE):
            return near
        return [Reading(emotional=hurting, rule="distress" if hurting else near[0].rule, score=near[0].score), *near]

    def _weighed(self, said: Tokens, found: list[Reading], weight: int) -> list[Reading]:
        """What was found beside what all the words together speak for: they may confirm it, doubt it or tell better."""
        if self.evidence is None:
            return found
        ranked = self.evidence.ranked(said)
        margins, (label, margin) = dict(ranked), ranked[0]
        first = found[0]
        if first.band == "act":
            own = margins.get(first.exercise or first.intent, 0.0)
            if label in self.by_label and label != (first.exercise or first.intent) and margin >= BETTER and own <= -BETTER:
                return [_reading(self.by_label[label], 80.0 + 10 * min(margin, 1.0), "act", "all words together"), *found]
            if label == "none" and margin - own >= (DOUBT if weight < ENOUGH else FIRM):
                return [replace(first, band="ask"), *found[1:]]
            return found
        if label in ("none", "distress"):
            return (
                [replace(first, emotional=True, rule="distress"), *found[1:]] if label == "distress" and margin > 0 else found
            )
        near = next((r for r in found if r.intent != "none"), Reading())
        agree = label == (near.exercise or near.intent)
        foreign = not self.vocabulary.elsewhere.isdisjoint(said)
        if foreign or (first.emotional and margin < TELLING) or refused(said):
            return found
        if margin >= TELLING or (agree and margin >= AGREED and near.score >= AGREED_NEAR):
            meant = self.by_label[label]
            return [_reading(meant, max(near.score, 70.0) if agree else 70.0, "act", "all words together"), *found]
        if margin >= ASKING and not first.emotional:
            return [
                _reading(self.by_label[label], max(near.score, 60.0) if agree else 60.0, "ask", "all words together"),
                *found,
            ]
        return found

    def _spots(self, said: Tokens) -> list[Spot]:
        """The longest place of each intent, likeliest first. What only tells what happened yields to a request before it."""
        best: dict[int, Spot] = {}
        foreign = not self.vocabulary.elsewhere.isdisjoint(said)
        for spot in self.spotter.find(said):
            if negated(spot, said) or len(said) > ROOM.get(spot.weight, 80):
                continue
            if foreign and spot.weight < ENOUGH and self.commands[spot.owner].exercise not in EVENTS:
                continue
            if spot.owner not in best or best[spot.owner].weight < spot.weight:
                best[spot.owner] = spot
        asked = min((s.begin for s in best.values() if self.commands[s.owner].exercise not in EVENTS), default=len(said))
        return sorted(best.values(), key=lambda s: (-s.weight + self._tells(s, asked), s.begin))

    def _tells(self, spot: Spot, asked: int) -> float:
        return 2.5 if self.commands[spot.owner].exercise in EVENTS and asked <= spot.begin else 0.0

    def _near(self, said: Tokens) -> list[Reading]:
        """Near matches of the whole utterance; the first is "none" when nothing is near enough."""
        found: dict[int, Match[int]] = {}
        variants = self.vocabulary.cores(said)
        for tokens in dict.fromkeys((variants[0], variants[-1])):
            for match in self.matcher.match(tokens):
                score = match.score - (25.0 if differ(tokens, match.phrase) else 0.0)
                if self.commands[match.owner].exercise in EVENTS and match.phrase[0] == "i" and "i" not in tokens:
                    score -= 20.0  # it happened to someone else
                if match.owner not in found or found[match.owner].score < score:
                    found[match.owner] = replace(match, score=score)
        ranked = sorted(found.values(), key=lambda m: -m.score)
        out = [_reading(self.commands[m.owner], m.score, "none", "near") for m in ranked]
        if not out:
            return [Reading()]
        band = self._band(ranked, variants[-1])
        if band == "none":
            return [Reading(score=out[0].score, rule="nothing near enough"), *out]
        return [replace(out[0], band=band, rule="a near match"), *out[1:]]

    def _band(self, ranked: list[Match[int]], said: Tokens) -> str:
        intent = self.commands[ranked[0].owner]
        if not self.vocabulary.elsewhere.isdisjoint(said) and ranked[0].score < SURE:
            return "none"
        act, ask = (ACT, ASK) if intent.exercise else (COMMAND_ACT, COMMAND_ASK)
        if self.scope.name not in ("menu", "exercise"):
            act, ask = ANSWER_ACT, ANSWER_ACT
        if intent.name in HEAVY:
            act, ask = act + HEAVY_MORE, ask + HEAVY_MORE
        if intent.exercise is None and len(said) > LONGEST_COMMAND:
            return "none"
        score = ranked[0].score
        margin = score - ranked[1].score if len(ranked) > 1 else 100.0
        if score >= act and margin >= MARGIN and (intent.exercise or len(said) > 1):
            return "act"
        return "ask" if score >= ask else "none"


def _matcher(intents: list[Intent], words: Callable[[str], Tokens]) -> Matcher[int]:
    return Matcher((words(text), n) for n, i in enumerate(intents) for node in i.nodes for text, _ in expand(node))


def _reading(intent: Intent, score: float, band: str, rule: str) -> Reading:
    value: Any = intent.value
    if intent.group == "number" or (intent.group == "minutes" and value != "short"):
        value = _plain(float(value))
    return Reading(intent.name, intent.exercise, value, score, band, rule)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
