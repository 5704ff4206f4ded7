"""The options that every command has, and the settings that come of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from ..config import Settings, load

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Common:
    """What the common options say."""

    settings: Settings
    mic: Path | None
    speaker: Path | None
    fast: bool


_OPTIONS = (
    click.option("--config", type=_FILE, metavar="FILE", help="Settings file (TOML) to use instead of the usual one."),
    click.option("--data", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Where things are kept."),
    click.option("--country", metavar="XX", help="Country code whose helpline is spoken, such as GB."),
    click.option("--number", metavar="TEXT", help="Your own number or person to call, said in a crisis."),
    click.option("--no-intro", "intro", flag_value=False, default=None, help="Leave out the introduction of a first run."),
    click.option("--mic", type=_FILE, metavar="FILE.wav", help="Hear this recording instead of a microphone."),
    click.option("--speaker", type=_FILE, metavar="FILE.wav", help="Record all that the coach says, in time."),
    click.option("--fast", is_flag=True, default=None, help="With --mic: as quickly as it can, in virtual time."),
    click.option("--recognizer", type=click.Choice(["auto", "vosk", "moonshine"]), help="Which recognizer hears."),
    click.option("--keyboard-only", is_flag=True, default=None, help="Open no microphone."),
    click.option("--microphone", metavar="NAME", help="Part of the name of the microphone to use."),
    click.option("--loudspeaker", metavar="NAME", help="Part of the name of the loudspeaker to use."),
    click.option("--voice", metavar="NAME", help="The synthesizer's voice."),
    click.option("--rate", type=float, metavar="X", help="Speech rate factor, 0.7 to 1.3."),
    click.option("--volume", type=float, metavar="X", help="Loudness factor, 0.3 to 1.5."),
    click.option("--seed", type=int, metavar="N", help="The same seed gives the same wording."),
)
_NAMES = {
    "config", "data", "country", "number", "intro", "mic", "speaker", "fast", "recognizer", "keyboard_only", "microphone",
    "loudspeaker", "voice", "rate", "volume", "seed",
}  # fmt: skip


def common(function: F) -> F:
    """Give a command the common options; it gets them as ``common``. They may stand before the command's name too."""

    @click.pass_context
    def command(context: click.Context, /, **given: Any) -> Any:
        own = {key: given.pop(key) for key in list(given) if key in _NAMES}
        outer: dict[str, Any] = context.find_root().obj or {}
        merged = {key: outer.get(key) if value is None else value for key, value in own.items()}
        if context.parent is None:
            context.obj = merged
        files = {key: merged.pop(key) for key in ("config", "mic", "speaker", "fast")}
        settings = load(files["config"], **merged)
        return function(Common(settings, files["mic"], files["speaker"], bool(files["fast"])), **given)

    command.__name__, command.__doc__ = function.__name__, function.__doc__
    wrapped: Any = command
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]
