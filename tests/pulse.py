"""A private PulseAudio with a loudspeaker and a microphone that are only software, for tests of real sound.

Two null sinks: what is played into ``mic`` is heard at the default source, what the program plays goes to ``spk``, whose
monitor can be recorded. Works as root and in a container. Programs that shall use it are started with ``env``, for
PortAudio lists its devices once and for good.
"""

import os
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import wave
from pathlib import Path

MISSING = next(
    (f"{tool} is not installed" for tool in ("pulseaudio", "pactl", "parecord", "paplay") if not shutil.which(tool)), ""
)
"""Why there can be no virtual devices here; empty when there can."""

_ASOUNDRC = """
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


class Pulse:
    """Starts the daemon; use as a context manager. ``env`` is what makes a program use it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vc-pulse-"))
        self.socket = self.folder / "native"
        keep = {k: v for k, v in os.environ.items() if not k.startswith("PULSE_")}
        self.env = keep | {
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_SERVER": f"unix:{self.socket}",
            "PULSE_COOKIE": str(self.folder / "cookie"),
        }
        (self.folder / ".asoundrc").write_text(_ASOUNDRC)
        self._children: list[subprocess.Popen[bytes]] = []
        self._daemon: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Pulse":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()
            child.wait()
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start the daemon with its two sinks (again, after ``stop``)."""
        script = (
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self.socket}\n"
            "load-module module-null-sink sink_name=spk rate=48000 norewinds=1\n"
            "load-module module-null-sink sink_name=mic rate=48000 norewinds=1\n"
            "set-default-sink spk\nset-default-source mic.monitor\n"
        )
        (self.folder / "script.pa").write_text(script)
        self._daemon = subprocess.Popen(
            ["pulseaudio", "-n", "-F", str(self.folder / "script.pa"), "--exit-idle-time=-1", "--daemonize=no",
             "--use-pid-file=no", "--disable-shm=yes", "--high-priority=no", "--realtime=no"],
            env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 15
        while "mic.monitor" not in self.pactl("list", "short", "sources", check=False):
            if time.monotonic() > until or self._daemon.poll() is not None:
                raise RuntimeError("pulseaudio does not start")
            time.sleep(0.05)
        self.say(self._hiss())

    def _hiss(self) -> Path:
        """What every real microphone gives when nobody speaks: noise at -90 dB of full scale, for twenty minutes."""
        file = self.folder / "hiss.wav"
        if not file.exists():
            with wave.open(str(file), "wb") as out:
                out.setparams((1, 2, 4000, 0, "NONE", "none"))
                second = struct.pack("<4000h", *(random.Random(0).choices((-1, 0, 1), k=4000)))
                out.writeframes(second * 1200)
        return file

    def stop(self, kill: bool = False) -> None:
        """End the daemon: both devices vanish."""
        if self._daemon is None:
            return
        self._daemon.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        self._daemon.wait()
        self.socket.unlink(missing_ok=True)
        self._daemon = None

    def pactl(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(["pactl", *words], env=self.env, capture_output=True, text=True, check=check)
        return done.stdout

    def say(self, wav: Path) -> "subprocess.Popen[bytes]":
        """Play a WAV into the microphone; returns at once."""
        return self._child(["paplay", "--device=mic", "--latency-msec=20", str(wav)])

    def record(self, wav: Path, sink: str = "spk") -> "subprocess.Popen[bytes]":
        """Record what the loudspeaker plays (16 kHz mono) until the returned process is terminated."""
        return self._child(
            ["parecord", f"--device={sink}.monitor", "--rate=16000", "--channels=1", "--format=s16le",
             "--latency-msec=20", "--file-format=wav", str(wav)]
        )  # fmt: skip

    def _child(self, command: list[str]) -> "subprocess.Popen[bytes]":
        child = subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._children.append(child)
        return child
