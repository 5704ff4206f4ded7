"""What models there are: models/models.toml as values. Reading that one file is all that lives here."""

import tomllib
from dataclasses import dataclass
from functools import cache

from ..errors import ContentError, ModelError
from ..intents import data_folder


@dataclass(frozen=True, slots=True)
class Model:
    """One recognition model that can be had. The fields are explained at the head of models.toml."""

    name: str
    title: str
    engine: str
    language: str
    size: int
    licence: str
    sources: tuple[str, ...]
    inside: str
    sha256: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    ghosts: frozenset[str] = frozenset()
    believe: float | None = None

    @property
    def package(self) -> str | None:
        """``package==version`` when it comes as an installable package, else None."""
        return next((source.removeprefix("pip:") for source in self.sources if source.startswith("pip:")), None)


@cache
def table() -> tuple[Model, ...]:
    """Every model of models.toml, in its order. Raises ContentError for a malformed file."""
    file = data_folder("models") / "models.toml"
    try:
        rows = tomllib.loads(file.read_text("utf-8"))
        return tuple(_model(name, row) for name, row in rows.items())
    except (OSError, tomllib.TOMLDecodeError, TypeError, KeyError) as err:
        raise ContentError(
            f"The list of models {file} cannot be used ({err}). Correct it, or install voicecoach again."
        ) from err


def _model(name: str, row: dict[str, object]) -> Model:
    lists = {key: tuple(value) for key in ("sources",) if isinstance(value := row[key], list)}
    files, ghosts = row.get("files", {}), row.get("ghosts", [])
    assert isinstance(files, dict)
    assert isinstance(ghosts, list)
    return Model(name, **row | lists | {"files": tuple(files.items()), "ghosts": frozenset(ghosts)})  # type: ignore[arg-type]


def named(name: str) -> Model:
    """The model of that name. Raises ModelError, listing the names there are."""
    for model in table():
        if model.name == name:
            return model
    raise ModelError(f"There is no model called {name}. Those to be had: {', '.join(m.name for m in table())}.")
