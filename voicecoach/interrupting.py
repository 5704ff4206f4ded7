"""What comes before the question in hand: danger, and a wish that needs no introduction. Pure.

Functions of the session, like the commands; each tells whether it took over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import answering
from .commands import COMMANDS
from .echo import is_echo
from .exercise import Exercise
from .journey import INTRO
from .messages import Heard
from .scope import Scope

if TYPE_CHECKING:
    from .session import Session
    from .understanding import Meaning


AMBIGUOUS = "ambiguous_stop"
NUMBER = "number"
ALARM = "_alarm"
"""The slot that holds the level of the safety flow begun last."""


def danger(session: Session, meaning: Meaning, now: float) -> bool:
    """Answer a disclosure before anything else. A flow of level 1 is spoken once in a session; none breaks into itself.

    While a flow runs, a graver finding takes over; what is said again, or less, is an answer to the flow's question.
    """
    if meaning.category == AMBIGUOUS:
        return _ambiguous(session, meaning, now)
    if meaning.safety == 0 and meaning.category == NUMBER:
        return session.run_command(NUMBER, now)
    if meaning.safety == 0 or (meaning.intent in COMMANDS and meaning.safety < 2):
        return False
    flow = session.flow(meaning.safety, meaning.category)
    if flow is None or flow not in session.journey.exercises:
        return False
    running = {frame.exercise.id for frame in session.journey.frames if is_flow(frame.exercise)}
    if running and (flow in running or meaning.safety == 1 or meaning.safety < session.slots.get(ALARM, 0)):
        return _said_again(session, meaning, now)
    if meaning.safety == 1 and flow in session.met:
        return False
    _run(session, flow, meaning.safety, now, resume=meaning.safety == 1)
    return True


def is_flow(exercise: Exercise) -> bool:
    """Whether it is a flow that answers danger: those alone speak at the pace of a crisis."""
    return exercise.pace == "crisis" and not exercise.listed


def _run(session: Session, flow: str, level: int, now: float, resume: bool) -> None:
    session.met.add(flow)
    dizzying = any("dizzy" in dict(frame.exercise.asides) for frame in session.journey.frames)
    session.slots["breathing"] = "yes" if dizzying else None  # "I can't breathe" may be about the exercise
    session.slots[ALARM] = level
    if level >= 2:
        session.slots["care_mode"] = "yes"
    session.call(flow, now, resume=resume)


def _said_again(session: Session, meaning: Meaning, now: float) -> bool:
    """Inside its own flow a disclosure is no news: never "I heard ...", only the way on."""
    if meaning.intent == "answer" or not session.question or session.paused:
        return False
    session.stage.hush(now)
    session.leave("else", now)
    return True


def _ambiguous(session: Session, meaning: Meaning, now: float) -> bool:
    """ "Make it stop": an exercise stops at once, then one soft question, once in a session; at the menu it is a concern."""
    exercise = session.journey.frame.exercise
    flow = session.flow(meaning.safety, AMBIGUOUS if exercise.listed else None)
    if flow is None or flow in session.met or flow not in session.journey.exercises:
        return exercise.listed and session.run_command("stop", now)
    if exercise.listed or (meaning.safety and meaning.intent not in COMMANDS):
        _run(session, flow, meaning.safety, now, resume=not exercise.listed)
        return True
    return False


def beyond_intro(session: Session, heard: Heard, meaning: Meaning, now: float) -> bool:
    """Whether it belongs to the menu already: somebody who says "I got rejected" is met at once, not introduced to."""
    if session.journey.frame.exercise.id != INTRO or meaning.safety or session.offer or session.paused:
        return False
    if meaning.intent in ("answer", "aside") or meaning.intent in COMMANDS:
        return False
    wish = session.understand(heard, Scope("menu"))
    if wish.safety or (wish.intent == "none" and not wish.emotional):
        return False
    session.stage.hush(now)
    session.journey.pop("stopped")
    session.question = session.ask(session.journey.to_menu())
    answering.at_menu(session, wish, now)
    return True


EARLY = ("stop", "pause", "quiet")
"""Commands whose partial result silences the coach at once; what they do waits for the final one."""
HALF_HEARD = 3.0
"""Seconds of silence after a partial result that no final one follows."""


def hush_early(session: Session, text: str, now: float) -> None:
    """Fall silent at a partial "stop" or "pause": provisionally, since it may still grow into something else."""
    if not session.stage.saying or not text or session.firm or session.hushed or is_echo(text, session.stage.saying):
        return
    meaning = session.understand(Heard(text, "microphone"), Scope("exercise"))
    if meaning.band == "act" and meaning.intent in EARLY:
        session.hushed = session.stage.suspend(now)
        session.stage.wait(HALF_HEARD, now, lambda later: unhush(session, later))


def unhush(session: Session, now: float) -> None:
    """The final result is here, or none came: stand where we stood before the partial one."""
    go_on, session.hushed = session.hushed, None
    if go_on:
        go_on(now)
