"""What is wrong with the content, beyond what loading already refuses: for `voicecoach check` and the tests. Pure, but for
``problems``, which reads the project's own content and rehearses it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path

from .exercise import Ask, Call, Cue, Exercise, Goto, Lines, Speak, Step
from .helplines import Helplines
from .messages import Say
from .rehearsal import length_of, rehearse
from .sayings import load_lines
from .wording import grade, one_question_last, unbroken, wrong_with

MOST_UNBROKEN = 2
"""Sentences before a pause (coaching.md (d))."""
BREAK = 0.9
"""Seconds of silence between sentences that count as a pause."""
HIGHEST_GRADE: Mapping[str, float] = {"crisis": 5.0}
GRADE = 6.0
TOLERANCE = 0.10
"""How far the declared length may be off."""
INSTEAD = "_instead"
"""The slot of the question that loading puts in for an exercise that is not there yet."""
SHORT = "short"
"""The label at which other exercises, also those still to come, may enter."""
NEVER_REHEARSED = ("menu",)
"""What has no length of its own."""


def problems() -> list[str]:
    """Everything that is wrong with the project's own content; what begins with "warning" does not make `check` fail.

    Raises ContentError for what cannot even be loaded.
    """
    from . import app

    exercises = app.exercises()
    found = list(chain.from_iterable(lint(exercise, exercises) for exercise in exercises.values()))
    found += Helplines.load().check(date.today())
    found += lint_lines(load_lines(Path(__file__).parent / "lines.toml"))
    for exercise in exercises.values():
        for step in exercise.steps:
            if isinstance(step, Ask):
                app.intents().nodes(step.scope)  # raises ContentError for an aside that nobody wrote
        if exercise.id not in NEVER_REHEARSED and exercise.typical:
            found += wrong_length(exercise, typical_seconds(exercise))
    return found


def typical_seconds(exercise: Exercise) -> float:
    """How long the exercise takes with its typical answers, in virtual time."""
    from . import app
    from .config import Settings

    session = app.session(Settings(), {"country": "US", "introduced": True})
    if exercise.id == "intro":
        session.slots.pop("country")
    moments = rehearse(session, lambda now: session.start(now, exercise.id), exercise.typical)
    return max((at + length_of(what) if isinstance(what, Say) else at for at, what in moments), default=0.0)


def lint(exercise: Exercise, exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """What one exercise does wrong, each as "kinder-words: what, and the mend"."""
    checks = (wording, questions, hedges, cues, reading, unreachable, sources)
    for check in checks:
        for what in check(exercise, exercises):
            yield f"{exercise.id}: {what}"


def wording(exercise: Exercise, _: Mapping[str, Exercise]) -> Iterator[str]:
    allowed = {text.split("#")[0].strip() for text in exercise.exceptions}
    for lines in said(exercise):
        for line in lines:
            if line.text not in allowed:
                yield from wrong_with(line.text)
        if unbroken([line.pause for line in lines], BREAK) > MOST_UNBROKEN:
            yield f"more than {MOST_UNBROKEN} sentences without a pause, {lines[0].text!r} ...: add {{p:1}}"


def questions(exercise: Exercise, _: Mapping[str, Exercise]) -> Iterator[str]:
    allowed = {text.split("#")[0].strip() for text in exercise.exceptions}
    for step in exercise.steps:
        match step:
            case Ask(variants=variants, to=to, short=short, label=label):
                for lines in variants:
                    yield from one_question_last(line.text for line in lines)
                name = label or variants[0][-1].text
                if "silence" not in dict(to):
                    yield f"the question {name!r} does not say where silence leads: add silence to its to"
                if not short and step.slot != INSTEAD:
                    yield f"the question {name!r} has no short form: add short"
                yield from wrong_with(short)
                yield from _lost_choices(step)
            case Speak(variants=variants):
                for line in chain.from_iterable(variants):
                    if "?" in line.text and line.text not in allowed:
                        yield f"{line.text!r} asks where nobody listens: make it a question step"


def _lost_choices(ask: Ask) -> Iterator[str]:
    known = {choice.name for choice in ask.choices} | set(ask.asides) | {"silence", "skip", "else", "yes", "no", "unsure"}
    if ask.choices:
        for key in dict(ask.to):
            if key not in known:
                yield f"the question {ask.label!r} leads {key!r} somewhere, which nobody can say there: correct it"
    for aside in ask.asides:
        if aside not in dict(ask.to):
            yield f"the question {ask.label!r} understands {aside!r} and has no way for it: add it to its to"


def hedges(exercise: Exercise, _: Mapping[str, Exercise]) -> Iterator[str]:
    spoken = " ".join(line.text for lines in said(exercise) for line in lines)
    for hedge in exercise.hedges:
        if hedge not in spoken:
            yield f"the hedge {hedge!r} is never spoken: say it, word by word"


def cues(exercise: Exercise, _: Mapping[str, Exercise]) -> Iterator[str]:
    for step in exercise.steps:
        if isinstance(step, Cue) and len(step.text.split()) * 60 / step.wpm >= step.seconds:
            yield f"the cue {step.text!r} takes longer than its {step.seconds:g} seconds: shorten it"


def reading(exercise: Exercise, _: Mapping[str, Exercise]) -> Iterator[str]:
    highest = HIGHEST_GRADE.get(exercise.pace, GRADE)
    if (found := grade(line.text for lines in said(exercise) for line in lines)) > highest:
        yield f"reading grade {found:.1f}, at most {highest:g}: use shorter words"


def unreachable(exercise: Exercise, exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """Steps that no answer leads to."""
    entries = {0} | {index for _, index in exercise.asides} | {exercise.labels.get(SHORT, 0)}
    for step in chain.from_iterable(other.steps for other in exercises.values()):
        if isinstance(step, Call) and step.exercise == exercise.id and step.at:
            entries.add(exercise.labels.get(step.at, 0))
    seen: set[int] = set()
    todo = list(entries)
    while todo:
        at = todo.pop()
        if at in seen or at >= len(exercise.steps):
            continue
        seen.add(at)
        todo += _ways(exercise.steps[at], at)
    for at, step in enumerate(exercise.steps):
        after_switch = (
            at > 0 and isinstance(exercise.steps[at - 1], Call) and isinstance(step, Goto)
        )  # while it was not there yet
        if at not in seen and not after_switch:
            yield f"nothing leads to step {at} ({step.label or _shown(step)}): lead there, or remove it"


def _ways(step: Step, at: int) -> list[int]:
    onward = [] if step.when.tests == () else [at + 1]
    match step:
        case Goto(target=target):
            return [target, *onward]
        case Call(switch=True):
            return onward
        case Ask(to=to):
            return [target for _, target in to] + ([] if "else" in dict(to) and not onward else [at + 1])
    return [at + 1]


def sources(exercise: Exercise, _: Mapping[str, Exercise]) -> Iterator[str]:
    if exercise.listed and not exercise.evidence:
        yield "no evidence is cited: say what it rests on, or that there is no trial"
    if exercise.listed and not exercise.cautions:
        yield "no cautions: say for whom it is not, or what it guards against"
    if exercise.listed and not exercise.hedges:
        yield "no hedge: say one of its limits aloud, and list it"


def wrong_length(exercise: Exercise, seconds: float) -> Iterator[str]:
    """Whether the declared typical length is true of a rehearsal with the typical answers."""
    declared = exercise.minutes.typical * 60
    if abs(seconds - declared) > TOLERANCE * declared:
        yield f"{exercise.id}: takes {seconds / 60:.2f} minutes and declares {exercise.minutes.typical:g}: correct typical"
    if not exercise.minutes.least <= exercise.minutes.typical <= exercise.minutes.most:
        yield f"{exercise.id}: minutes must rise from least to typical to most"


def lint_lines(lines: Mapping[str, list[str]]) -> list[str]:
    """What is wrong with the coach's standard sentences."""
    found = []
    for key, variants in lines.items():
        for text in variants:
            for sentence in text.replace("? ", "?|").replace(". ", ".|").split("|"):
                found += [f"lines.toml, {key}: {what}" for what in wrong_with(sentence)]
    return found


def said(exercise: Exercise) -> Iterator[Lines]:
    """Every text of the exercise, each variant once, loops not repeated."""
    seen: set[Lines] = set()
    for step in exercise.steps:
        if isinstance(step, Speak | Ask):
            for lines in step.variants:
                if lines not in seen:
                    seen.add(lines)
                    yield lines


def _shown(step: Step) -> str:
    match step:
        case Speak(variants=variants) | Ask(variants=variants):
            return repr(variants[0][0].text)
    return type(step).__name__.lower()
