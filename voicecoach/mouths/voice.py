"""What the coach sounds like: sentences to samples, trimmed, paced and kept. No device; any thread may call.

The pauses between sentences are exact because they are ours: every sentence is rendered alone, the near-silence that
engines put around it is cut off, and silence is put between.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import VoiceCoachError
from .playout import Samples
from .stretch import stretch
from .synthesizer import Synthesizer

PAUSE = 0.50
"""Seconds between two sentences of one utterance at 130 words a minute: coaching.md b.2 says 450 to 700 ms, and slower
speech has longer ones."""

_QUIET = 10 ** (-54 / 20)
"""What is cut off at both ends: samples under -54 dB of full scale."""
_RAMP = 0.003
"""Seconds of fade at both ends, so that no cut clicks."""
_KEEP_SECONDS = 480
_KNEE = np.float32(0.6)
_SENTENCE_END = re.compile(r"""(?:(?<=[.?!…])|(?<=[.?!…]["')\]]))\s+(?=["'(\[]?[A-Z0-9])""")


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    wpm: int


class Voice:
    """Renders what is to be said. Synchronous: a cached sentence takes microseconds, a new one about 20 ms."""

    def __init__(self, synthesizer: Synthesizer) -> None:
        self._synthesizer = synthesizer
        self.rate = synthesizer.rate
        self._kept: OrderedDict[Sentence, NDArray[np.int16]] = OrderedDict()  # int16: half the memory, nothing lost
        self._kept_samples = 0
        self._lock = threading.Lock()

    def render(self, text: str, wpm: int, gain: float = 1.0) -> Samples:
        """The utterance as samples; ``gain`` 0 to 1.5. Raises DeviceError when there is no sound in it."""
        parts: list[Samples] = []
        pause = np.zeros(round(PAUSE * 130 / wpm * self.rate), np.float32)
        for sentence in sentences(text):
            if parts:
                parts.append(pause)
            parts.append(self._sentence(Sentence(sentence, wpm)))
        samples = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        return limited(samples * np.float32(gain))

    def has(self, text: str, wpm: int) -> bool:
        """Whether every sentence of it is rendered already."""
        with self._lock:
            return all(Sentence(s, wpm) in self._kept for s in sentences(text))

    def prerender(self, lines: Iterable[tuple[str, int]]) -> threading.Thread:
        """Render (text, words a minute) ahead, in a background thread that is returned already started.

        What fails is left to be reported when it is to be spoken.
        """
        wanted = tuple(lines)

        def work() -> None:
            try:
                for text, wpm in wanted:
                    for sentence in sentences(text):
                        self._sentence(Sentence(sentence, wpm))
            except VoiceCoachError:
                return

        thread = threading.Thread(target=work, name="prerender", daemon=True)
        thread.start()
        return thread

    def _sentence(self, sentence: Sentence) -> Samples:
        with self._lock:
            if sentence in self._kept:
                self._kept.move_to_end(sentence)
                return _floats(self._kept[sentence])
        floor = self._synthesizer.slowest
        samples = trimmed(self._synthesizer.render(sentence.text, max(sentence.wpm, floor)), self.rate)
        if sentence.wpm < floor:
            samples = stretch(samples, min(2.0, floor / sentence.wpm), self.rate)
        kept = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        self._keep(sentence, kept)
        return _floats(kept)

    def _keep(self, sentence: Sentence, samples: NDArray[np.int16]) -> None:
        with self._lock:
            if sentence not in self._kept:
                self._kept[sentence] = samples
                self._kept_samples += len(samples)
            while self._kept_samples > _KEEP_SECONDS * self.rate:
                self._kept_samples -= len(self._kept.popitem(last=False)[1])


def _floats(samples: NDArray[np.int16]) -> Samples:
    return samples.astype(np.float32) / np.float32(32767)


def sentences(text: str) -> list[str]:
    """The sentences of a text: cut after ``. ? ! …`` where a capital or a digit follows."""
    return [s for s in (part.strip() for part in _SENTENCE_END.split(text)) if s]


def limited(samples: Samples) -> Samples:
    """Peaks beyond 0.6 are bent towards 1 and never reach it, so that louder speech is louder and does not crackle."""
    beyond = np.abs(samples) - _KNEE
    if not (beyond > 0).any():
        return samples
    bent = np.sign(samples) * (_KNEE + (1 - _KNEE) * np.tanh(beyond / (1 - _KNEE)))
    return np.where(beyond > 0, bent, samples).astype(np.float32)


def trimmed(samples: Samples, rate: int) -> Samples:
    """Without the near-silence at both ends, which are faded over 3 ms. All silence stays as it is."""
    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    if not len(loud):
        return samples
    ramp = round(_RAMP * rate)
    out = samples[max(0, loud[0] - ramp) : loud[-1] + 1 + ramp].copy()
    ramp = min(ramp, len(out))
    slope = np.linspace(0, 1, ramp, dtype=np.float32)
    out[:ramp] *= slope
    out[len(out) - ramp :] *= slope[::-1]
    return out
