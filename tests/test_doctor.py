"""The doctor: measures what there is, says what is wrong and how to mend it, and is never ill itself."""

import json
import sys
from typing import Any

import numpy as np
import pytest

from voicecoach import doctor, portaudio
from voicecoach.config import Settings
from voicecoach.errors import DeviceError, ModelError
from voicecoach.mouths.playout import RATE, Samples
from voicecoach.mouths.synthesizer import Wordless


def hiss(level: float) -> Samples:
    """A second of noise at so many dB of full scale."""
    return (10 ** (level / 20) * np.random.default_rng(0).standard_normal(16_000)).astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "ok", "word"),
    [
        (np.zeros(16_000, np.float32), False, "no sound"),
        (hiss(-80), False, "too quiet"),
        (hiss(-55), True, "level -55 dB"),
        (hiss(-25), True, "loud"),
        (np.clip(hiss(-3), -1, 1), False, "clipping"),
        (np.zeros(0, np.float32), False, "no sound"),
    ],
)
def test_the_level_is_judged(samples: Samples, ok: bool, word: str) -> None:
    check = doctor.judge(samples)
    assert check.ok == ok
    assert word in check.detail
    assert ok or check.mend


def test_without_portaudio_everything_is_still_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    checks = {check.name: check for check in doctor.checks(Settings())}
    assert list(checks) == ["microphone", "loudspeaker", "synthesizer", "moonshine", "vosk"]
    assert not checks["loudspeaker"].ok
    assert "PortAudio" in checks["loudspeaker"].detail
    assert checks["loudspeaker"].mend
    assert all("PortAudio" in line for line in doctor.devices())


def test_an_unexpected_fault_is_a_result_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> Any:
        raise RuntimeError("inside")

    monkeypatch.setattr(doctor, "microphone", faulty)
    monkeypatch.setattr(doctor, "loudspeaker", faulty)
    found = doctor.checks(Settings())[0]
    assert not found.ok
    assert "RuntimeError" in found.detail
    assert "inside" not in found.detail


def test_a_damaged_model_tells_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise ModelError("A file is not what it should be. Run: voicecoach models get x")

    monkeypatch.setattr("voicecoach.app.vosk", damaged)
    found = doctor._checked("vosk", doctor.vosk)
    assert not found.ok
    assert "Run: voicecoach models get x" in f"{found.detail}: {found.mend}"


def test_a_loudspeaker_that_takes_no_sound_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck:
        latency = 0.0
        lost = True

        def __init__(self, *_: object) -> None: ...
        def start(self) -> None: ...
        def stop(self) -> None: ...

    monkeypatch.setattr(doctor, "Loudspeaker", Stuck)
    assert not doctor.loudspeaker(None, Wordless()).ok


class FakeLibrary:
    """sounddevice with one microphone and one pair of loudspeakers."""

    class PortAudioError(Exception): ...

    class default:
        device = (0, 1)

    rows = (
        {"name": "Desk mic", "index": 0, "max_input_channels": 1, "max_output_channels": 0, "default_samplerate": 48000.0},
        {"name": "Boxes", "index": 1, "max_input_channels": 0, "max_output_channels": 2, "default_samplerate": 44100.0},
    )
    accepted = 44_100

    def query_devices(self, device: str | None = None, kind: str | None = None) -> Any:
        if kind is None:
            return self.rows
        if device == "Nothing":
            raise ValueError("No output device matching 'Nothing'")
        return self.rows[1]

    def OutputStream(self, samplerate: int, device: str | None, **settings: Any) -> str:
        if device == "Nothing":
            raise ValueError("No output device matching 'Nothing'")
        if samplerate != self.accepted:
            raise self.PortAudioError("Invalid sample rate")
        return f"stream with blocks of {settings['blocksize']}"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    fake = FakeLibrary()
    monkeypatch.setattr(portaudio, "library", lambda: fake)
    return fake


@pytest.mark.usefixtures("library")
def test_devices_are_listed_with_the_usual_ones_marked() -> None:
    assert doctor.devices() == ["microphone  * Desk mic (48000 Hz)", "loudspeaker * Boxes (44100 Hz)"]


def test_a_rate_that_is_refused_is_replaced_by_the_devices_own(library: FakeLibrary) -> None:
    assert portaudio.open_stream("output", None, RATE, blocksize=220) == ("stream with blocks of 440", 44_100)
    library.accepted = RATE
    assert portaudio.open_stream("output", None, RATE, blocksize=220) == ("stream with blocks of 220", RATE)


@pytest.mark.usefixtures("library")
def test_a_name_that_fits_no_device_is_said() -> None:
    with pytest.raises(DeviceError, match="voicecoach devices"):
        portaudio.open_stream("output", "Nothing", RATE)


def test_a_device_that_refuses_every_rate_is_said(library: FakeLibrary) -> None:
    library.accepted = 0
    with pytest.raises(DeviceError, match="Invalid sample rate"):
        portaudio.open_stream("output", None, RATE)


def test_no_devices_are_one_line(library: FakeLibrary) -> None:
    library.rows = ()
    assert len(doctor.devices()) == 1


def test_the_result_can_be_written_as_json() -> None:
    from dataclasses import asdict

    assert json.loads(json.dumps(asdict(doctor.judge(hiss(-50)))))["name"] == "microphone"
