"""Vosk: hears an utterance as it is spoken, within the grammar of the scope and in any words at once.

Two recognizers on one model take the same audio. The closed one knows the phrases of the scope; what it hears is
believed only when it is, whole, a phrase, and about as likely as what the free one heard. Nothing here
knows where audio comes from or where an utterance ends.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..errors import ModelError
from ..intents import Intents
from ..messages import Heard, Source
from ..models import installed
from ..models.catalogue import table
from ..scope import Scope
from . import RATE, Samples
from .bigrams import listed, prune
from .vosk_model import UNKNOWN, VoskModel
from .whole import Whole

BELIEVE: Final = -4.0
"""Least log likelihood ratio a word (nats) of a phrase to the free hypothesis, for models of which models.toml says nothing."""

ALTERNATIVES: Final = 5
"""Hypotheses asked of each recognizer."""

SCOPES: Final = 24
"""Closed recognizers kept, those of the scopes used last (0.6 MB each; building one takes 5 ms for 2,000 phrases)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an utterance was: the free hypotheses, and the phrase of the scope if there was one."""

    free: tuple[str, ...] = ()
    """In any words, best first."""
    phrase: str | None = None
    """The likeliest whole phrase of the scope, believed or not."""
    ratio: float | None = None
    """Log likelihood ratio a word (nats) of ``phrase`` to the best free hypothesis; each with its language model."""

    def believed(self, least: float) -> bool:
        """Whether the phrase was said: the free recognizer heard the same, or hardly anything likelier."""
        if self.phrase is None or self.ratio is None:
            return False
        return self.phrase in self.free[:1] or self.ratio >= least


class Vosk:
    """A streaming recognizer (``recognizers.Streaming``). One thread owns it, which need not be the one that made it."""

    def __init__(
        self, model: VoskModel, intents: Intents, ghosts: frozenset[str] = frozenset(), believe: float = BELIEVE
    ) -> None:
        """``ghosts``: words that the model hears in silence and noise; alone they are nothing. ``believe``: the least ratio."""
        self._model, self._intents, self._ghosts, self._believe = model, intents, ghosts, believe
        self._scope = Scope("menu")
        self._free = model.dictation(ALTERNATIVES)
        self._closed: OrderedDict[Scope, tuple[Any, Whole]] = OrderedDict()
        self._audio: list[bytes] = []
        self._fed: dict[Scope, int] = {}
        self._last_phrase = ""
        self.verdict = Verdict()

    def listen(self, scope: Scope) -> None:
        """From now on, hear the phrases of this scope. 60 ms for a scope of 5,000 sentences, the first time."""
        self._scope = scope
        self._of(scope)
        if not self._fed:
            self._trim()

    def accept(self, samples: Samples) -> str:
        """Take the next block, of any length; the text so far: a phrase once it is steady, else any words."""
        block = (np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
        self._audio.append(block)
        # Its 1 means "this sounds like an end". Where an utterance ends is the ear's to say, and going on is safe.
        self._free.AcceptWaveform(block)
        free = self._text(_partial(self._free))
        phrase = _partial(self._in_step(self._scope))
        steady = phrase == self._last_phrase and self._is_phrase(phrase)
        self._last_phrase = phrase
        # A closed grammar makes a phrase of the beginning of anything; that the free one heard more words gives it away.
        return phrase if steady and len(phrase.split()) >= len(free.split()) else free

    def finish(self) -> list[str]:
        """End the utterance: the free hypothesis, then the phrase of the scope if it is believed, then other free ones.

        [] for nothing. ``verdict`` has more, until the next utterance ends.
        """
        self.verdict = self._conclude()
        if self.verdict.believed(self._believe):
            return list(dict.fromkeys((*self.verdict.free[:1], str(self.verdict.phrase), *self.verdict.free[1:])))
        # The second place is a believed phrase's: what only the free recognizer thinks possible may not look like one.
        others = sorted(self.verdict.free[1:], key=self._is_phrase)
        return [*self.verdict.free[:1], *(others if others and not self._is_phrase(others[0]) else ())]

    def reset(self) -> None:
        """Forget the utterance so far."""
        self._free.FinalResult()  # after this the library starts afresh; its Reset keeps what it knows of the noise
        for scope in self._fed:
            self._closed[scope][0].FinalResult()
        self._fed, self._audio, self._last_phrase = {}, [], ""
        self._trim()

    def hear(self, samples: Samples, scope: Scope) -> Heard:
        """One whole utterance, by Vosk alone: what was said, for the session. Empty text when nothing was."""
        self.listen(scope)
        self.reset()
        for start in range(0, len(samples), RATE // 5):
            self.accept(samples[start : start + RATE // 5])
        self.finish()
        return heard(self.verdict, self._believe)

    def missing(self, scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of the scope's phrases that the model does not know, and the templates left out for them, wholly.

        Of other templates only the alternatives with such words are left out.
        """
        words: set[str] = set()
        lost = [
            template
            for intent in self._intents.in_scope(scope)
            for template, node in zip(intent.phrases, intent.nodes, strict=True)
            if prune(node, self._model.knows, words) is None
        ]
        return tuple(sorted(words)), tuple(dict.fromkeys(lost))

    def _conclude(self) -> Verdict:
        if not self._audio:
            return Verdict()
        closed = _alternatives(self._in_step(self._scope).FinalResult())
        free = _alternatives(self._free.FinalResult())
        self.reset()
        texts = dict.fromkeys(text for each, _ in free if (text := self._text(each)))
        if not free or not texts:
            return Verdict()
        for text, score in closed:
            if self._is_phrase(text):
                return Verdict(tuple(texts), text, (score - free[0][1]) / len(text.split()))
        return Verdict(tuple(texts))

    def _in_step(self, scope: Scope) -> Any:
        """The scope's closed recognizer, having heard all of the utterance, also where the scope came in the midst of it."""
        recognizer, _ = self._of(scope)
        for block in self._audio[self._fed.get(scope, 0) :]:
            recognizer.AcceptWaveform(block)
        self._fed[scope] = len(self._audio)
        return recognizer

    def _of(self, scope: Scope) -> tuple[Any, Whole]:
        if scope not in self._closed:
            whole = Whole(self._intents.nodes(scope), self._intents.lead, self._intents.tail)
            self._closed[scope] = self._model.closed(self._phrases(scope)), whole
        self._closed.move_to_end(scope)
        return self._closed[scope]

    def _trim(self) -> None:
        while len(self._closed) > SCOPES:
            self._closed.popitem(last=False)

    def _phrases(self, scope: Scope) -> list[str]:
        around = [node for node in (self._intents.lead, self._intents.tail) if node is not None]
        kept = (prune(node, self._model.knows, set()) for node in [*self._intents.nodes(scope), *around])
        return listed(node for node in kept if node is not None)

    def _is_phrase(self, text: str) -> bool:
        return bool(text) and UNKNOWN not in text and text in self._of(self._scope)[1]

    def _text(self, text: str) -> str:
        text = " ".join(word for word in text.split() if word != UNKNOWN)
        return "" if text in self._ghosts else text


