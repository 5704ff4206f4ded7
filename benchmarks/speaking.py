"""How fast, how evenly and how stoppably the coach speaks. Run: python benchmarks/speaking.py

- cold start: a new process, from its first line to the first rendered samples
- rendering: milliseconds for each of the coach's own sentences, new and kept
- pace: real words a minute against those asked for, over the coach's own sentences
- voices (--voices A,B): how many words of the coach's sentences Moonshine's free decoding gets wrong in each voice, as
  a stand-in for listeners, with its pitch, how much that moves, and how sharp it sounds
- hush: through a private PulseAudio (tests/pulse.py), from the order to the last audible sample (-50 dB of full
  scale) in a recording of the loudspeaker; the device's own delay is measured by a click and printed apart
"""

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile
import soxr
from rapidfuzz.distance import Levenshtein

from voicecoach import app
from voicecoach.exercise import Ask, Speak
from voicecoach.mouths.playout import Samples
from voicecoach.mouths.speech_engine import SpeechEngine
from voicecoach.mouths.voice import Voice

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import pulse

AUDIBLE = 10 ** (-50 / 20)

_COLD = """
import time; began = time.perf_counter()
from voicecoach.mouths.speech_engine import SpeechEngine
from voicecoach.mouths.voice import Voice
Voice(SpeechEngine()).render("Hello.", 130)
print(time.perf_counter() - began)
"""

_HUSH = """
import random, sys, time
import numpy as np
from voicecoach.messages import Say
from voicecoach.mouths.captions import Unseen
from voicecoach.mouths.mouth import Mouth
from voicecoach.mouths.voice import Voice

class Buzz:
    rate, slowest = 22050, 1
    def render(self, text, wpm):
        seconds = 0.002 if text == "click" else 5.0
        return (0.5 * np.sign(np.sin(np.arange(int(seconds * 22050)) * 0.3))).astype(np.float32)

voice = Voice(Buzz())
voice.render("click", 100), voice.render("buzz", 100)
mouth = Mouth(voice, Unseen())
mouth.open(lambda event: None)
time.sleep(1)
random.seed(1)
for n in range(int(sys.argv[1])):
    mouth.say(Say("click", 2 * n, 100)); print("click", time.time(), flush=True)
    time.sleep(1.0)
    mouth.say(Say("buzz", 2 * n + 1, 100)); time.sleep(0.5 + random.random() / 10)
    print("hush", time.time(), flush=True); mouth.hush()
    time.sleep(1.0)
mouth.close()
"""


def sentences() -> list[str]:
    """All that the exercises say, without what is filled in during a session."""
    steps = (step for exercise in app.exercises().values() for step in exercise.steps)
    lines = (line.text for step in steps if isinstance(step, Speak | Ask) for variant in step.variants for line in variant)
    return sorted({text for text in lines if "{" not in text})


def cold_start(times: int) -> None:
    took = [
        float(subprocess.run([sys.executable, "-c", _COLD], capture_output=True, text=True, check=True).stdout)
        for _ in range(times)
    ]
    print(f"cold start to the first samples: median {statistics.median(took) * 1000:.0f} ms of {times}")


def rendering(texts: list[str]) -> None:
    voice = Voice(SpeechEngine())
    voice.render("Hello.", 125)
    for label in ("new", "kept"):
        took = []
        for text in texts:
            began = time.perf_counter()
            voice.render(text, 125)
            took.append((time.perf_counter() - began) * 1000)
        p95 = statistics.quantiles(took, n=20)[-1]
        print(f"rendering a {label} sentence: median {statistics.median(took):.2f} ms, 95 % under {p95:.2f} ms ({len(took)})")


def pace(texts: list[str]) -> None:
    voice = Voice(SpeechEngine())
    words = sum(len(text.split()) for text in texts)
    for wpm in (85, 95, 105, 112, 118, 125, 130, 145, 160):
        seconds = sum(len(voice.render(text, wpm)) for text in texts) / voice.rate
        print(f"pace asked {wpm:3} words/min: real {words * 60 / seconds:5.1f}")


