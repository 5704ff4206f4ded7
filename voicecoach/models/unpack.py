"""From an archive to an installed model: unpacked aside, checked, then swapped in. Files only, no network."""

import shutil
import stat
import subprocess
import sys
import zipfile
import zlib
from importlib.util import find_spec
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory

from ..errors import ModelError
from . import manifest
from .catalogue import Model
from .places import aside, recover

LARGEST = 20
"""An archive that unpacks to more than so many times its size is no model."""
TRIAL = 180.0
"""Seconds that loading a model for the first time may take on a slow machine."""


def install(archive: Path, model: Model, home: Path) -> Path:
    """Unpack, check, and put the model in its place, replacing an older one only then.

    Raises ModelError; whatever goes wrong, what was installed before is still there.
    """
    target = home / model.name
    try:
        with TemporaryDirectory(prefix=".new-", dir=home) as aside_folder:
            _extract(archive, Path(aside_folder))
            new = Path(aside_folder) / model.inside
            check(new, model)
            manifest.write(new)
            _swap(new, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as err:
        raise ModelError(f"The archive of {model.name} is damaged. Run: voicecoach models get {model.name}") from err
    except OSError as err:
        raise ModelError(f"{model.name} could not be unpacked ({err.strerror}). Make room in {home}, then try again.") from err
    return target


def check(folder: Path, model: Model) -> None:
    """See that the folder is a working model, by loading it in another process. Raises ModelError."""
    if not folder.is_dir():
        raise ModelError(f"The archive of {model.name} does not hold the folder {model.inside}. Please report this.")
    if model.engine != "vosk":
        return
    from ..recognizers.vosk_model import check as check_files  # here, for it reads the manifest of this package

    check_files(folder)
    if find_spec("vosk") is not None:
        try_out(folder)


def try_out(folder: Path) -> None:
    """Load a Vosk model in a process of its own: one that crashes or hangs there cannot harm this one. Raises ModelError."""
    command = [sys.executable, "-m", "voicecoach.recognizers.vosk_trial", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=TRIAL, check=False)
    except subprocess.TimeoutExpired as err:
        raise ModelError(f"The model {folder.name} does not finish loading. Get another: voicecoach models list") from err
    if done.returncode:
        raise ModelError(f"The model {folder.name} cannot be loaded. Get it again: voicecoach models list")


def _extract(archive: Path, into: Path) -> None:
    with zipfile.ZipFile(archive) as content:
        members = content.infolist()
        if sum(member.file_size for member in members) > LARGEST * max(1, archive.stat().st_size):
            raise ModelError(f"The archive {archive.name} unpacks to far more than a model is. It was not unpacked.")
        for member in members:
            if _leads_outside(member.filename) or stat.S_ISLNK(member.external_attr >> 16):
                raise ModelError(f"The archive {archive.name} holds a path that leads outside its folder. It was not unpacked.")
        content.extractall(into)


def _leads_outside(name: str) -> bool:
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    return bool(windows.drive or windows.root) or posix.is_absolute() or ".." in windows.parts


def _swap(new: Path, target: Path) -> None:
    """Two renames; if the program dies between them, ``recover`` undoes the first."""
    recover(target)
    shutil.rmtree(aside(target), ignore_errors=True)
    if target.exists():
        target.rename(aside(target))
    try:
        new.rename(target)
    except OSError:
        recover(target)
        raise
    shutil.rmtree(aside(target), ignore_errors=True)
