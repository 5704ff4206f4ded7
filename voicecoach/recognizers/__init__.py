"""Speech to text. Here: what a streaming recognizer must do; each recognizer has its own module.

An ear cuts the microphone's audio into utterances and hands them on. Vosk streams while the user speaks
(``Streaming``); Moonshine decides on the whole utterance (``recognizers.moonshine``). Either works alone.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..scope import Scope

RATE = 16_000
"""Samples a second of all audio that a recognizer takes; mono, float32 in [-1, 1]."""

Samples = NDArray[np.float32]


class Streaming(Protocol):
    """Hears an utterance as it is spoken. The owner is one thread; any call may raise VoiceCoachError.

    For each utterance: ``accept`` block by block (the first is its pre-roll), then ``finish``, or ``reset`` to
    forget it. ``listen`` may be called at any time, in mid-utterance too: the scope in force when the utterance
    ends decides what its phrases are.
    """

    def listen(self, scope: Scope) -> None:
        """From now on, hear the phrases of this scope. Cheap when the scope is the one in force or was before."""
        ...

    def accept(self, samples: Samples) -> str:
        """Take the next block of the utterance; the text so far, which may still change, or "" for none."""
        ...

    def finish(self) -> list[str]:
        """End the utterance: its hypotheses without repetition, best first; [] when nothing was heard.

        The first is in any words (dictation). The second is the phrase of the scope, if a closed grammar heard one and it
        was verified whole (no unknown word in it). A hypothesis never holds ``[unk]``.
        """
        ...

    def reset(self) -> None:
        """Forget the utterance so far."""
        ...
