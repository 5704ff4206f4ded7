"""A model that comes as an archive: its sources in order, until one gives it. The download itself is ``fetch``'s."""

import time
from collections.abc import Callable
from pathlib import Path

from ..errors import ModelError
from . import unpack
from .catalogue import Model

Progress = Callable[[int, int], None]
"""Told the bytes there are and the bytes there will be, a few times a megabyte."""


def install(model: Model, home: Path, connect_timeout: float, progress: Progress | None) -> Path:
    """Fetch and install the model in ``home``; its folder. Raises ModelError when no source gave it.

    What was fetched in part stays in ``home``/.partial to go on with.
    """
    from .fetch import NotFetched, fetch  # here: the HTTP library is loaded only by who fetches

    part = home / ".partial" / f"{model.name}.zip"
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ModelError(f"The folder {part.parent} cannot be made ({err.strerror}). Check the permissions there.") from err
    left, trouble = connect_timeout, ""
    for number, source in enumerate(model.sources):
        wait = max(1.0, left / (len(model.sources) - number))
        began = time.monotonic()
        try:
            fetch(source, part, model.sha256 or "", model.size, wait, progress)
        except NotFetched as err:
            trouble = str(err)
            left -= time.monotonic() - began
            continue
        folder = unpack.install(part, model, home)
        part.unlink(missing_ok=True)
        return folder
    raise ModelError(f"{model.name} was not fetched: {trouble} To try again, run: voicecoach models get {model.name}")
