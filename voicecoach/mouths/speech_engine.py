"""pyttsx3 as a synthesizer. The only place that knows pyttsx3, and the only thread that touches it.

pyttsx3 2.99 is used for what it does well, which is to find the system's voice and write speech to a file. What it must
not do: play (its playback cannot be cut), exist twice (its espeak driver has one global callback), be called from two
threads, or be trusted when ``runAndWait`` returns (the first one returns before there is a file).
"""

import ctypes
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import soundfile

from ..errors import DeviceError, UsageError
from .playout import RATE, Samples
from .synthesizer import loudness

DRIVER = {"win32": "sapi5", "darwin": "nsss"}.get(sys.platform, "espeak")

_VOICE = "en-us+m7" if DRIVER == "espeak" else None
"""Of 17 voices of espeak-ng tried, five went on to 400 of the coach's sentences and were understood alike (a recognizer got
20 to 21 % of their words wrong). This one is softer than the plain voice, with 5 dB less above 3.5 kHz, and its pitch
moves most; no person has judged it (benchmarks/speaking.py --voices)."""
_PATIENCE = 15.0
"""Seconds within which a sentence must be rendered: it takes 0.02."""
_SILENT = -60.0
"""dB of full scale under which a rendered sentence has no speech in it (espeak-ng speaks at -18)."""
_NOMINAL = 0.78 if DRIVER == "espeak" else 1.0
"""espeak-ng's nominal rate for one real word a minute: on the coach's sentences it is faster than it says
(benchmarks/speaking.py). The other drivers' is taken at its word."""
_SLOWEST_NOMINAL = 84
"""espeak-ng goes no slower than 80, and near it is not in proportion any more."""

_MEND = {
    "espeak": "install it with `apt install espeak-ng` (or dnf, or brew)",
    "sapi5": "turn a voice on in Windows' settings under Time & language, Speech",
    "nsss": "choose a voice in macOS' settings under Accessibility, Spoken Content",
}[DRIVER]


class SpeechEngine:
    """The voice that pyttsx3 finds on this machine: espeak-ng, SAPI 5 or NSSpeechSynthesizer."""

    rate = RATE
    slowest = round(_SLOWEST_NOMINAL / _NOMINAL)

    def __init__(self, voice: str | None = None) -> None:
        """Starts nothing yet. ``voice`` is as the system names it; for espeak-ng ``language+variant``."""
        self._voice = voice or _VOICE

    def render(self, text: str, wpm: int) -> Samples:
        """One sentence. Raises DeviceError (no engine, no sound) or UsageError (no such voice)."""
        samples = _the_engine().render(text, round(wpm * _NOMINAL), self._voice)
        if loudness(samples) < _SILENT:
            samples = _the_engine().render(text, round(wpm * _NOMINAL), self._voice)
        if loudness(samples) < _SILENT and any(c.isalnum() for c in text):
            raise DeviceError(f"The speech engine ({DRIVER}) answered with silence: {_MEND}.")
        return samples


class _Job:
    def __init__(self, text: str, rate: int, voice: str | None) -> None:
        self.text, self.rate, self.voice = text, rate, voice
        self.done = threading.Event()
        self.samples: Samples | None = None
        self.error: Exception | None = None


