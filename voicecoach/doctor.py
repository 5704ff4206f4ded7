"""What works on this machine and how to mend what does not, as data. Measures; prints nothing and never raises."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import app, portaudio
from .config import Settings
from .ears.capture import HEADER, RATE
from .errors import DeviceError, ModelError, UsageError, VoiceCoachError
from .mouths.loudspeaker import Loudspeaker
from .mouths.playout import Playout, Samples
from .mouths.synthesizer import Synthesizer, loudness
from .mouths.voice import Voice

TOO_QUIET = -70.0
"""dB of full scale, root mean square: an open microphone in a silent room gives more than this, mostly -65 to -45."""
TOO_NOISY = -30.0
"""dB of full scale while nobody speaks: speech at arm's length is about -25, and recognition wants 6 dB between them."""
CLIPPING = -0.5
"""dB of full scale at the peak."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    """What was found."""
    mend: str = ""
    """What to do, where something is not as it should be."""


def checks(settings: Settings) -> list[Check]:
    """Microphone, loudspeaker, synthesizer and recognizers, in this order. Takes about three seconds."""
    synthesizer = app.synthesizer(settings)
    return [
        _checked("microphone", lambda: microphone(settings.microphone)),
        _checked("loudspeaker", lambda: loudspeaker(settings.loudspeaker, synthesizer)),
        _checked("synthesizer", lambda: speech(synthesizer)),
        _checked("moonshine", moonshine),
        _checked("vosk", vosk),
    ]


def devices() -> list[str]:
    """One line for each sound device, or one that says why there are none."""
    try:
        found = portaudio.devices()
    except DeviceError as err:
        return [str(err)]
    if not found:
        return ["No sound device was found: connect a microphone or a headset. voicecoach works by keyboard too."]
    kinds = {"input": "microphone", "output": "loudspeaker"}
    return [f"{kinds[d.direction]:12}{'* ' if d.default else '  '}{d.name} ({d.rate} Hz)" for d in found]


def microphone(device: str | None = None, seconds: float = 1.0) -> Check:
    """Records for a second and looks at the level: that a microphone opens is no proof of sound. Raises DeviceError."""
    return judge(_record(device, seconds))


def judge(samples: Samples) -> Check:
    """What the level of a recording of nobody speaking (or of somebody) says about the microphone."""
    level, peak = loudness(samples), 20 * np.log10(max(1e-6, float(np.abs(samples).max(initial=0.0))))
    detail = f"level {level:.0f} dB, peak {peak:.0f} dB of full scale"
    if not samples.any():
        return Check("microphone", False, "no sound at all", "Unmute it, allow its use, or choose another (--microphone).")
    if peak > CLIPPING:
        return Check("microphone", False, f"{detail}: clipping", "Lower its level in the system's sound settings.")
    if level < TOO_QUIET:
        return Check("microphone", False, f"{detail}: too quiet", "Raise its level in the system's sound settings.")
    if level > TOO_NOISY:
        return Check("microphone", True, f"{detail}: loud", "If nobody spoke just now: less noise, or a headset, helps.")
    return Check("microphone", True, detail)


def loudspeaker(device: str | None, synthesizer: Synthesizer) -> Check:
    """Plays a word. Raises DeviceError."""
    playout = Playout()
    try:
        playout.say(1, Voice(synthesizer).render("Hello.", 130))
    except VoiceCoachError:  # that is the synthesizer's check; the device can be tried without a sound
        playout.say(1, np.zeros(playout.rate // 2, np.float32))
    player = Loudspeaker(lambda count: playout.pull(count).samples, device)
    player.start()
    until = time.monotonic() + 3
    while playout.speaking and time.monotonic() < until and not player.lost:
        time.sleep(0.05)
    time.sleep(player.latency)
    lost, latency = playout.speaking, player.latency
    player.stop()
    if lost:
        return Check("loudspeaker", False, "it opens but takes no sound", "See whether another program holds it.")
    return Check("loudspeaker", True, f"a word was played, latency {latency * 1000:.0f} ms")


def speech(synthesizer: Synthesizer) -> Check:
    """Renders a word. Raises DeviceError or UsageError."""
    began = time.perf_counter()
    samples = Voice(synthesizer).render("Hello.", 130)
    spent = (time.perf_counter() - began) * 1000
    return Check("synthesizer", True, f"rendered a word in {spent:.0f} ms, level {loudness(samples):.0f} dB of full scale")


def moonshine() -> Check:
    """Raises ModelError when a file is not what it should be."""
    if app.moonshine() is None:
        return Check("moonshine", False, "not installed", "Run: pip install moonshine-voice==0.0.73 (where it has a wheel)")
    return Check("moonshine", True, "its files are whole")


def vosk() -> Check:
    """Vosk is an addition: that it is missing is no fault. Raises ModelError when its model is damaged."""
    if app.vosk() is None:
        return Check(
            "vosk", True, "no model for English here, Moonshine decides alone", "voicecoach models get vosk-small-en-us"
        )
    return Check("vosk", True, "its model is whole")


def _checked(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (DeviceError, ModelError, UsageError) as err:
        what, colon, mend = str(err).rpartition(". Run: ")
        if colon:
            return Check(name, False, what, f"Run: {mend}")
        what, _, mend = str(err).partition(": ")
        return Check(name, False, what, mend[:1].upper() + mend[1:])
    except Exception as err:
        return Check(name, False, f"the check itself failed ({type(err).__name__})", "Please report this.")


def _record(device: str | None, seconds: float) -> Samples:
    """From the process that captures for a session too, so that a driver that hangs is only ended."""
    command = [sys.executable, "-P", "-m", "voicecoach.ears.capture", *([device] if device else [])]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout
        try:
            opened = json.loads(child.stdout.readline() or b"{}")
            if "rate" not in opened:
                raise DeviceError(opened.get("error", "The microphone cannot be opened: connect one, or allow its use."))
            parts: list[bytes] = []
            while sum(map(len, parts)) < 4 * seconds * opened.get("rate", RATE):
                header = child.stdout.read(HEADER.size)
                if len(header) < HEADER.size:
                    raise DeviceError("The microphone opens but gives no sound: unmute it, or allow its use.")
                parts.append(child.stdout.read(HEADER.unpack(header)[2]))
        finally:
            child.kill()
    return np.frombuffer(b"".join(parts), np.float32)
