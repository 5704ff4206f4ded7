"""Where models are installed. Looks at folders and at installed packages; changes nothing but an interrupted swap."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import platformdirs

from ..intents import data_folder
from .catalogue import Model, named, table


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that is on this machine."""

    model: Model
    path: Path


def home() -> Path:
    """The user's own folder of models, where new ones go."""
    return Path(platformdirs.user_data_dir("voicecoach")) / "models"


def find(name: str, among: Path | None = None) -> Path | None:
    """The folder of an installed model, or None. Raises ModelError for a name that models.toml does not have.

    Looks in ``among`` (by default the user's folder), in the project's models/, and inside installed packages.
    """
    return _find(named(name), among or home())


def _find(model: Model, among: Path) -> Path | None:
    recover(among / model.name)
    own = [among / model.name, data_folder("models") / model.name, data_folder("models") / model.inside]
    for folder in own:
        if folder.is_dir():
            return folder
    return _in_package(model)


def _in_package(model: Model) -> Path | None:
    """Inside an installed package, found without importing it."""
    if model.package is None:
        return None
    top, *rest = Path(model.inside).parts
    spec = find_spec(top)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (folder := Path(place, *rest)).is_dir():
            return folder
    return None


def installed(engine: str, language: str, among: Path | None = None) -> tuple[Installed, ...]:
    """The models on this machine that the engine can use for the language, those first that models.toml has first."""
    wanted = (model for model in table() if model.engine == engine and model.language == language)
    return tuple(Installed(model, path) for model in wanted if (path := _find(model, among or home())))


def aside(target: Path) -> Path:
    """Where the model that was there waits while another takes its place."""
    return target.with_name(f".old-{target.name}")


def recover(target: Path) -> None:
    """Bring back the old model if a swap was interrupted between its two renames."""
    if aside(target).is_dir() and not target.exists():
        try:
            aside(target).rename(target)
        except OSError:  # another process did, or may
            return
