"""`voicecoach` and `voicecoach start`: a conversation, with whatever ears and mouths this machine has."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from .. import app, runner, virtual
from ..audio import read
from ..config import Settings
from ..errors import DeviceError, UsageError, VoiceCoachError
from ..journal import Journal
from ..messages import Action
from ..mouths.captions import Printed
from ..mouths.tape import LiveTape, Tape
from ..session import Session
from .options import Common

if TYPE_CHECKING:
    from ..mouths.voice import Voice

Start = Callable[[float], list[Action]]


def converse(common: Common, exercise: str | None = None) -> int:
    """Talk until the session ends; the exit code."""
    settings = common.settings
    if exercise:
        app.exercise(exercise)
    if common.fast and not common.mic and sys.stdin.isatty():
        raise UsageError("--fast needs something to hear: add --mic FILE.wav, or pipe lines in.")
    captions = Printed()
    journal = Journal(settings.data, captions.show)
    profile = journal.profile
    session = app.session(settings, profile)
    first_run = settings.intro and not profile.get("introduced")
    start = partial(session.start, exercise=exercise, first_run=first_run)
    tape = Tape(common.speaker, on_error=captions.show) if common.speaker else None
    if common.fast:
        return _in_virtual_time(common, session, start, journal, tape)
    return _in_real_time(common, session, start, journal, tape)


def _in_virtual_time(common: Common, session: Session, start: Start, journal: Journal, tape: Tape | None) -> int:
    from ..ears.offline import Lines, Recorded
    from ..mouths.offline import Offline
    from ..mouths.voice import Voice

    ears: list[virtual.Ear] = []
    if common.mic:
        ears.append(Recorded(app.listener(common.settings), read(common.mic)))
    else:
        ears.append(Lines(sys.stdin))
    mouth = Offline(Voice(app.synthesizer(common.settings)), Printed(), tape)
    virtual.run(session, start, ears, mouth, journal.note)
    if tape:
        tape.close()
    return 0


def _in_real_time(common: Common, session: Session, start: Start, journal: Journal, tape: Tape | None) -> int:
    from ..ears.keyboard import Keyboard
    from ..mouths.mouth import Mouth

    settings = common.settings
    typed = sys.stdin is not None and (sys.stdin.isatty() or not common.mic)
    keyboard = Keyboard() if typed else None
    spoken = _spoken_ear(common, show=print)
    ears: list[runner.Ear] = [ear for ear in (keyboard, spoken) if ear]
    captions = Printed()
    mouth = Mouth(_voice(settings), captions, settings.loudspeaker, LiveTape(tape) if tape else None)
    ready = keyboard.ready if keyboard else lambda: None
    runner.run(session, start, ears, mouth, journal.note, captions.show, ready, spoken)
    return 0


def _spoken_ear(common: Common, show: Callable[[str], None]) -> runner.Ear | None:
    """The recording or the microphone; None where only the keyboard is to be used, or no recognizer is here (which is said)."""
    from ..ears.microphone import Microphone
    from ..ears.recording import Recording

    settings = common.settings
    if common.mic:
        return Recording(app.listener(settings), common.mic)
    if settings.keyboard_only or not sys.stdin.isatty():
        return None
    try:
        return Microphone(app.listener(settings), settings.microphone)
    except VoiceCoachError as err:
        show(f"{err} We go on by keyboard.")
        return None


def _voice(settings: Settings) -> Voice | None:
    from ..mouths.voice import Voice

    try:
        return Voice(app.synthesizer(settings))
    except DeviceError as err:
        print(f"{err} We go on in writing.")
        return None
