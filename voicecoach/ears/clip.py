"""Recognizes a whole recording as one utterance: what ``understand --wav`` and the benchmarks hear. No devices."""

import numpy as np

from ..intents import Intents
from ..messages import Heard
from ..recognizers import RATE, Samples, Streaming
from ..recognizers.decision import Decision, with_alternatives
from ..recognizers.moonshine import Moonshine
from ..scope import Scope
from .utterances import Cutter, Ended, Limits
from .vad import Silero

_QUIET = np.zeros(
    RATE // 2, np.float32
)  # a clip may begin in the middle of its first sound; the detector wants to hear it begin


class Clips:
    """Recognizes recordings, one after the other."""

    def __init__(self, intents: Intents, moonshine: Moonshine | None = None, vosk: Streaming | None = None) -> None:
        self._moonshine, self._vosk = moonshine, vosk
        self._decision = Decision(intents, moonshine)
        self._vad = Silero()

    def hear(self, samples: Samples, scope: Scope) -> Heard:
        """The recording (mono float32 at 16 kHz) as one utterance, from its first speech to its last; no text without speech.

        Raises VoiceCoachError when the recognizer fails.
        """
        found = self.utterance(samples)
        if found is None:
            return Heard("", "microphone")
        speech = found.samples
        hypotheses: list[str] = []
        if self._vosk:
            self._vosk.reset()
            self._vosk.listen(scope)
            self._vosk.accept(speech)
            hypotheses = self._vosk.finish()
        if self._moonshine:
            return with_alternatives(self._decision.decide(speech, scope, found.speech), hypotheses)
        return self._decision.by_hypotheses(hypotheses, scope)

    def utterance(self, samples: Samples) -> Ended | None:
        """From the first speech of the recording to its last, with what is around; None when there is none."""
        self._vad.reset()
        always = len(samples) / RATE + 2
        cutter = Cutter(self._vad, Limits(longest=always), endpoint=always)
        for _ in cutter.feed(np.concatenate([_QUIET, samples, _QUIET])):
            pass
        return cutter.finish()
