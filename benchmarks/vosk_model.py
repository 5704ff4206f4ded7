"""What a Vosk model costs, and how its ratio separates phrases of the scope from other speech. espeak-ng speaks.

    python benchmarks/vosk_model.py [--language ko|en] [--phrases 40]

Prints seconds to load, memory, milliseconds for each second of audio, time from the last sample to the result, and for each
threshold of the ratio the share of phrases believed rightly, believed wrongly, and of other speech let in. The phrases are
the commands of tests/intents_ko or intents/en, with three voices; the other speech is below. No person speaks
here, so the curve says where a threshold may lie and not how well people are heard.
"""

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from spoken import blocks, say  # noqa: E402

from voicecoach.audio import RATE  # noqa: E402
from voicecoach.grammar import expand  # noqa: E402
from voicecoach.intents import Intents  # noqa: E402
from voicecoach.models import installed  # noqa: E402
from voicecoach.recognizers.vosk import Verdict, Vosk  # noqa: E402
from voicecoach.recognizers.vosk_model import VoskModel  # noqa: E402
from voicecoach.scope import Scope  # noqa: E402

VOICES = {"ko": ("ko", "ko+f2", "ko+m3"), "en": ("en-us", "en-gb", "en-us+f3")}
FOLDERS = {"ko": ROOT / "tests" / "intents_ko", "en": ROOT / "intents" / "en"}
OTHER = {
    "ko": "학교|가족|커피|음악|영화|바다|아침|저녁|사진|여행|나무|하늘|바람|이야기|산책|운동|커피 한 잔 주세요|"
    "다음 주 에 만나요|오늘 날씨 가 좋습니다|친구 를 만났습니다|물 한 잔|저녁 을 먹었습니다|음악 을 들었습니다|바다 로 여행",
    "en": "table|window|yesterday|orange|engine|seven|garden|letter|purple|monday|the train leaves at noon|"
    "we painted the kitchen green|my sister lives in oxford|it rained all afternoon|could you pass the salt|"
    "the cat is asleep on the chair|i bought two loaves of bread|he plays the violin|turn left at the church|what a day",
}
SCOPE = Scope("exercise")


def resident() -> float:
    """Megabytes of memory held now; NaN where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return float("nan")


def hear(ears: Vosk, sound: np.ndarray) -> tuple[Verdict, float, float]:
    """What was heard; milliseconds of work a second of audio; milliseconds from the last sample to the result."""
    ears.listen(SCOPE)
    began = time.perf_counter()
    for block in blocks(sound):
        ears.accept(block)
    streamed = time.perf_counter()
    ears.finish()
    ended = time.perf_counter()
    return ears.verdict, (streamed - began) / (len(sound) / RATE) * 1000, (ended - streamed) * 1000


def curve(said: list[tuple[str, Verdict]], other: list[Verdict]) -> None:
    print("ratio >=   right  wrong   let in   (of phrases, of phrases, of other speech)")
    for least in (-30.0, -20.0, -15.0, -12.0, -10.0, -8.0, -6.0, -4.0, -2.0, 0.0, 2.0):
        right = sum(v.believed(least) and v.phrase == text for text, v in said) / len(said)
        wrong = sum(v.believed(least) and v.phrase != text for text, v in said) / len(said)
        let_in = sum(v.believed(least) for v in other) / len(other)
        print(f"{least:8.0f} {right:7.0%} {wrong:6.0%} {let_in:8.0%}")


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--language", default="ko", choices=sorted(VOICES))
    options.add_argument("--phrases", type=int, default=40)
    chosen = options.parse_args()
    models = installed("vosk", chosen.language)
    if not models:
        print(f"skipped: no Vosk model for {chosen.language} is installed (voicecoach models)")
        return 0
    before, began = resident(), time.perf_counter()
    model = VoskModel(models[0].path)
    print(f"{models[0].model.name}: loaded in {time.perf_counter() - began:.1f} s, {resident() - before:.0f} MB")
    intents = Intents.load(FOLDERS[chosen.language])
    ears = Vosk(model, intents, models[0].model.ghosts)
    print(f"unknown words and templates left out: {ears.missing(SCOPE)}")
    known = [t for n in intents.nodes(SCOPE) for t, _ in expand(n, 20) if all(model.knows(w) for w in t.split())]
    texts = sorted(set(known))
    texts = random.Random(1).sample(texts, min(chosen.phrases, len(texts)))
    work, gaps = [], []
    said, other = [], []
    for voice in VOICES[chosen.language]:
        for text in (*texts, *OTHER[chosen.language].split("|")):
            verdict, cost, gap = hear(ears, say(text, voice=voice))
            work.append(cost)
            gaps.append(gap)
            if text in texts:
                said.append((text, verdict))
            else:
                other.append(verdict)
    print(f"work: {np.median(work):.0f} ms a second of audio (first one {work[0]:.0f}, p95 {np.percentile(work, 95):.0f})")
    print(f"result after the end: {np.median(gaps):.0f} ms (p95 {np.percentile(gaps, 95):.0f}); memory {resident():.0f} MB")
    print(f"{len(said)} phrases of {SCOPE.name}, {len(other)} other utterances, voices {', '.join(VOICES[chosen.language])}")
    curve(said, other)
    return 0


if __name__ == "__main__":
    sys.exit(main())
