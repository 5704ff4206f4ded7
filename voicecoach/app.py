"""Puts the parts together: content, understanding and a session, from the settings. The only place that knows them all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .config import Settings
from .errors import ModelError, UsageError
from .exercise import Exercise
from .harsh import Harsh
from .helplines import Helplines
from .intents import Intents, data_folder
from .loading import load_folder
from .safety import Detector, flow_for
from .sayings import Sayings, load_lines
from .session import Session
from .understanding import Understander

if TYPE_CHECKING:
    from .ears.listener import Listener
    from .mouths.synthesizer import Synthesizer
    from .recognizers.moonshine import Moonshine
    from .recognizers.vosk import Vosk

LANGUAGE = "en"
_PACKAGE = Path(__file__).parent


@lru_cache(maxsize=1)
def exercises() -> Mapping[str, Exercise]:
    return load_folder(_PACKAGE / "exercises")


@lru_cache(maxsize=4)
def intents(folder: Path | None = None) -> Intents:
    return Intents.load(folder or intents_folder())


def intents_folder() -> Path:
    return data_folder("intents") / LANGUAGE


@lru_cache(maxsize=4)
def understander(folder: Path | None = None) -> Understander:
    """The understander of our own intents, or of another folder's; the safety check is always ours."""
    harsh = Harsh.load(intents_folder())
    return Understander(intents(folder), Detector.load(intents_folder() / "safety").check, harsh.patterns, harsh.replies)


@lru_cache(maxsize=1)
def _helplines() -> Helplines:
    return Helplines.load()


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, list[str]]:
    return load_lines(_PACKAGE / "lines.toml")


def session(settings: Settings, profile: Mapping[str, Any]) -> Session:
    """A new session; ``profile`` is what is remembered of the user."""
    lines = _helplines()
    country, today = settings.country or profile.get("country"), date.today()
    slots: dict[str, Any] = dict(lines.slots(country, settings.number, today))
    if country:
        slots["country"] = country
    if profile.get("introduced"):
        slots["greeted"] = "yes"
    made = Session(
        exercises(),
        understander().understand,
        Sayings(_lines(), settings.seed),
        flow_for,
        lambda told: lines.slots(told, settings.number, today),
        slots,
        settings.seed,
    )
    made.stage.rate, made.stage.gain = settings.rate, settings.volume
    return made


def exercise(name: str) -> Exercise:
    """The exercise with this id. Raises UsageError when there is none, with the nearest name."""
    from rapidfuzz import fuzz, process

    known = {e.id for e in exercises().values() if e.listed}
    if name in known:
        return exercises()[name]
    nearest = process.extractOne(name, known, scorer=fuzz.ratio)
    raise UsageError(
        f"There is no exercise {name!r}: did you mean {nearest[0] if nearest else 'list'}? 'voicecoach list' shows all."
    )


def synthesizer(settings: Settings) -> Synthesizer:
    """The voice of this machine. Raises DeviceError when none works."""
    from .mouths.speech_engine import SpeechEngine

    return SpeechEngine(settings.voice)


@lru_cache(maxsize=1)
def moonshine() -> Moonshine | None:
    """Moonshine, where its package is installed. Raises ModelError when its files are not what they should be."""
    from importlib.util import find_spec

    if find_spec("moonshine_voice") is None or find_spec("onnxruntime") is None:
        return None
    from .recognizers.moonshine import Moonshine

    return Moonshine()


def vosk(folder: Path | None = None) -> Vosk | None:
    """Vosk with the model of our language, where both are installed. Raises ModelError when the model is damaged."""
    from importlib.util import find_spec

    from . import models

    if not models.installed("vosk", LANGUAGE) or find_spec("vosk") is None:
        return None
    from .recognizers.vosk import open_vosk

    return open_vosk(intents(folder), LANGUAGE)


def recognizers(settings: Settings, folder: Path | None = None) -> tuple[Moonshine | None, Vosk | None]:
    """Those that the settings ask for and that are here: with "auto" both, as far as they are.

    Raises ModelError when there is none, with the one command that brings one.
    """
    decides = moonshine() if settings.recognizer in ("auto", "moonshine") else None
    streams = vosk(folder) if settings.recognizer in ("auto", "vosk") else None
    if decides is None and streams is None:
        if settings.recognizer == "moonshine":
            raise ModelError("Moonshine is not installed here. Run: pip install moonshine-voice==0.0.73")
        raise ModelError("There is no recognition model for English here. Run: voicecoach models get vosk-small-en-us")
    return decides, streams


def listener(settings: Settings, folder: Path | None = None) -> Listener:
    """The ear's mind: voice activity, recognizers, our phrases."""
    from .ears.listener import Listener
    from .ears.vad import Silero

    decides, streams = recognizers(settings, folder)
    return Listener(intents(folder), Silero(), decides, streams)
