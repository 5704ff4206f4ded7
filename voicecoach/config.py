"""Settings: a TOML file, every key of which is also an option of the command line. Reads files; nothing else."""

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from platformdirs import user_config_path, user_data_path

from .errors import UsageError

RecognizerName = Literal["auto", "vosk", "moonshine"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. Each field is a key of the settings file and an option ``--like-this``."""

    data: Path = field(default_factory=lambda: user_data_path("voicecoach", appauthor=False))
    """Where what is kept is kept."""
    country: str | None = None
    """ISO code of the country whose helpline is spoken, such as "GB"."""
    number: str | None = None
    """Your own number or person to call, spoken instead of the helpline's."""
    intro: bool = True
    """Whether a first run begins with the introduction."""
    recognizer: RecognizerName = "auto"
    keyboard_only: bool = False
    microphone: str | None = None
    """Part of the name of the microphone to use."""
    loudspeaker: str | None = None
    """Part of the name of the loudspeaker to use."""
    voice: str | None = None
    """The synthesizer's voice."""
    rate: float = 1.0
    """Speech rate factor, 0.7 to 1.3."""
    volume: float = 1.0
    """Loudness factor, 0.3 to 1.5."""
    seed: int = 0
    """The same seed gives the same wording."""


RANGES = {"rate": (0.7, 1.3), "volume": (0.3, 1.5)}


def default_file() -> Path:
    return user_config_path("voicecoach", appauthor=False) / "settings.toml"


def load(file: Path | None = None, **options: Any) -> Settings:
    """The settings of the file, or of the usual one where there is one; ``options`` that are not None win.

    Raises UsageError for a file that is named but missing, is not valid TOML, or sets something it should not.
    """
    path = file or default_file()
    values: dict[str, Any] = {}
    if file or path.is_file():
        try:
            values = {key.replace("-", "_"): value for key, value in tomllib.loads(path.read_text("utf-8")).items()}
        except tomllib.TOMLDecodeError as err:
            raise UsageError(f"{path} is not valid TOML ({err}): correct that line.") from err
        except (OSError, UnicodeDecodeError) as err:
            raise UsageError(f"{path} cannot be read ({err.__class__.__name__}): name a settings file that is there.") from err
    known = {f.name for f in fields(Settings)}
    if unknown := sorted(values.keys() - known):
        raise UsageError(f"{path} sets {unknown[0]!r}, which is no setting: the settings are {', '.join(sorted(known))}.")
    values = {key: _checked(key, value, path) for key, value in values.items()}
    values |= {key: _checked(key, value, "the command line") for key, value in options.items() if value is not None}
    return replace(Settings(), **values)


def _checked(key: str, value: Any, where: object) -> Any:
    """The value in its own type."""
    match key, value:
        case ("data", str()):
            return Path(value).expanduser()
        case ("data", Path()):
            return value
        case ("country", str()) if len(value) == 2 and value.isalpha():
            return value.upper()
        case ("recognizer", str()) if value in get_args(RecognizerName):
            return value
        case ("intro" | "keyboard_only", bool()):
            return value
        case ("seed", int()) if not isinstance(value, bool):
            return value
        case ("rate" | "volume", int() | float()) if value is not True and RANGES[key][0] <= value <= RANGES[key][1]:
            return float(value)
        case ("number" | "microphone" | "loudspeaker" | "voice", str()):
            return value
    raise UsageError(f"{where} gives {key} the value {value!r}: {EXPECTED[key]}.")


EXPECTED = {
    "data": "a folder is expected",
    "country": "a two-letter country code such as GB is expected",
    "recognizer": "auto, vosk or moonshine is expected",
    "intro": "true or false is expected",
    "keyboard_only": "true or false is expected",
    "seed": "a whole number is expected",
    "rate": "a number from 0.7 to 1.3 is expected",
    "volume": "a number from 0.3 to 1.5 is expected",
    "number": "a text in quotes is expected",
    "microphone": "a device's name is expected",
    "loudspeaker": "a device's name is expected",
    "voice": "a voice's name is expected",
}
