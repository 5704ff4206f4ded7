"""Reads recordings as what recognizers take: mono float32 at 16 kHz. Only reading lives here."""

from pathlib import Path

import numpy as np
import soundfile
import soxr

from .errors import UsageError
from .recognizers import RATE, Samples

__all__ = ["RATE", "read"]


def read(path: Path) -> Samples:
    """A WAV, FLAC or Ogg file of any rate and number of channels, mixed to mono and resampled to 16 kHz.

    Samples are in [-1, 1]. Raises UsageError when the file cannot be read as audio.
    """
    if not path.is_file():
        raise UsageError(f"There is no recording {path}: name a WAV, FLAC or Ogg file.")
    try:
        audio, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError, ValueError) as err:
        raise UsageError(f"{path} cannot be read as a recording: use a WAV, FLAC or Ogg file.") from err
    mono: Samples = np.nan_to_num(audio.mean(axis=1))
    if rate != RATE:
        mono = soxr.resample(mono, rate, RATE).astype(np.float32)
    return mono
