"""Runs a session in real time: one loop, one inbox. Devices have threads of their own and only post events."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from queue import Empty, SimpleQueue
from typing import Protocol

from .messages import Action, Event, Hush, KeyboardOnly, Listen, Note, Say, Show, Tick
from .session import Session

Post = Callable[[Event], None]


class Device(Protocol):
    """Something with a thread of its own that posts events while it is open."""

    def open(self, post: Post) -> None: ...
    def close(self) -> None: ...


class Ear(Device, Protocol):
    """Posts ``Heard``, ``Hearing``, ``InputEnded`` and ``Trouble``."""

    def listen(self, listen: Listen) -> None: ...


class Mouth(Device, Protocol):
    """Speaks without blocking, replacing what is being said; posts ``Spoken`` when an utterance was played out."""

    def say(self, say: Say) -> None: ...
    def hush(self) -> None: ...


def run(
    session: Session,
    start: Callable[[float], list[Action]],
    ears: Sequence[Ear],
    mouth: Mouth,
    note: Callable[[Note], None],
    show: Callable[[str], None],
    ready: Callable[[], None] = lambda: None,
    spoken: Ear | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Run the session to its end.

    ``ready`` is called when the coach has fallen silent and waits for the user: the moment for a script's next line.
    ``spoken`` is the one of ``ears`` that "keyboard" closes.
    """
    inbox: SimpleQueue[Event] = SimpleQueue()
    open_ears = list(ears)

    def perform(actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Say():
                    mouth.say(action)
                case Hush():
                    mouth.hush()
                case Show(text):
                    show(text)
                case Listen():
                    for ear in open_ears:
                        ear.listen(action)
                case Note():
                    note(action)
                case KeyboardOnly():
                    if spoken in open_ears:
                        open_ears.remove(spoken)
                        spoken.close()
        if session.attentive:
            ready()

    with ExitStack() as stack:
        for device in (mouth, *ears):
            device.open(inbox.put)
            stack.callback(device.close)
        perform(start(clock()))
        while not session.ended:
            wait = None if session.deadline is None else max(0.0, session.deadline - clock())
            try:
                event: Event = inbox.get(timeout=wait)
            except Empty:
                event = Tick()
            perform(session.handle(event, clock()))
