"""Speech of espeak-ng as recognizers take it, and the models that may be here to hear it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from voicecoach.audio import RATE, read
from voicecoach.models import installed
from voicecoach.recognizers import Samples

TESTS = Path(__file__).parent


def quiet(seconds: float, level: float = 3e-4) -> Samples:
    return np.random.default_rng(7).normal(0.0, level, round(seconds * RATE)).astype(np.float32)


def found(language: str) -> Path:
    if find_spec("vosk") is None:
        pytest.skip("Vosk is not installed on this system")
    models = installed("vosk", language)
    if not models:
        pytest.skip(f"no Vosk model for {language!r} is installed here (voicecoach models)")
    return models[0].path


@cache
def say(text: str, voice: str = "ko", wpm: int = 150) -> Samples:
    """Spoken, with half a second of quiet around it. The same text is spoken once."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        wanted = json.dumps([[voice, wpm, text, str(file)]])
        subprocess.run([sys.executable, str(TESTS / "say_aloud.py")], input=wanted, text=True, check=True)
        return np.concatenate([quiet(0.5), read(file), quiet(0.5)])


def blocks(samples: Samples, length: int = 1600) -> Iterator[Samples]:
    for start in range(0, len(samples), length):
        yield samples[start : start + length]
