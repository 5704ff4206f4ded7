"""A session in virtual time, as text: speech lasts as long as its words say, and answers come from a list. Pure.

For `voicecoach rehearse`, for checking that a declared length is true, and for the tests, which assert *when* things happen.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from .messages import Action, Event, Heard, Listen, Say, Spoken, Tick
from .session import Session

THINKING = 1.5
"""Seconds between a question and the first word of a rehearsed answer."""
ANSWER_WPM = 150
LONGEST = 4 * 3600.0
"""Seconds after which a rehearsal is given up: a session that long would be stuck."""

Moment = tuple[float, Action | Heard]


def length_of(say: Say) -> float:
    """Seconds that the words take at their rate."""
    return len(say.text.split()) * 60 / say.wpm


def rehearse(
    session: Session,
    start: Callable[[float], list[Action]],
    answers: Iterable[str] = (),
    events: Iterable[tuple[float, Event]] = (),
) -> Iterator[Moment]:
    """What happens, moment by moment, until the session ends.

    ``answers`` are given one a question, "-" for silence; when they run out, silence. ``events`` happen at their times.
    Raises RuntimeError when the session gets stuck: no deadline, nothing to come, and not ended.
    """
    yield from _Rehearsal(session, iter(answers), events).run(start)


class _Rehearsal:
    def __init__(self, session: Session, answers: Iterator[str], events: Iterable[tuple[float, Event]]) -> None:
        self._session, self._answers = session, answers
        self._tie = count()
        self._future = [(at, next(self._tie), event) for at, event in events]
        heapq.heapify(self._future)
        self._answered: object = None  # the question that an answer is on its way to

    def run(self, start: Callable[[float], list[Action]]) -> Iterator[Moment]:
        session, now = self._session, 0.0
        yield from self._perform(start(now), now)
        while not session.ended:
            at = self._future[0][0] if self._future else float("inf")
            event: Event
            if session.deadline is not None and session.deadline <= at:
                now, event = max(now, session.deadline), Tick()
            elif self._future:
                now, _, event = heapq.heappop(self._future)
            else:
                raise RuntimeError(f"stuck at {now:.1f} s in {session.journey.frame.exercise.id}")
            if now > LONGEST:
                raise RuntimeError(f"still going after {LONGEST / 3600:.0f} hours, in {session.journey.frame.exercise.id}")
            if isinstance(event, Heard):
                yield now, event
            yield from self._perform(session.handle(event, now), now)

    def _perform(self, actions: list[Action], now: float) -> Iterator[Moment]:
        for action in actions:
            if isinstance(action, Say):
                self._add(now + length_of(action), Spoken(action.utterance))
            if not isinstance(action, Listen):
                yield now, action
        question = self._session.question
        if self._session.attentive and question is not self._answered:
            self._answered = question
            answer = next(self._answers, "-")
            if answer != "-" and question:
                thinking = THINKING + len(answer.split()) * 60 / ANSWER_WPM + question.ask.endpoint
                self._add(now + thinking, Heard(answer, "keyboard"))

    def _add(self, at: float, event: Event) -> None:
        heapq.heappush(self._future, (at, next(self._tie), event))
