"""A user made of synthesized speech, who speaks a script into the real recognizer. In virtual time, for demo and benchmarks."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from ..audio import RATE
from ..messages import Event, Listen
from ..recognizers import Samples
from .listener import Listener

Synthesize = Callable[[str], Samples]
"""Text to mono float32 at 16 kHz."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that the user says."""

    text: str
    over: str = ""
    """Said over the coach's sentence that contains this; when empty, once the coach waits for an answer."""
    delay: float = 1.0
    """Seconds after the coach has fallen silent, or after the sentence that is spoken over has begun."""


class Synthetic:
    """An ear that hears the user of a script, and silence otherwise. ``heard`` is all it heard, for the left channel."""

    def __init__(self, listener: Listener, synthesize: Synthesize, turns: Iterable[Turn]) -> None:
        self._listener, self._synthesize = listener, synthesize
        self._turns = deque(turns)
        self._now = 0.0
        self._room = np.zeros(0, np.float32)  # what else is to be heard, from now on
        self._to_come: list[tuple[int, Samples]] = []  # first sample of each, at 16 kHz from the beginning
        self.heard: list[Samples] = []
        self.spoken: list[tuple[str, float, float]] = []
        """What the user said, and when its first and last sample sounded, in seconds."""

    @property
    def done(self) -> bool:
        return not self._turns

    def overhear(self, text: str, at: float) -> None:
        """The coach begins a sentence."""
        if self._turns and self._turns[0].over and self._turns[0].over in text:
            self._speak(self._turns.popleft(), at)

    def sound(self, samples: Samples) -> None:
        """Something else sounds in the room, after all that sounded before: a loudspeaker."""
        self._room = np.concatenate([self._room, samples])

    def listen(self, listen: Listen) -> None:
        self._listener.listen(listen)

    def ready(self) -> list[Event]:
        if self._turns and not self._turns[0].over and not self._to_come:
            self._speak(self._turns.popleft(), self._now)
        return []

    def feed(self, now: float) -> list[Event]:
        start, end = round(self._now * RATE), round(now * RATE)
        block = np.zeros(end - start, np.float32)
        for first, samples in self._to_come:
            part = samples[max(0, start - first) : max(0, end - first)]
            at = max(0, first - start)
            block[at : at + len(part)] += part
        room, self._room = self._room[: len(block)], self._room[len(block) :]
        block[: len(room)] += room
        self._to_come = [(first, samples) for first, samples in self._to_come if first + len(samples) > end]
        self._now = now
        self.heard.append(block)
        return self._listener.feed(block, now)

    def _speak(self, turn: Turn, at: float) -> None:
        samples = self._synthesize(turn.text)
        first = round((at + turn.delay) * RATE)
        self._to_come.append((first, samples))
        self.spoken.append((turn.text, first / RATE, (first + len(samples)) / RATE))
