"""What an utterance comes to: the free text, the likeliest phrase of the scope and whether it is believed.

Moonshine decides where there is one; a streaming recognizer's hypotheses join as alternatives, and decide where
Moonshine is absent. Audio and hypotheses in, ``Heard`` out; no threads, no clock.
"""

from collections.abc import Sequence
from dataclasses import replace

from ..grammar import words
from ..intents import Intents
from ..messages import Heard
from ..scope import Scope
from . import Samples
from .belief import believed, thresholds
from .grammars import Grammars
from .moonshine import Moonshine


class Decision:
    """Decides for one set of intents."""

    def __init__(self, intents: Intents, moonshine: Moonshine | None) -> None:
        self._intents, self._moonshine = intents, moonshine
        self._grammars = Grammars(intents, moonshine.tokenizer) if moonshine else None
        self._thresholds = thresholds()

    def decide(self, samples: Samples, scope: Scope, speech: float = 1.0) -> Heard:
        """By Moonshine. ``samples``: one utterance in which a voice detector found speech, with what surrounds it.

        ``speech`` is the detector's probability of its likeliest chunk: what may be noise is no phrase, whatever it resembles.
        """
        if not self._moonshine or not self._grammars:
            raise RuntimeError("there is no Moonshine to decide: use by_hypotheses")
        found = self._moonshine.recognize(samples, self._grammars.of(scope))
        phrase = found.grammar if believed(found, self._thresholds, speech) else None
        return Heard(found.free, "microphone", phrase, found.grammar, found.ratio, found.log_prob)

    def by_hypotheses(self, hypotheses: Sequence[str], scope: Scope) -> Heard:
        """By a streaming recognizer alone: its first hypothesis is in any words, its second the verified phrase."""
        if not hypotheses:
            return Heard("", "microphone")
        verified = (" ".join(words(text)) for text in hypotheses[:2] if self._intents.parse(text, scope))
        phrase = next(verified, None)
        return Heard(hypotheses[0], "microphone", phrase, phrase, alternatives=tuple(hypotheses[1:]))


def with_alternatives(heard: Heard, hypotheses: Sequence[str]) -> Heard:
    """The same with what else a second recognizer made of the utterance."""
    others = dict.fromkeys(text for text in hypotheses if words(text) and words(text) != words(heard.text))
    return replace(heard, alternatives=(*heard.alternatives, *others))
