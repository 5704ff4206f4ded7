"""Moonshine tiny (English) on onnxruntime: what an utterance says in any words, and within a grammar.

Only the model's own work: padding, encoding, scoring; ``decoder`` decodes. What of it is believed is ``belief``'s.
Audio is 16 kHz mono float32 in [-1, 1].
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from ..grammar import words
from . import RATE, Samples, moonshine_files
from .automaton import Automaton
from .bpe import Tokenizer
from .decoder import Array, Decoder, Hypothesis

_QUIET = 0.3  # seconds: the model wants quiet on both sides of a short word
_LEADS = (0.3, 0.2, 0.41)  # seconds of quiet before the utterance in the three views of a second look
_UNSURE = (-3.0, -0.2)  # ratios between which a second look is worth its time
_SECOND_LOOK = 4 * RATE  # samples: longer utterances gain nothing by it, and it takes twice as long as the first


@dataclass(frozen=True, slots=True)
class Recognition:
    """What one utterance says."""

    free: str
    """In any words."""
    grammar: str | None
    """The likeliest sentence of the grammar, in plain words; None when it has none."""
    ratio: float | None
    """Log likelihood ratio of ``grammar`` to ``free``, per token of ``grammar``; near 0 they agree."""
    log_prob: float | None
    """Natural log probability of ``grammar`` per token."""
    tokens: int = 0
    """How many tokens ``grammar`` has, the end counted as one."""


class Moonshine:
    """One model. One thread at a time may use it.

    Raises ModelError when a file is missing or is not what it should be.
    """

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:  # one is as fast as two for short commands
        files = moonshine_files.read(folder or moonshine_files.folder())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        providers = ["CPUExecutionProvider"]
        self._encoder = onnxruntime.InferenceSession(files["encoder_model.ort"], options, providers)
        self._decoder = onnxruntime.InferenceSession(files["decoder_model_merged.ort"], options, providers)
        self.tokenizer = Tokenizer(files["tokenizer.bin"])

    def recognize(self, samples: Samples, grammar: Automaton | None) -> Recognition:
        """What one utterance says. ``samples``: speech that a VAD has found, with what was heard around it.

        Where the two hypotheses of a short utterance differ a little, both are sought again with three lengths of quiet before
        it at once: that evens out the chance in the scores. Raises ValueError for anything but mono float samples, and for
        less than 0.05 s of them.
        """
        if samples.dtype.kind != "f" or samples.ndim != 1 or len(samples) < RATE // 20:
            raise ValueError("want at least 0.05 s of mono float samples in [-1, 1]")
        found = self._look(samples, grammar, (_QUIET,))
        if found.ratio is not None and _UNSURE[0] < found.ratio < _UNSURE[1] and len(samples) <= _SECOND_LOOK:
            return self._look(samples, grammar, _LEADS)
        return found

    def _look(self, samples: Samples, grammar: Automaton | None, leads: tuple[float, ...]) -> Recognition:
        decoder = Decoder(self._decoder, self._encode(samples, leads))
        free = decoder.free()
        text = self.tokenizer.text(free.tokens)
        inside = self._within(decoder, free, grammar) if grammar else None
        if inside is None:
            return Recognition(text, None, None, None)
        plain = " ".join(words(self.tokenizer.text(inside.tokens)))
        ratio = (inside.log_prob - free.log_prob) / (len(inside.tokens) + 1)
        return Recognition(text, plain, ratio, inside.per_token, len(inside.tokens) + 1)

    def _within(self, decoder: Decoder, free: Hypothesis, grammar: Automaton) -> Hypothesis | None:
        return free if grammar.holds(free.tokens) else decoder.within(grammar)

    def _encode(self, samples: Samples, leads: tuple[float, ...]) -> Array:
        """The hidden states, one row a lead: the utterance at half of full scale with quiet on both sides."""
        loud = (0.5 * samples / max(1e-4, float(np.abs(samples).max()))).astype(np.float32)
        x = np.zeros((len(leads), len(loud) + int((max(leads) + _QUIET) * RATE)), np.float32)
        for row, lead in zip(x, leads, strict=True):
            row[int(lead * RATE) : int(lead * RATE) + len(loud)] = loud
        hidden: Array = self._encoder.run(None, {"input_values": x, "attention_mask": np.ones(x.shape, np.int64)})[0]
        return hidden
