"""The ear's mind: audio blocks in, ``Hearing`` and ``Heard`` out. It cuts, endpoints and asks the recognizers.

No device and no clock: the caller says when each block was heard. The scope in force when an utterance *ends* decides
what it can mean, since the session that asked a question while the user was already speaking waits for the answer to
that question, and global commands belong to every scope.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from ..intents import Intents
from ..messages import Event, Heard, Hearing, Listen, Trouble
from ..recognizers import RATE, Samples, Streaming
from ..recognizers.decision import Decision, with_alternatives
from ..recognizers.moonshine import Moonshine
from ..scope import Scope
from .utterances import Cut, Cutter, Ended, Growing, Limits, Pausing, Started
from .vad import VAD
from .watched import Watched

SETTLED = 0.3
"""Seconds of silence after a complete phrase that nothing else can follow; people pause 0.2 s within phrases."""
CONFIRMED = 0.2
"""Seconds of silence after a phrase that the streaming recognizer has heard whole already."""
COMPLETE = 0.55
"""Seconds of silence after a complete phrase that might go on ("six", "six or seven")."""
LOOK_AHEAD = 10.0
"""Seconds: shorter utterances are recognized at the first pause already, so that the answer is there at the endpoint."""
AGAIN = 0.5
"""Seconds between two ``Hearing`` while the user speaks on without new words."""
PATIENCE = 20.0
"""Seconds after which a recognizer that does not answer counts as lost."""

OVERLAP = 0.3
"""Seconds that people overlap with the end of a question at most: whoever began earlier was probably our own loudspeaker."""
SHORTEST_ANSWER = 0.15
"""Seconds of speech after the coach that are worth a look of their own."""

T = TypeVar("T")


class Listener:
    """One ear. Call ``listen`` and ``feed`` from one thread; ``close`` when the stream ends."""

    def __init__(
        self,
        intents: Intents,
        vad: VAD,
        moonshine: Moonshine | None = None,
        vosk: Streaming | None = None,
        limits: Limits | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._intents, self._moonshine, self._vosk = intents, moonshine, vosk
        self._decision = Decision(intents, moonshine)
        self._cutter = Cutter(vad, limits)
        self._threads = {"Moonshine": Watched(patience), "Vosk": Watched(patience)}
        self._scope = Scope("menu")
        self._heard = 0  # samples
        self._partial = ""
        self._open = True
        self._opened = 0  # the sample at which the coach last fell silent
        self._told = 0  # samples heard when Hearing was last posted
        self._early: tuple[Scope, Heard] | None = None  # recognized in the present pause
        self._trouble: list[Event] = []

    def listen(self, listen: Listen) -> None:
        """What may be meant from now on, by the utterance in progress too."""
        self._scope, self._cutter.endpoint = listen.scope, listen.endpoint
        if listen.open and not self._open:
            self._opened = self._heard
        self._open = listen.open
        if self._vosk:
            vosk = self._vosk
            self._ask("Vosk", lambda: vosk.listen(listen.scope))

    def feed(self, block: Samples, at: float) -> list[Event]:
        """Take the next block, whose last sample was heard at ``at`` on the host's clock; what it brought.

        ``Hearing`` while the user speaks; then exactly one ``Heard``, whose text is empty when no recognizer could tell a word.
        """
        self._heard += len(block)
        events = [event for cut in self._cutter.feed(block) for event in self._after(cut, at)]
        return self._with_trouble(events)

    def close(self, at: float) -> list[Event]:
        """The stream has ended: end the utterance in progress, if any, and the recognizers' threads."""
        ended = self._cutter.finish()
        events: list[Event] = [self._final(ended, at)] if ended else []
        for thread in self._threads.values():
            thread.close()
        return self._with_trouble(events)

    def _after(self, cut: Cut, at: float) -> list[Event]:
        match cut:
            case Started(samples=samples):
                self._partial, self._early = "", None
                self._stream(samples)
                return self._hearing(new=True)
            case Growing(samples=samples):
                self._early = None
                return self._hearing(new=self._stream(samples))
            case Pausing(silence=silence, samples=samples):
                self._stream(samples)
                return self._pausing(silence, at)
            case Ended():
                return [self._final(cut, at)]

    def _pausing(self, silence: float, at: float) -> list[Event]:
        so_far = self._cutter.so_far()
        settled = self._vosk and self._partial and self._intents.settled(self._partial, self._scope)
        if silence < (CONFIRMED if settled else SETTLED) or so_far is None or len(so_far.samples) > LOOK_AHEAD * RATE:
            return []
        if self._moonshine:
            if self._early is None or self._early[0] != self._scope:
                scope, samples = self._scope, self._audible(so_far, tail=self._answers_after(so_far))
                heard = self._ask("Moonshine", lambda: self._decision.decide(samples, scope, so_far.speech))
                self._early = (scope, heard) if heard else None
            phrase = self._early[1].phrase if self._early else None
        else:
            phrase = self._partial
        if phrase and (silence >= COMPLETE or self._intents.settled(phrase, self._scope)):
            self._cutter.finish()
            return [self._final(so_far, at)]
        return []

    def _audible(self, ended: Ended, tail: bool = False) -> Samples:
        """What to recognize: without our own voice in the pre-roll; ``tail``: only what came after our voice."""
        return ended.since(self._opened) if tail or ended.began >= self._opened else ended.samples

    def _final(self, ended: Ended, at: float) -> Heard:
        scope, early, self._early = self._scope, self._early, None
        spans = self._answers_after(ended)
        heard = early[1] if early and early[0] == scope and not spans else None
        if self._moonshine and not heard:
            samples = self._audible(ended)
            heard = self._ask("Moonshine", lambda: self._decision.decide(samples, scope, ended.speech))
        vosk = self._vosk
        hypotheses = (self._ask("Vosk", vosk.finish) or []) if vosk else []
        final = with_alternatives(heard, hypotheses) if heard else self._decision.by_hypotheses(hypotheses, scope)
        final = replace(final, began=self._when(ended.began, at))
        if self._moonshine and spans:
            after = self._audible(ended, tail=True)
            tail = self._ask("Moonshine", lambda: self._decision.decide(after, scope, ended.speech))
            final = replace(final, tail=tail and replace(tail, began=self._when(self._opened, at)))
        return final

    def _answers_after(self, ended: Ended) -> bool:
        """Whether it began well before the coach fell silent and went on after: our own voice, perhaps, and then an answer."""
        return ended.began < self._opened - OVERLAP * RATE and ended.ended > self._opened + SHORTEST_ANSWER * RATE

    def _when(self, sample: int, at: float) -> float:
        """When a sample was heard, on the host's clock; the newest one was at ``at``."""
        return at - (self._heard - sample) / RATE

    def _stream(self, samples: Samples) -> bool:
        """Let the streaming recognizer hear; whether it has new words."""
        vosk, before = self._vosk, self._partial
        if vosk:
            self._partial = self._ask("Vosk", lambda: vosk.accept(samples)) or before
        return self._partial != before

    def _hearing(self, new: bool) -> list[Event]:
        if not new and self._heard - self._told < AGAIN * RATE:
            return []
        self._told = self._heard
        return [Hearing(self._partial)]

    def _ask(self, name: str, call: Callable[[], T]) -> T | None:
        """A recognizer's answer; None, and the recognizer is given up, when it fails or hangs."""
        try:
            return self._threads[name].run(call)
        except Exception as err:  # whatever a recognizer's library raises: the conversation goes on without it
            if name == "Vosk":
                self._vosk = None
            else:
                self._moonshine = None
            other = "The other recognizer goes on." if self._vosk or self._moonshine else "Please go on by keyboard."
            self._trouble.append(Trouble("recognizer", f"The recognizer {name} has failed ({type(err).__name__}). {other}"))
            return None

    def _with_trouble(self, events: list[Event]) -> list[Event]:
        trouble, self._trouble = self._trouble, []
        return [*trouble, *events]
