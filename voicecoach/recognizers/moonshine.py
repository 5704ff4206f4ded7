"""Moonshine tiny (English) on onnxruntime: what an utterance says in any words, and within a grammar.

Only the model's own work: padding, encoding, decoding, scoring. What of it is believed is ``recognizers.belief``'s.
Audio is 16 kHz mono float32 in [-1, 1].
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ..grammar import words
from . import RATE, Samples, moonshine_files
from .automaton import Automaton
from .bpe import END, Tokenizer

_BEGIN = 1
_FRAME = 384  # samples
_TOKENS_PER_SECOND = 6.5  # more than that is the decoder looping
_QUIET = np.zeros(int(0.3 * RATE), np.float32)  # the model wants quiet on both sides of a short word
_WIDTH = 6  # of the beam

Array = NDArray[Any]
_Cache = dict[str, Array]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A sentence that the audio may say."""

    tokens: tuple[int, ...]
    log_prob: float
    """Natural log of P(tokens, end | audio)."""

    @property
    def per_token(self) -> float:
        """Log probability per token, the end counted as one."""
        return self.log_prob / (len(self.tokens) + 1)


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
        self._past = [i.name for i in self._decoder.get_inputs() if i.name.startswith("past")]
        self._outputs = [o.name for o in self._decoder.get_outputs()]
        self.tokenizer = Tokenizer(files["tokenizer.bin"])

    def recognize(self, samples: Samples, grammar: Automaton | None) -> Recognition:
        """What one utterance says. ``samples``: speech that a VAD has found, with what was heard around it.

        Raises ValueError for anything but mono float samples, 0.05 s of them at least.
        """
        decoder = _Decoder(self._decoder, self._past, self._outputs, self.encode(samples))
        free = decoder.free()
        text = self.tokenizer.text(free.tokens)
        inside = decoder.within(grammar) if grammar else None
        if inside is None:
            return Recognition(text, None, None, None)
        plain = " ".join(words(self.tokenizer.text(inside.tokens)))
        ratio = (inside.log_prob - free.log_prob) / (len(inside.tokens) + 1)
        return Recognition(text, plain, ratio, inside.per_token, len(inside.tokens) + 1)

    def encode(self, samples: Samples) -> Array:
        """The hidden states of one utterance, normalised to half of full scale and with quiet on both sides."""
        if samples.dtype.kind != "f" or samples.ndim != 1 or len(samples) < RATE // 20:
            raise ValueError("want at least 0.05 s of mono float samples in [-1, 1]")
        loud = 0.5 * samples / max(1e-4, float(np.abs(samples).max()))
        x = np.concatenate([_QUIET, loud.astype(np.float32), _QUIET])[None]
        hidden: Array = self._encoder.run(None, {"input_values": x, "attention_mask": np.ones(x.shape, np.int64)})[0]
        return hidden


class _Decoder:
    """The decoder over one utterance's hidden states."""

    def __init__(self, session: onnxruntime.InferenceSession, past: list[str], outputs: list[str], hidden: Array) -> None:
        self._session, self._past, self._outputs, self._hidden = session, past, outputs, hidden
        none = {k: np.zeros((1, 8, 0 if ".decoder." in k else hidden.shape[1], 36), np.float32) for k in past}
        self._fixed: dict[int, _Cache] = {1: {"encoder_hidden_states": hidden, "encoder_attention_mask": self._mask(1)}}
        out = self._run(none | self._fixed[1], np.array([_BEGIN]), cached=False)
        self._first: Array = out["logits"][:, -1]
        self._start = {k: out[k.replace("past_key_values", "present")] for k in past if ".decoder." in k}
        # what the audio contributes to every step is computed once, here
        self._fixed[1] |= {k: out[k.replace("past_key_values", "present")] for k in past if ".encoder." in k}

    def free(self) -> Hypothesis:
        """Greedy decoding: what was said, in any words."""
        limit = int(self._hidden.shape[1] * _FRAME / RATE * _TOKENS_PER_SECOND) + 2
        tokens: list[int] = []
        total, logits, past = 0.0, self._first, self._start
        for _ in range(limit):
            scores = _log_softmax(logits)[0]
            best = int(scores.argmax())
            total += float(scores[best])
            if best == END:
                break
            tokens.append(best)
            logits, past = self._step(past, np.array([best]))
        return Hypothesis(tuple(tokens), total)

    def within(self, grammar: Automaton, width: int = _WIDTH) -> Hypothesis | None:
        """Beam search that may only go where the grammar goes: the likeliest sentence of the grammar."""
        logits, past = self._first, self._start
        beam = [Hypothesis((), 0.0)]
        states = [grammar.start]
        best: Hypothesis | None = None
        while beam:
            scores = _log_softmax(logits)
            grown: list[tuple[float, int, int, int]] = []
            for row, (hypothesis, state) in enumerate(zip(beam, states, strict=True)):
                if grammar.accepts(state):
                    ended = hypothesis.log_prob + float(scores[row, END])
                    if best is None or ended > best.log_prob:
                        best = Hypothesis(hypothesis.tokens, ended)
                tokens, targets = grammar.next(state)
                totals = hypothesis.log_prob + scores[row, tokens]
                grown += [(float(totals[i]), row, int(tokens[i]), targets[i]) for i in np.argsort(-totals)[:width]]
            grown = sorted(grown, reverse=True)[:width]
            if not grown or (best and best.log_prob > grown[0][0]):
                break
            rows = np.array([row for _, row, _, _ in grown])
            chosen = np.array([token for _, _, token, _ in grown])
            beam = [Hypothesis((*beam[row].tokens, token), total) for total, row, token, _ in grown]
            states = [target for _, _, _, target in grown]
            logits, past = self._step({k: v[rows] for k, v in past.items()}, chosen)
        return best

    def _step(self, past: _Cache, tokens: Array) -> tuple[Array, _Cache]:
        n = len(tokens)
        if n not in self._fixed:
            self._fixed[n] = {k: np.repeat(v, n, 0) for k, v in self._fixed[1].items()}
        out = self._run(self._fixed[n] | past, tokens, cached=True)
        return out["logits"][:, -1], {k: out[k.replace("past_key_values", "present")] for k in past}

    def _run(self, feed: _Cache, tokens: Array, cached: bool) -> _Cache:
        feed = feed | {"input_ids": tokens[:, None].astype(np.int64), "use_cache_branch": np.array([cached])}
        return dict(zip(self._outputs, self._session.run(None, feed), strict=True))

    def _mask(self, n: int) -> Array:
        return np.ones((n, self._hidden.shape[1] * _FRAME), np.int64)  # counted in samples, not frames


def _log_softmax(x: Array) -> Array:
    top = x.max(-1, keepdims=True)
    normal: Array = x - top - np.log(np.exp(x - top).sum(-1, keepdims=True))
    return normal
