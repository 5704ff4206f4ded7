"""One thing at a time: lines with their silences, a timed hold, a wait for an answer. Pure; the caller owns the clock.

The stage never reads a clock and starts no timer: it exposes ``deadline``. Our utterances are numbered, and ``Spoken(n)``
counts only for the current one, so a late report can never disturb what came after a hush.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .exercise import Line
from .messages import Action, Hush, Say

LATE = 0.5
"""Seconds after which a missed deadline is not caught up with (the laptop slept)."""
RATE_RANGE = (0.7, 1.3)
GAIN_RANGE = (0.3, 1.5)
RECENT = 5
"""Sentences of ours that an echo may hold: a microphone that hears them hears them as one utterance."""
SLOWEST_WPM = 60
"""Words a minute that a stuck loudspeaker is waited for before the words count as said."""

Then = Callable[[float], None]


@dataclass(slots=True)
class _Speaking:
    lines: Sequence[Line]
    wpm: int
    gain: float
    then: Then
    at: int = 0


@dataclass(slots=True)
class _Holding:
    text: str
    wpm: int
    seconds: float
    until: float
    then: Then


@dataclass(slots=True)
class _Waiting:
    seconds: float
    then: Then


class Stage:
    """Performs for a session. Actions pile up in ``out``; the session hands them to the host.

    At a deadline, ``then`` is called with the time at which it was *due*, unless that is more than LATE ago.
    """

    def __init__(self) -> None:
        self.out: list[Action] = []
        self.rate = 1.0
        self.gain = 1.0
        self.deadline: float | None = None
        self.saying = ""
        """What is being spoken, "" while the coach is silent."""
        self.said: deque[tuple[str, float]] = deque(maxlen=RECENT)
        """What was spoken lately, and when each ended."""
        self._utterance = 0
        self._doing: _Speaking | _Holding | _Waiting | None = None
        self._alarm: Then | None = None

    @property
    def waiting(self) -> bool:
        """Whether it is the user's turn."""
        return isinstance(self._doing, _Waiting)

    @property
    def talking(self) -> bool:
        """Whether it is the coach's turn: a sentence is being spoken, or one more follows."""
        return bool(self.saying) or isinstance(self._doing, _Speaking)

    # -- what to do ----------------------------------------------------------

    def speak(self, lines: Sequence[Line], wpm: int, now: float, then: Then, gain: float = 1.0) -> None:
        """Speak the lines, each followed by its silence; then go on."""
        self._speak(_Speaking(lines, wpm, gain, then), now)

    def hold(self, text: str, seconds: float, wpm: int, start: float, then: Then) -> None:
        """Say a cue (or nothing) at ``start`` and go on exactly ``seconds`` after it."""
        self._doing = _Holding(text, wpm, seconds, start + seconds, then)
        self._wake(start + seconds, then)
        self._say(text, wpm, 1.0)

    def wait(self, seconds: float, now: float, then: Then) -> None:
        """Say nothing; go on when ``seconds`` have passed."""
        self._doing = _Waiting(seconds, then)
        self._wake(now + seconds, then)

    def rest(self) -> None:
        """Do nothing until told to."""
        self._doing = None
        self._alarm = self.deadline = None

    def hush(self, now: float) -> None:
        """Fall silent at once."""
        if self.saying:
            self.said.append((self.saying, now))
            self.saying = ""
            self._utterance += 1  # so that a Spoken on its way is no longer ours
            self.out.append(Hush())

    def suspend(self, now: float) -> Then:
        """Fall silent and stand still; the answer goes on from here: at the sentence it was in, with what is left of a rest."""
        doing, spoke = self._doing, bool(self.saying)
        left = max(0.0, (self.deadline or now) - now)
        self.hush(now)
        self.rest()

        def go_on(later: float) -> None:
            match doing:
                case _Speaking() if spoke:
                    self._speak(doing, later)
                case _Speaking():  # it was between two sentences
                    doing.at += 1
                    self._speak(doing, later)
                case _Holding(text=text) if text and spoke:  # a half-spoken cue starts again
                    self.hold(text, doing.seconds, doing.wpm, later, doing.then)
                case _Holding():
                    self.hold("", left, doing.wpm, later, doing.then)
                case _Waiting():
                    self.wait(doing.seconds, later, doing.then)

        return go_on

    # -- what happens --------------------------------------------------------

    def spoken(self, utterance: int, now: float) -> None:
        """Our utterance was played out."""
        if utterance != self._utterance or not self.saying:
            return
        self.said.append((self.saying, now))
        self.saying = ""
        match self._doing:
            case _Speaking(lines=lines, at=at) as speaking:
                go_on = self._next(speaking)
                if lines[at].pause > 0:
                    self._wake(now + lines[at].pause, go_on)
                else:
                    go_on(now)

    def tick(self, now: float) -> None:
        if self.deadline is None or now < self.deadline:
            return
        due, alarm = self.deadline, self._alarm
        self._alarm = self.deadline = None
        if alarm:
            alarm(due if now - due < LATE else now)

    def extend(self, now: float) -> None:
        """The user is talking: a wait starts again."""
        if isinstance(self._doing, _Waiting) and self.deadline is not None:
            self.deadline = max(self.deadline, now + self._doing.seconds)

    # -- how -----------------------------------------------------------------

    def _speak(self, speaking: _Speaking, now: float) -> None:
        self._doing = speaking
        if speaking.at >= len(speaking.lines):
            self.rest()
            return speaking.then(now)
        line = speaking.lines[speaking.at]
        utterance = self._say(line.text, speaking.wpm, speaking.gain)
        patience = 5.0 + len(line.text.split()) * 60 / SLOWEST_WPM
        self._wake(now + patience, lambda later: self.spoken(utterance, later))
        return None

    def _next(self, speaking: _Speaking) -> Then:
        def go_on(now: float) -> None:
            speaking.at += 1
            self._speak(speaking, now)

        return go_on

    def _say(self, text: str, wpm: int, gain: float) -> int:
        if text:
            self._utterance += 1
            self.saying = text
            self.out.append(Say(text, self._utterance, round(wpm * self.rate), gain * self.gain))
        return self._utterance

    def _wake(self, when: float, alarm: Then) -> None:
        self.deadline, self._alarm = when, alarm
