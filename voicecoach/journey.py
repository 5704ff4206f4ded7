"""Where the session is: a stack of exercises, each at a step. Walks over the steps that take no time. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from string import Formatter
from typing import Any, Literal

from .errors import ContentError
from .exercise import Ask, Assign, Call, Cue, Exercise, Goto, Keep, Lines, ShowText, Speak, Step
from .messages import Action, Note, Show

MENU, INTRO = "menu", "intro"
MOST_STEPS = 2000
"""Steps without any time between them: more is a file that leads in a circle."""


@dataclass(slots=True)
class Frame:
    """One exercise that has begun."""

    exercise: Exercise
    began: float
    at: int = 0
    back_to: int = 0
    """Where the exercise that called for another goes on."""
    visited: list[int] = field(default_factory=list)
    """The steps performed so far, for "back" and "repeat"."""
    variants: dict[int, int] = field(default_factory=dict)
    reprompted: bool = False
    """The ladder of reprompts is climbed once in an exercise."""


class Journey:
    """The stack and the slots. ``step`` is the one being performed."""

    def __init__(
        self, exercises: Mapping[str, Exercise], slots: dict[str, Any], seed: int, out: Callable[[Action], None]
    ) -> None:
        self.exercises = exercises
        self.slots = slots
        self.frames: list[Frame] = []
        self._random = Random(seed)
        self._out = out

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    @property
    def step(self) -> Step:
        return self.frame.exercise.steps[self.frame.at]

    def push(self, exercise: str, now: float) -> None:
        """Begin an exercise; the one before it waits."""
        self.frames.append(Frame(self.exercises[exercise], now))
        self._note("started", self.exercises[exercise])

    def to_menu(self) -> Ask:
        """Stand at the menu's question, which must be what the current exercise has: at this one, or its first."""
        steps = self.frame.exercise.steps
        asks = [at for at, step in enumerate(steps) if isinstance(step, Ask) and step.kind == "menu"]
        if self.frame.at not in asks:
            self.frame.at = asks[0]
        step = steps[self.frame.at]
        assert isinstance(step, Ask)
        return step

    def pop(self, how: Literal["finished", "stopped"]) -> None:
        self._note(how, self.frames.pop().exercise)

    def _note(self, how: Literal["started", "finished", "stopped"], exercise: Exercise) -> None:
        """Flows that only the coach starts leave no trace: somebody else may read the journal."""
        if exercise.id == INTRO:
            if how == "finished":
                self._out(Note("set", {"introduced": True}))
        elif exercise.listed:
            self._out(Note(how, {"exercise": exercise.id}))

    def enter(self, at: int, now: float) -> Step | None:
        """Go to a step of the current exercise, or past it, to the next one that takes time. None: nothing is left."""
        for _ in range(MOST_STEPS):
            steps = self.frame.exercise.steps
            if at >= len(steps):
                self.pop("finished")
                if not self.frames:
                    return None
                at = self.frame.back_to
                continue
            step = steps[at]
            if not step.when.holds(self.slots) or not self._known(step):
                at += 1
            elif isinstance(step, Speak | Cue | Ask):
                self.frame.at = at
                if not (isinstance(step, Cue) and not step.text) and self.frame.visited[-1:] != [at]:
                    self.frame.visited.append(at)
                return step
            else:
                at = self._pass(step, at, now)
        raise ContentError(f"{self.frame.exercise.id}.toml leads in a circle around step {at}: give it a way out")

    def _pass(self, step: Step, at: int, now: float) -> int:
        """Do a step that takes no time; the answer is where to go on."""
        match step:
            case Goto(target=target):
                return target
            case Assign(slots=slots):
                self.slots |= {
                    name: (self.fill(value) or None) if isinstance(value, str) else value for name, value in slots.items()
                }
            case Keep(slot=slot, kind=kind):
                self._out(Note(kind, {"exercise": self.frame.exercise.id, "slot": slot, "value": self.slots[slot]}))  # type: ignore[arg-type]
            case ShowText(text=text):
                self._out(Show(self.fill(text)))
            case Call(exercise=exercise, at=label, slots=slots, switch=switch):
                self.slots |= slots
                self.frame.back_to = at + 1
                if switch:
                    self.pop("finished")
                self.push(exercise, now)
                return self.frame.exercise.labels[label] if label else 0
        return at + 1

    # -- texts ---------------------------------------------------------------

    def lines(self, step: Speak | Ask) -> Lines:
        """The variant of this time, with its slots filled. A step that is repeated keeps its variant."""
        index = self.frame.variants.setdefault(self.frame.at, self._random.randrange(len(step.variants)))
        return tuple(replace(line, text=_capital(self.fill(line.text))) for line in step.variants[index])

    def fill(self, text: str) -> str:
        return text.format_map({name: _spoken(self.slots[name]) for name in slots_of(text)}) if "{" in text else text

    def _known(self, step: Step) -> bool:
        return all(self.slots.get(name) is not None for text in _texts(step) for name in slots_of(text))


@cache
def slots_of(text: str) -> frozenset[str]:
    """The slots that a text of a content file speaks of."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def _texts(step: Step) -> Iterator[str]:
    match step:
        case Speak(variants=variants) | Ask(variants=variants):
            yield from (line.text for lines in variants for line in lines)
        case Cue(text=text) | ShowText(text=text):
            yield text
        case Assign(slots=slots):
            yield from (value for value in slots.values() if isinstance(value, str))
        case Keep(slot=slot):
            yield "{" + slot + "}"


def _capital(sentence: str) -> str:
    """With a capital first letter, also where it begins with what the user said."""
    return sentence[:1].upper() + sentence[1:]


def _spoken(value: Any) -> str:
    """A value as it is spoken: 6.0 is "6", 6.5 is "6 and a half"."""
    if isinstance(value, float):
        return f"{value:g}" if value.is_integer() else f"{int(value)} and a half" if value % 1 == 0.5 else f"{value:g}"
    return str(value)
