"""The global commands, each a function of the session and the time. Pure.

Each falls silent first, does its one thing, and says at most one short sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .messages import KeyboardOnly, Note
from .stage import GAIN_RANGE, RATE_RANGE

if TYPE_CHECKING:
    from .session import Session

RATE_STEP = 1.12
GAIN_STEP = 1.25
QUIET = 10.0
"""Seconds of silence that "quiet" asks for."""
LONGEST_PAUSE = 900.0
"""Seconds after which a pause becomes a kind end: nobody is there any more."""


def stop(session: Session, now: float) -> None:
    session.stage.hush(now)
    if session.question and session.question.ask.kind == "menu":
        return session.leave("goodbye", now)
    menu = session.stop_exercise(now)
    then = session.wait_at_menu if menu else session.finish
    return session.interject(session.last_words("stopped"), now, then)


def pause(session: Session, now: float) -> None:
    if session.paused:
        return session.interject(session.sayings.pick("paused"), now, lambda later: _stand(session, later, LONGEST_PAUSE))
    session.paused, session.quieted = session.stage.suspend(now), False
    return session.interject(session.sayings.pick("paused"), now, lambda later: _stand(session, later, LONGEST_PAUSE))


def resume(session: Session, now: float) -> None:
    if session.paused is None:
        return _said(session, "not_paused", now)
    go_on, session.paused = session.paused, None
    quieted, session.quieted = session.quieted, False
    session.stage.hush(now)
    if quieted:
        return go_on(now)
    return session.interject(session.sayings.pick("resumed"), now, go_on)


def quiet(session: Session, now: float) -> None:
    if session.paused is None:
        session.paused = session.stage.suspend(now)
    session.stage.hush(now)
    session.quieted = True
    session.stage.wait(QUIET, now, lambda later: resume(session, later))


def _stand(session: Session, now: float, seconds: float) -> None:
    session.stage.wait(seconds, now, lambda later: _give_up(session, later))


def _give_up(session: Session, now: float) -> None:
    session.stop_exercise(now)
    session.interject(session.last_words("long_pause_end"), now, session.finish)


def skip(session: Session, now: float) -> None:
    session.stage.hush(now)
    if session.question:
        return session.leave("skip", now)
    return session.enter(session.journey.step.after, now)


def back(session: Session, now: float) -> None:
    session.stage.hush(now)
    frame = session.journey.frame
    here = session.journey.step
    while frame.visited and frame.exercise.steps[frame.visited[-1]].after == here.after:
        frame.visited.pop()
    if not frame.visited and len(session.journey.frames) > 1 and frame.at == 0:
        session.journey.pop("stopped")
        return session.enter(session.journey.frame.at, now)
    return session.enter(frame.visited.pop() if frame.visited else 0, now)


def repeat(session: Session, now: float) -> None:
    session.stage.hush(now)
    visited = session.journey.frame.visited
    session.enter(visited[-1] if visited else session.journey.frame.at, now)


def slower(session: Session, now: float) -> None:
    session.stage.rate = max(RATE_RANGE[0], session.stage.rate / RATE_STEP)
    _said(session, "slower", now)


def faster(session: Session, now: float) -> None:
    session.stage.rate = min(RATE_RANGE[1], session.stage.rate * RATE_STEP)
    _said(session, "faster", now)


def louder(session: Session, now: float) -> None:
    session.stage.gain = min(GAIN_RANGE[1], session.stage.gain * GAIN_STEP)
    _said(session, "louder", now)


def softer(session: Session, now: float) -> None:
    session.stage.gain = max(GAIN_RANGE[0], session.stage.gain / GAIN_STEP)
    _said(session, "softer", now)


def help_(session: Session, now: float) -> None:
    _said(session, f"help_{session.scope.name}" if session.sayings.has(f"help_{session.scope.name}") else "help", now)


def how_long(session: Session, now: float) -> None:
    frame = session.journey.frame
    left = frame.exercise.minutes.typical - (now - frame.began) / 60
    key = "how_long_little" if left < 1 else "how_long_one" if left < 1.5 else "how_long"
    _said(session, key, now, minutes=round(left))


def number(session: Session, now: float) -> None:
    session.call("number", now)


def delete_that(session: Session, now: float) -> None:
    session.stage.out.append(Note("forget", {"what": "last"}))
    _said(session, "deleted", now)


def keyboard(session: Session, now: float) -> None:
    session.stage.out.append(KeyboardOnly())
    _said(session, "keyboard", now)


def who_are_you(session: Session, now: float) -> None:
    _said(session, "who_are_you", now)


def _said(session: Session, key: str, now: float, **slots: object) -> None:
    """Say a standard sentence in between, and go on where we were."""
    if session.paused:
        session.interject(session.sayings.pick(key, **slots), now, lambda later: _stand(session, later, LONGEST_PAUSE))
    else:
        go_on = session.stage.suspend(now)
        session.interject(session.sayings.pick(key, **slots), now, go_on)


COMMANDS: Mapping[str, Callable[[Session, float], None]] = {
    "stop": stop, "pause": pause, "resume": resume, "skip": skip, "back": back, "repeat": repeat, "slower": slower,
    "faster": faster, "louder": louder, "softer": softer, "quiet": quiet, "help": help_, "how_long": how_long, "number": number,
    "delete_that": delete_that, "keyboard": keyboard, "who_are_you": who_are_you,
}  # fmt: skip
