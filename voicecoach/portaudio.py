"""The sound library and its devices. The only place that imports sounddevice.

PortAudio lists its devices once: a device that came later is found only after ``restart``, which must not happen while
a stream is open. The microphone therefore runs in a process of its own (ears/capture.py), and in this one there is at
most the loudspeaker's stream.
"""

import ctypes
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from .errors import DeviceError

Direction = Literal["input", "output"]

INSTALL = {
    "linux": "install it with `apt install libportaudio2` (or `dnf install portaudio`)",
    "darwin": "install it with `brew install portaudio`",
}.get(sys.platform, "reinstall voicecoach with pip")


@dataclass(frozen=True, slots=True)
class Device:
    """One way to hear or to be heard."""

    name: str
    direction: Direction
    default: bool
    rate: int
    """The rate it prefers, in samples a second."""


def library() -> Any:
    """The sounddevice module. Raises DeviceError when it or PortAudio is missing."""
    try:
        import sounddevice
    except (ImportError, OSError) as err:  # OSError: there is no PortAudio
        raise DeviceError(f"The sound library PortAudio is missing: {INSTALL}.") from err
    _quiet_alsa()
    return sounddevice


_Report = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
_ignore = _Report(lambda *_: None)  # kept for as long as ALSA may call it


@cache
def _quiet_alsa() -> None:
    """ALSA writes of every underrun to the terminal, into what is being typed there."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_ignore)


def devices() -> list[Device]:
    """All devices there are. Raises DeviceError when that cannot be told."""
    sd = library()
    try:
        rows = list(sd.query_devices())
        usual = {"input": sd.default.device[0], "output": sd.default.device[1]}
    except Exception as err:
        raise DeviceError(
            f"The system does not tell its sound devices ({_brief(err)}): see that its sound server runs."
        ) from err
    return [
        Device(row["name"], direction, row["index"] == usual[direction], round(row["default_samplerate"]))
        for row in rows
        for direction in ("input", "output")
        if row[f"max_{direction}_channels"] > 0
    ]


def restart() -> None:
    """Look at the hardware again. Call it only while no stream is open in this process. Raises DeviceError."""
    sd = library()
    try:
        sd._terminate()
        sd._initialize()
    except Exception as err:
        raise DeviceError(f"The sound library does not start again ({_brief(err)}): restart voicecoach.") from err


def open_stream(direction: Direction, device: str | None, rate: int, raw: bool = False, **settings: Any) -> tuple[Any, int]:
    """An opened, unstarted mono float32 stream and its rate: the one asked for or, if it is refused, the device's own.

    ``device`` is a name or a part of one; None is the system's default. Raises DeviceError.
    """
    sd = library()
    kind = f"{'Raw' if raw else ''}{'Input' if direction == 'input' else 'Output'}Stream"
    settings |= {"device": device, "channels": 1, "dtype": "float32"}
    try:
        try:
            return getattr(sd, kind)(samplerate=rate, **settings), rate
        except sd.PortAudioError:
            own = round(sd.query_devices(device, direction)["default_samplerate"])
            if settings.get("blocksize"):
                settings["blocksize"] = round(settings["blocksize"] * own / rate)
            return getattr(sd, kind)(samplerate=own, **settings), own
    except Exception as err:
        raise DeviceError(_refusal(direction, device, err)) from err


def _refusal(direction: Direction, device: str | None, err: Exception) -> str:
    what = "microphone" if direction == "input" else "loudspeaker"
    if isinstance(err, ValueError) and device:
        return f"There is no {what} called {device!r}, or more than one: `voicecoach devices` lists them."
    return f"No {what} can be opened ({_brief(err)}): connect one, or allow its use."


def _brief(err: Exception) -> str:
    """The first words of what PortAudio said."""
    return str(err.args[0]).splitlines()[0][:80] if err.args else type(err).__name__
