"""Cuts a stream of audio into utterances. Pure: blocks in, what happened out; time is counted in samples.

A voice activity detector says how likely each chunk is speech; everything else (pre-roll, endpointing, limits) is here.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..recognizers import RATE, Samples
from .vad import CHUNK, VAD


@dataclass(frozen=True, slots=True)
class Started:
    """The user has begun to speak at sample ``began`` of the stream."""

    began: int
    samples: Samples
    """The utterance so far, with what was heard before it."""


@dataclass(frozen=True, slots=True)
class Growing:
    """The user speaks on."""

    samples: Samples
    """What the utterance has grown by."""


@dataclass(frozen=True, slots=True)
class Pausing:
    """The user has been silent for this long, in seconds, and the utterance has not ended."""

    silence: float
    samples: Samples
    """What the utterance has grown by."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The utterance with what was heard around it; the user spoke from sample ``began`` to sample ``ended`` of the stream."""

    samples: Samples
    began: int
    ended: int
    first: int = 0
    """Where in the stream the first of the samples is."""
    speech: float = 1.0
    """The likeliest chunk's probability of being speech."""

    def since(self, sample: int) -> Samples:
        """What was heard from that sample of the stream on."""
        return self.samples[max(0, sample - self.first) :]


Cut = Started | Growing | Pausing | Ended


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as an utterance. Seconds, except the probabilities of speech."""

    speech: float = 0.5
    """A chunk this likely begins an utterance."""
    silence: float = 0.35
    """A chunk less likely than this is silence within one: between the two, an utterance neither begins nor ends."""
    shortest: float = 0.09
    """Less speech than this is a click. "No" is 0.15 s; a cough that the detector takes for speech is mostly shorter."""
    pre_roll: float = 0.5
    """How much of what was heard before the speech goes to the recognizer: first consonants are quiet."""
    post_roll: float = 0.5
    """How much silence after the speech goes to the recognizer, at most."""
    longest: float = 60.0
    """An utterance is cut after this long; the user may go on in the next."""


class Cutter:
    """Set ``endpoint`` at any time; feed blocks of any length, mono float32 at 16 kHz."""

    def __init__(self, vad: VAD, limits: Limits | None = None, endpoint: float = 0.8) -> None:
        self.endpoint = endpoint
        """Seconds of silence that end an utterance."""
        self._vad, self._limits = vad, limits or Limits()
        self._rest = np.zeros(0, np.float32)  # less than a chunk
        self._heard = 0  # samples, in whole chunks
        self._before: deque[Samples] = deque(maxlen=_chunks(self._limits.pre_roll) + _chunks(self._limits.shortest))
        self._speech: list[Samples] = []  # of the utterance, silence within it included
        self._began = self._ended = self._from = 0
        self._likeliest = 0.0  # chunk of the utterance
        self._maybe: deque[float] = deque(
            maxlen=2 * _chunks(self._limits.shortest)
        )  # before an utterance: which chunks were speech

    @property
    def speaking(self) -> bool:
        """Whether an utterance has begun and not ended."""
        return bool(self._speech)

    def feed(self, block: Samples) -> Iterator[Cut]:
        """Take the next block; what happens in it, one after the other: between two, ``finish`` may be called."""
        audio = np.concatenate([self._rest, block])
        whole = len(audio) // CHUNK * CHUNK
        self._rest = audio[whole:]
        for i in range(0, whole, CHUNK):
            yield from self._chunk(audio[i : i + CHUNK])

    def so_far(self) -> Ended | None:
        """The utterance as it is now, without ending it; None when nobody speaks."""
        if not self._speech:
            return None
        end = min(self._heard, self._ended + int(self._limits.post_roll * RATE))
        return Ended(np.concatenate(self._speech)[: end - self._from], self._began, self._ended, self._from, self._likeliest)

    def finish(self) -> Ended | None:
        """End the utterance now, as when its phrase is complete or the stream ends; None when nobody speaks."""
        ended = self.so_far()
        if ended:
            self._before.extend(self._speech[-(self._before.maxlen or 1) :] if self._heard > self._ended else ())
            self._speech = []
            self._maybe.clear()
        return ended

    def _chunk(self, chunk: Samples) -> list[Cut]:
        self._heard += CHUNK
        probability = self._vad(chunk)
        if not self._speech:
            return self._wait(chunk, probability)
        self._speech.append(chunk)
        self._likeliest = max(self._likeliest, probability)
        if probability >= self._limits.silence:
            self._ended = self._heard
        silence = (self._heard - self._ended) / RATE
        if silence >= self.endpoint or self._heard - self._began >= self._limits.longest * RATE:
            ended = self.finish()
            return [ended] if ended else []
        return [Pausing(silence, chunk)] if silence else [Growing(chunk)]

    def _wait(self, chunk: Samples, probability: float) -> list[Cut]:
        self._before.append(chunk)
        self._maybe.append(probability)
        speech = [p >= self._limits.speech for p in self._maybe]
        if sum(speech) < _chunks(self._limits.shortest):
            return []
        first = len(speech) - speech.index(True)
        self._likeliest = max(self._maybe)
        self._speech = list(self._before)
        self._before.clear()
        self._began, self._ended = self._heard - first * CHUNK, self._heard
        self._from = self._heard - len(self._speech) * CHUNK
        return [Started(self._began, np.concatenate(self._speech))]


def _chunks(seconds: float) -> int:
    return max(1, round(seconds * RATE / CHUNK))
