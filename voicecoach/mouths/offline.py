"""A mouth for virtual time: renders, and plays onto a tape as far as it is told. No thread, no clock."""

from ..messages import Say
from .captions import Captions
from .playout import Playout, Samples
from .tape import Tape
from .voice import Voice


class Offline:
    """Plays to a tape, or to nowhere."""

    def __init__(self, voice: Voice, captions: Captions, tape: Tape | None = None) -> None:
        self._voice, self._captions, self._tape = voice, captions, tape
        self._playout = Playout(voice.rate)

    def render(self, say: Say) -> Samples:
        return self._voice.render(say.text, say.wpm, say.gain)

    def play(self, say: Say, samples: Samples) -> None:
        self._captions.say(say.text)
        self._playout.say(say.utterance, samples)

    def hush(self) -> None:
        self._playout.hush()

    def show(self, text: str) -> None:
        self._captions.show(text)

    def advance(self, now: float) -> tuple[int, ...]:
        """Play up to ``now`` seconds after the beginning; the utterances that ended."""
        samples, finished = self._playout.pull(round(now * self._playout.rate) - self._playout.position)
        self._record(samples)
        return finished

    def _record(self, samples: Samples) -> None:
        if self._tape:
            self._tape.write(samples)