def voices(names: list[str], texts: list[str]) -> None:
    model = app.moonshine()
    if model is None:
        print("voices: skipped, Moonshine is not installed")
        return
    for name in names:
        voice = Voice(SpeechEngine(name))
        wrong = words = 0
        pitches: list[float] = []
        sound: list[Samples] = []
        for text in texts:
            samples = voice.render(text, 125)
            said = _words(text)
            wrong += Levenshtein.distance(said, _words(model.recognize(soxr.resample(samples, voice.rate, 16_000), None).free))
            words += len(said)
            pitches += _pitches(samples, voice.rate)
            sound.append(samples)
        pitch = statistics.median(pitches)
        moves = statistics.pstdev(12 * np.log2(np.array(pitches) / pitch))
        print(
            f"voice {name:14} {100 * wrong / words:4.1f} % of {words} words wrong, {pitch:3.0f} Hz +- {moves:.1f} semitones, "
            f"above 3.5 kHz {_sharpness(np.concatenate(sound), voice.rate):.0f} dB of what is below 1.5 kHz"
        )


def _words(text: str) -> list[str]:
    return re.sub("[^a-z' ]", "", text.lower().replace("-", " ").replace("’", "'")).split()


def _pitches(samples: Samples, rate: int) -> list[float]:
    """The pitch of every voiced 46 ms, by autocorrelation, 60 to 350 Hz."""
    found = []
    for start in range(0, len(samples) - 1024, 1024):
        window = samples[start : start + 1024]
        likeness = np.correlate(window, window, "full")[1023:]
        lag = rate // 350 + int(np.argmax(likeness[rate // 350 : rate // 60]))
        if likeness[0] > 1024 * 0.05**2 and likeness[lag] > 0.4 * likeness[0]:
            found.append(rate / lag)
    return found


def _sharpness(samples: Samples, rate: int) -> float:
    """Energy above 3.5 kHz against that below 1.5 kHz, in dB: less is softer."""
    energy, hertz = np.abs(np.fft.rfft(samples)) ** 2, np.fft.rfftfreq(len(samples), 1 / rate)
    return float(10 * np.log10(energy[hertz > 3500].sum() / energy[hertz < 1500].sum()))


def hush(times: int) -> None:
    if pulse.MISSING:
        print(f"hush: skipped, {pulse.MISSING}")
        return
    with tempfile.TemporaryDirectory() as folder, pulse.Pulse() as sound:
        wav = Path(folder) / "out.wav"
        recorder = sound.record(wav)
        time.sleep(0.5)
        done = subprocess.run(
            [sys.executable, "-c", _HUSH, str(times)], env=sound.env, capture_output=True, text=True, check=True
        )
        recorder.terminate()
        recorder.wait()
        samples, rate = soundfile.read(wav)
    orders = [(what, float(at)) for what, at in (line.split() for line in done.stdout.splitlines())]
    delays, hushes = _hushes(orders, np.flatnonzero(np.abs(samples) > AUDIBLE) / rate)
    print(f"hush: median {statistics.median(hushes) * 1000:.0f} ms, longest {max(hushes) * 1000:.0f} ms of {len(hushes)}")
    print(f"      (beyond the device's own delay, whose spread is {(max(delays) - min(delays)) * 1000:.0f} ms)")


def _hushes(
    orders: list[tuple[str, float]], loud: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> tuple[list[float], list[float]]:
    """For each click, where it is in the recording against when it was ordered; for each hush, how much later than that
    the sound ended."""
    starts = loud[np.flatnonzero(np.diff(loud, prepend=-9.0) > 0.3)]
    ends = loud[np.flatnonzero(np.diff(loud, append=loud[-1] + 9.0) > 0.3)]
    clicks = [at for what, at in orders if what == "click"]
    stops = [at for what, at in orders if what == "hush"]
    if len(starts) != len(clicks) + len(stops):
        raise SystemExit(f"the recording holds {len(starts)} sounds, not {len(clicks) + len(stops)}: is the machine too busy?")
    delays = [start - at for start, at in zip(starts[::2], clicks, strict=True)]
    return delays, [end - at - delay for end, at, delay in zip(ends[1::2], stops, delays, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=150, help="how many of the coach's sentences to render")
    parser.add_argument("--hushes", type=int, default=20)
    parser.add_argument("--voices", default="", help="compare these voices, and nothing else")
    options = parser.parse_args()
    texts = sentences()
    random.Random(0).shuffle(texts)
    texts = texts[: options.sentences]
    if options.voices:
        voices(options.voices.split(","), texts)
        return
    cold_start(5)
    rendering(texts)
    pace(texts)
    hush(options.hushes)


if __name__ == "__main__":
    main()
