"""One question put to the user: asking, waiting, reprompting, accepting. Pure.

The ladder of coaching.md (d): the first silence lasts half as long again and then "Take your time."; the second brings
the shorter form; the third takes the silence path. What was said but not understood is asked once more, then let be.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .exercise import Ask, Line, Lines
from .messages import Show
from .sayings import Sayings
from .stage import Stage

MOST_ECHOED = 6
"""Words of an answer that "I heard ..." repeats at most: more is tiring to listen to."""


class Question:
    """Calls ``done(value, now)`` once: with "silence" or "else" when there was no answer to take."""

    def __init__(
        self,
        ask: Ask,
        lines: Lines,
        short: str,
        stage: Stage,
        sayings: Sayings,
        done: Callable[[Any, float], None],
        ladder: bool,
    ) -> None:
        self.ask = ask
        self.reprompted = False
        self._lines = (*lines[:-1], replace(lines[-1], pause=0.0))  # the microphone opens as the question ends
        self._short, self._stage, self._sayings, self._done = short, stage, sayings, done
        self._ladder = ladder and ask.ladder
        self._misses = 0

    def put(self, now: float) -> None:
        self._speak(self._lines, now, self._wait)

    def missed(self, heard: str, now: float) -> None:
        """What was said is no answer to this question."""
        self._misses += 1
        if self._misses > 1:
            self._stage.out.append(Show(self._sayings.pick("keyboard_hint")))
            return self._done("else", now)
        echo = self._sayings.pick("no_match", heard=heard) if 0 < len(heard.split()) <= MOST_ECHOED else ""
        lines = [Line(echo, 0.5)] if echo else []
        return self._speak((*lines, Line(self._short, 0.0)), now, self._wait)

    def again(self, now: float) -> None:
        """Put it in its shorter form."""
        self._speak((Line(self._short, 0.0),), now, self._wait)

    def listen_now(self, now: float) -> None:
        """The question was cut short: listen at once."""
        self._wait(now)

    # -- silence -------------------------------------------------------------

    def _wait(self, now: float) -> None:
        self._stage.wait(self.ask.listen, now, self._first)

    def _first(self, now: float) -> None:
        if not self._ladder:
            return self._done("silence", now)
        return self._stage.wait(self.ask.listen / 2, now, self._second)

    def _second(self, now: float) -> None:
        self.reprompted = True
        self._ladder = False
        self._speak((Line(self._sayings.pick("reprompt"), 0.0),), now, self._wait_again(self._third))

    def _third(self, now: float) -> None:
        lines = (Line(self._short, 0.4), Line(self._sayings.pick("or_say_skip"), 0.0))
        self._speak(lines, now, self._wait_again(lambda later: self._done("silence", later)))

    def _wait_again(self, then: Callable[[float], None]) -> Callable[[float], None]:
        return lambda now: self._stage.wait(self.ask.listen, now, then)

    def _speak(self, lines: Lines, now: float, then: Callable[[float], None]) -> None:
        self._stage.speak(lines, self.ask.wpm, now, then, self.ask.gain)