def open_vosk(intents: Intents, language: str = "en", folder: Path | None = None) -> Vosk:
    """Vosk on the first model that is installed for the language, or on the one in ``folder``; takes 2 to 3 seconds.

    Raises ModelError, with the command that mends it, when there is no model, no Vosk, or the model is damaged.
    """
    if folder is not None:
        return Vosk(VoskModel(folder), intents)
    here = installed("vosk", language)
    if not here:
        name = next((m.name for m in table() if (m.engine, m.language) == ("vosk", language)), None)
        mend = f"Run: voicecoach models get {name}" if name else "Use the other recognizer: --recognizer moonshine"
        raise ModelError(f"No Vosk model for the language {language} is installed. {mend}")
    model = here[0].model
    return Vosk(VoskModel(here[0].path), intents, model.ghosts, model.believe or BELIEVE)


def heard(verdict: Verdict, believe: float, source: Source = "microphone", began: float | None = None) -> Heard:
    """What the session is told of an utterance that Vosk alone heard."""
    free, *others = verdict.free or ("",)
    phrase = verdict.phrase if verdict.believed(believe) else None
    return Heard(
        free, source, phrase, verdict.phrase, verdict.ratio, alternatives=tuple(t for t in others if t != phrase), began=began
    )


def _partial(recognizer: Any) -> str:
    said: dict[str, Any] = json.loads(recognizer.PartialResult())
    return str(said.get("partial", ""))  # before any audio the answer has the form of a final result, and is empty


def _alternatives(result: str) -> list[tuple[str, float]]:
    """Each hypothesis with its score, the log likelihood of words and sound together; best first."""
    said: dict[str, Any] = json.loads(result)
    return [(str(a["text"]), float(a["confidence"])) for a in said.get("alternatives", ())]
