"""What an understood answer does: fills a slot and leads on, starts an exercise at the menu, or is asked back. Pure.

Functions of the session, the meaning and the time, like the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .exercise import Ask, Line
from .messages import Heard, Note
from .scope import Scope
from .stage import Then

if TYPE_CHECKING:
    from .session import Session
    from .understanding import Meaning

ASKED_BACK = ("yesno", "choice", "country", "name")
"""Kinds of question whose middling answers are asked back; never a feeling, and a number can be said again."""
OFFER_WAIT = 8.0
OFFER_WPM = 140


@dataclass(frozen=True, slots=True)
class Offer:
    """ "Did you mean ...?": what a yes would do, and how to go on after anything else."""

    meaning: Meaning
    go_on: Then


def answer(session: Session, heard: Heard, meaning: Meaning, now: float) -> None:
    """Take what was said at the current question."""
    question = session.question
    assert question
    if meaning.intent != "answer":
        session.stage.hush(now)
        return question.missed(heard.text.strip().rstrip(".?!,"), now)
    if meaning.band == "ask" and question.ask.kind in ASKED_BACK:
        return did_you_mean(session, meaning, now)
    session.stage.hush(now)
    return answered(session, meaning, now)


def answered(session: Session, meaning: Meaning, now: float) -> None:
    """Keep the answer in its slot, with what understanding knows besides, and go where it leads."""
    assert session.question
    ask = session.question.ask
    said = meaning.text.strip().rstrip(".?!,")
    value: Any = meaning.value if meaning.value is not None else said
    details = {f"{ask.slot}_{key}": extra for key, extra in (meaning.slots or {}).items()}
    session.slots |= {ask.slot: details.pop(f"{ask.slot}_word", value), f"{ask.slot}_said": said, **details}
    if ask.kind == "feeling":
        session.slots[f"{ask.slot}_family"] = meaning.value  # None: a word that no family has
    if ask.kind == "country":
        session.slots |= session.localize(str(value))
        session.stage.out.append(Note("set", {"country": value}))
    session.leave(value, now)


def at_menu_or_command(session: Session, heard: Heard, meaning: Meaning, now: float) -> None:
    """Louder, number, keyboard ... work at the menu too, which has no such intents of its own."""
    if meaning.intent == "none" and not meaning.emotional:
        command = session.understand(heard, Scope("exercise"))
        if command.band == "act" and session.run_command(command.intent, now):
            return
    at_menu(session, meaning, now)


def at_menu(session: Session, meaning: Meaning, now: float) -> None:
    """Start what was asked for, or let the menu's file say where any other intent leads."""
    if meaning.band == "ask" and meaning.intent != "none":
        return did_you_mean(session, meaning, now)
    session.stage.hush(now)
    if meaning.intent != "start" or meaning.exercise is None:
        return session.leave("emotional" if meaning.emotional else meaning.intent, now)
    if meaning.exercise not in session.journey.exercises:
        instead = replace(meaning, exercise=INSTEAD.get(meaning.exercise, "easy-breaths"), band="act")
        title = session.title(str(instead.exercise))
        return _offer(session, instead, session.sayings.pick("not_yet", title=title.lower()), now)
    return session.begin(meaning.exercise, meaning.slots or {}, now)


INSTEAD: Mapping[str, str] = {
    "self-compassion-break": "like-a-friend", "own-name": "kinder-words", "let-it-be-felt": "name-the-feeling",
    "when-its-family": "name-the-feeling", "feet-and-room": "five-senses", "name-the-critic": "kinder-words",
    "kind-letter": "like-a-friend", "fair-picture": "kinder-words", "why-it-hurts": "after-a-no",
    "the-other-side": "after-a-no",
}  # fmt: skip
"""What is offered for an exercise of the catalogue that is not there yet; easy-breaths for all others."""


def aside(session: Session, name: str, now: float) -> None:
    """Something that the question, or the exercise at any moment, understands besides answers."""
    session.stage.hush(now)
    step, exercise = session.journey.step, session.journey.frame.exercise
    ways = dict(exercise.asides) | dict(step.to if isinstance(step, Ask) else ())  # by name: "else" is for answers
    target = ways.get(name)
    session.enter(session.journey.frame.at + 1 if target is None else target, now)


# -- did you mean --------------------------------------------------------------


def did_you_mean(session: Session, meaning: Meaning, now: float) -> None:
    """Ask back, and do it after a yes."""
    _offer(session, meaning, session.sayings.pick("did_you_mean", a=name_of(meaning, session.title)), now)


def decided(session: Session, offer: Offer, meaning: Meaning, now: float) -> None:
    """The answer to "Did you mean ...?": anything but a yes or a command is a no."""
    session.stage.hush(now)
    if meaning.intent == "answer" and meaning.value == "yes":
        session.offer = None
        act(session, replace(offer.meaning, band="act"), now)
    elif session.run_command(meaning.intent, now):
        session.offer = None
    else:
        declined(session, now)


def act(session: Session, meaning: Meaning, now: float) -> None:
    """Do what is certain now."""
    if session.run_command(meaning.intent, now):
        return
    if session.question and session.question.ask.kind == "menu":
        at_menu(session, meaning, now)
    elif session.question:
        answered(session, meaning, now)


def declined(session: Session, now: float) -> None:
    assert session.offer
    go_on, session.offer = session.offer.go_on, None
    if session.question:
        session.question.again(now)
    else:
        go_on(now)


def name_of(meaning: Meaning, title: Callable[[str], str]) -> str:
    """What a meaning is called in "Did you mean ...?"."""
    if meaning.intent == "start" and meaning.exercise:
        return title(meaning.exercise)
    return str(meaning.value if meaning.intent == "answer" else meaning.intent).replace("_", " ")


def _offer(session: Session, meaning: Meaning, text: str, now: float) -> None:
    go_on = session.offer.go_on if session.offer else session.stage.suspend(now)
    session.offer = Offer(meaning, go_on)
    session.stage.speak(
        (Line(text, 0.0),), OFFER_WPM, now, lambda later: session.stage.wait(OFFER_WAIT, later, lambda t: declined(session, t))
    )
