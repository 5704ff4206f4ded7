"""Runs a session in virtual time, as quickly as the machine can: recordings in, a recording out, and no thread of its own.

Computing time is measured and added where it would have been waited for: recognition delays what was heard, synthesis
delays the first sound. So the turn gaps in the recording are those of a conversation in real time.
"""

import heapq
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .messages import Action, Event, Hush, KeyboardOnly, Listen, Note, Say, Show, Spoken, Tick
from .session import Session

Samples = NDArray[np.float32]
STEP = 0.01
"""Seconds of virtual time in one round."""


class Ear(Protocol):
    """Hears what happens up to a moment; ``feed`` is timed."""

    def listen(self, listen: Listen) -> None: ...
    def feed(self, now: float) -> list[Event]: ...
    def ready(self) -> list[Event]: ...


class Mouth(Protocol):
    """Renders, plays up to a moment, and tells which utterances were played out; ``render`` is timed."""

    def render(self, say: Say) -> Samples: ...
    def play(self, say: Say, samples: Samples) -> None: ...
    def hush(self) -> None: ...
    def advance(self, now: float) -> tuple[int, ...]: ...
    def show(self, text: str) -> None: ...


def run(
    session: Session,
    start: Callable[[float], list[Action]],
    ears: list[Ear],
    mouth: Mouth,
    note: Callable[[Note], None],
    longest: float = 3 * 3600.0,
) -> float:
    """Run the session to its end, or for ``longest`` seconds of virtual time; the answer is how long it took, in those."""
    return _Run(session, ears, mouth, note).run(start, longest)


class _Run:
    def __init__(self, session: Session, ears: list[Ear], mouth: Mouth, note: Callable[[Note], None]) -> None:
        self._session, self._ears, self._mouth, self._note = session, ears, mouth, note
        self._future: list[tuple[float, int, Event | tuple[Say, Samples]]] = []
        self._tie = count()
        self._current = 0  # the utterance that may still be played
        self._lines: list[Event] = []  # a script's lines on their way: the next ones wait until these were heard

    def run(self, start: Callable[[float], list[Action]], longest: float) -> float:
        session, now = self._session, 0.0
        self._perform(start(now), now)
        for step in count(1):
            if session.ended or now >= longest:
                break
            end = step * STEP
            for at, what in self._due(end):
                now = at
                self._happen(what, now)
            now = end
            for utterance in self._mouth.advance(now):
                self._add(now, Spoken(utterance))
            for ear in list(self._ears):
                began = time.perf_counter()
                events = ear.feed(now)
                spent = time.perf_counter() - began
                for event in events:
                    self._add(now + spent, event)
        return now

    def _due(self, end: float) -> Iterator[tuple[float, Event | tuple[Say, Samples]]]:
        """What happens before ``end``, in order; the session may change its deadline while this goes on."""
        while not self._session.ended:
            at = self._future[0][0] if self._future else float("inf")
            deadline = self._session.deadline
            if deadline is not None and deadline <= min(at, end):
                yield deadline, Tick()
            elif at <= end:
                _, _, what = heapq.heappop(self._future)
                yield at, what
            else:
                return

    def _happen(self, what: Event | tuple[Say, Samples], now: float) -> None:
        if isinstance(what, tuple):
            if what[0].utterance == self._current:
                self._mouth.play(*what)
        else:
            if what in self._lines:
                self._lines.remove(what)
            self._perform(self._session.handle(what, now), now)

    def _perform(self, actions: list[Action], now: float) -> None:
        for action in actions:
            match action:
                case Say():
                    began = time.perf_counter()
                    samples = self._mouth.render(action)
                    self._current = action.utterance
                    self._add(now + time.perf_counter() - began, (action, samples))
                case Hush():
                    self._current = 0
                    self._mouth.hush()
                case Show(text):
                    self._mouth.show(text)
                case Listen():
                    for ear in self._ears:
                        ear.listen(action)
                case Note():
                    self._note(action)
                case KeyboardOnly():
                    self._ears.clear()
        if self._session.attentive and not self._lines:
            self._lines = [event for ear in self._ears for event in ear.ready()]
            for event in self._lines:
                self._add(now, event)

    def _add(self, at: float, what: Event | tuple[Say, Samples]) -> None:
        heapq.heappush(self._future, (at, next(self._tie), what))
