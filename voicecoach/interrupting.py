"""What comes before the question in hand: danger, and a wish that needs no introduction. Pure.

Functions of the session, like the commands; each tells whether it took over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import answering
from .commands import COMMANDS
from .journey import INTRO
from .messages import Heard
from .scope import Scope

if TYPE_CHECKING:
    from .session import Session
    from .understanding import Meaning


def danger(session: Session, meaning: Meaning, now: float) -> bool:
    """Answer a disclosure before anything else. A flow of level 1 is spoken once in a session; none breaks into itself."""
    if meaning.safety == 0 or (meaning.intent in COMMANDS and meaning.safety < 2):
        return False
    flow = session.flow(meaning.safety, meaning.category)
    running = {frame.exercise.id for frame in session.journey.frames}
    if flow is None or flow not in session.journey.exercises or flow in running:
        return False
    if meaning.safety == 1 and flow in session.met:
        return False
    session.met.add(flow)
    if meaning.safety >= 2:
        session.slots["care_mode"] = "yes"
    session.call(flow, now, resume=meaning.safety == 1)
    return True


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