class _Engine:
    """The one pyttsx3 engine of this process and the thread that owns it. Lives as long as the process."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._finished = threading.Event()
        self._failure: Exception | None = None
        self._set: dict[str, object] = {}
        threading.Thread(target=self._serve, name="speech engine", daemon=True).start()

    def render(self, text: str, rate: int, voice: str | None) -> Samples:
        job = _Job(text, rate, voice)
        self._jobs.put(job)
        if not job.done.wait(_PATIENCE + 5):
            raise DeviceError(f"The speech engine ({DRIVER}) does not answer: restart voicecoach.")
        if job.error:
            raise job.error
        assert job.samples is not None
        return job.samples

    def _serve(self) -> None:
        engine: Any = None
        with tempfile.TemporaryDirectory(prefix="voicecoach-", dir=_private_place(), ignore_cleanup_errors=True) as folder:
            while True:
                job = self._jobs.get()
                try:
                    engine = engine or self._start()
                    job.samples = self._save(engine, job, Path(folder) / "sentence.wav")
                except (DeviceError, UsageError) as err:
                    job.error = err
                except Exception as err:  # whatever a driver throws, the session goes on
                    job.error = DeviceError(f"The speech engine ({DRIVER}) failed ({type(err).__name__}): {_MEND}.")
                job.done.set()

    def _start(self) -> Any:
        if DRIVER == "espeak":
            _offer_espeak()
        try:
            import pyttsx3

            engine = pyttsx3.init(DRIVER)
        except Exception as err:
            raise DeviceError(f"There is no speech engine ({type(err).__name__}): {_MEND}.") from err
        if DRIVER == "espeak":
            from pyttsx3.drivers import espeak

            espeak.print = lambda *_, **__: None  # it reports every file that it writes
            engine.proxy.setBusy(False)  # it begins as busy, whereby the first sentence would be handled differently
        engine.connect("finished-utterance", lambda **_: self._finished.set())
        engine.connect("error", self._failed)
        return engine

    def _failed(self, exception: Exception, **_: object) -> None:
        self._failure = exception
        self._finished.set()

    def _save(self, engine: Any, job: _Job, file: Path) -> Samples:
        self._failure = None
        self._choose(engine, "voice", job.voice)
        self._choose(engine, "rate", job.rate)
        self._finished.clear()
        try:
            engine.save_to_file(job.text, str(file))
            engine.runAndWait()
            if not self._finished.wait(_PATIENCE if DRIVER == "espeak" else 0.2) and not file.exists():
                raise DeviceError(f"The speech engine ({DRIVER}) did not finish a sentence: {_MEND}.")
            self._check()
            _wait_until_idle(engine)
            samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
        finally:
            file.unlink(missing_ok=True)
        mono: Samples = samples.mean(axis=1)
        return mono if rate == RATE else _resampled(mono, rate)

    def _choose(self, engine: Any, name: str, value: object) -> None:
        if value is None or self._set.get(name) == value:
            return
        engine.setProperty(name, value)
        if name == "voice" and self._failure:
            self._failure = None
            raise UsageError(f"There is no voice called {value!r}: leave the setting `voice` out, or name another.")
        if name == "voice":
            self._set.clear()  # a new voice brings its own rate
        self._set[name] = value
        if DRIVER == "espeak":
            from pyttsx3.drivers import _espeak

            _espeak.Synchronize()  # else the new rate comes a sentence late one time in three, and some are empty

    def _check(self) -> None:
        if self._failure:
            raise DeviceError(f"The speech engine ({DRIVER}) failed ({type(self._failure).__name__}): {_MEND}.")


_engine: _Engine | None = None
_engine_lock = threading.Lock()


def _the_engine() -> _Engine:
    global _engine
    with _engine_lock:
        _engine = _engine or _Engine()
        return _engine


def _offer_espeak() -> None:
    """Load the espeak-ng that pip installed, so that pyttsx3, which asks for it by name, finds it with no system package.

    Where that is not possible the system's own is tried by pyttsx3 itself.
    """
    try:
        import espeakng_loader

        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    except (ImportError, OSError, RuntimeError):
        return


def _wait_until_idle(engine: Any) -> None:
    """The finished event comes a moment before the driver is ready for the next sentence."""
    until = time.monotonic() + 1
    while engine.isBusy() and time.monotonic() < until:
        time.sleep(0.0005)


def _private_place() -> str | None:
    """Where this user's short-lived files go: in memory where the system has such a place."""
    place = os.environ.get("XDG_RUNTIME_DIR", "")
    return place if place and os.access(place, os.W_OK) else None


def _resampled(samples: Samples, rate: int) -> Samples:
    import soxr

    out: Samples = soxr.resample(samples, rate, RATE)
    return out
