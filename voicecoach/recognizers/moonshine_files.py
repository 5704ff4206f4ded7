"""Finds and verifies Moonshine's files inside the installed package moonshine-voice, without importing it.

Importing it would load a library and another copy of the model; only its data is wanted.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from ..errors import ModelError

SHA256 = {
    "encoder_model.ort": "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
    "decoder_model_merged.ort": "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
    "tokenizer.bin": "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
}
"""The files of tiny-en as moonshine-voice 0.0.73 carries them (MIT)."""

MEND = "pip install --force-reinstall --no-deps moonshine-voice==0.0.73"


def folder() -> Path:
    """Where the files are. Raises ModelError when the package is not installed."""
    spec = find_spec("moonshine_voice")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"The recognizer Moonshine is not installed. Run: {MEND}")
    return Path(next(iter(spec.submodule_search_locations))) / "assets" / "tiny-en"


def read(where: Path) -> dict[str, bytes]:
    """The content of each file, by name. Raises ModelError when one is missing or is not what it should be."""
    return {name: _read(where / name, expected) for name, expected in SHA256.items()}


def _read(path: Path, expected: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as err:
        raise ModelError(f"Moonshine's file {path.name} is missing. Run: {MEND}") from err
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelError(f"Moonshine's file {path.name} is damaged or of another version. Run: {MEND}")
    return data
