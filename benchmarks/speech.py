"""The speech and the noise that benchmarks measure with, where they are. Reading and mixing only."""

import json
import os
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from voicecoach import audio
from voicecoach.recognizers import Samples

FOLDER = Path(os.environ.get("VOICECOACH_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "bench"
FRAME = 2048  # samples over which upstream measures energy

Clip = dict[str, Any]


def clips(*sets: str) -> list[Clip]:
    """The clips of these sets. Ends the program, saying why, where the recordings are absent."""
    manifest = FOLDER / "speech" / "manifest.jsonl"
    if not manifest.is_file():
        print(f"skipped: there are no recordings in {FOLDER} (set VOICECOACH_SHARED)")
        sys.exit(0)
    return [row for line in manifest.open(encoding="utf-8") if (row := json.loads(line))["set"] in sets]


def sound(clip: Clip) -> Samples:
    """A clip's samples, 16 kHz mono."""
    return audio.read(FOLDER / "speech" / clip["path"])


def kitchen() -> Samples:
    """The kitchen noise of the speech-to-intent benchmark."""
    return audio.read(FOLDER / "noise" / "noise_pv_kitchen.flac")


def noises(seconds: float, every: float) -> list[tuple[str, Samples]]:
    """Windows of all noises, with their names."""
    rows = [json.loads(line) for line in (FOLDER / "noise" / "manifest.jsonl").open(encoding="utf-8")]
    windows = []
    for row in (r for r in rows if r["kind"] == "noise"):
        whole = audio.read(FOLDER / row["path"])
        length, step = int(seconds * audio.RATE), int(every * audio.RATE)
        windows += [(row["name"], whole[i : i + length]) for i in range(0, len(whole) - length + 1, step)]
    return windows


def mixed(samples: Samples, noise: Samples, name: str, snr: float | None) -> Samples:
    """Speech with noise at so many dB, loudest frame to loudest frame, the noise starting at crc32(name): repeatable."""
    if snr is None:
        return samples
    start = zlib.crc32(name.encode()) % (len(noise) - len(samples))
    part = noise[start : start + len(samples)]
    both = samples + part * np.sqrt(_energy(samples) / _energy(part) / 10 ** (snr / 10))
    result: Samples = (0.5 * both / np.abs(both).max()).astype(np.float32)
    return result


def _energy(samples: Samples) -> float:
    frames = len(samples) // FRAME
    return float(np.square(samples[: frames * FRAME].reshape(frames, FRAME)).mean(axis=1).max()) if frames else 1e-9
