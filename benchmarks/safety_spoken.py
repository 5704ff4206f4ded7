"""How much danger is still found when it is spoken: synthesized, recognized, then checked.

    python benchmarks/safety_spoken.py [--lines N]

The grave lines of crisis_dev.tsv (levels 2 and 3) and of tests/safety/dev.tsv, each by voices of espeak-ng, through
Moonshine's free hypothesis. A synthetic voice is recognized worse than a person: this shows where recognition takes a
disclosure apart.
"""

import argparse
import sys
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.safety import INTENTS, SETS, labelled
from tests.spoken import say
from voicecoach.recognizers.moonshine import Moonshine
from voicecoach.safety import Detector

VOICES = (("en-us", 150), ("en-gb-x-rp", 140), ("en-gb-scotland", 150))


def main() -> int:
    parser = argparse.ArgumentParser(description="What a recognizer leaves of a disclosure.")
    parser.add_argument("--lines", type=int, default=200, help="how many lines of each set")
    most = parser.parse_args().lines
    detector, moonshine = Detector.load(INTENTS / "safety"), Moonshine()
    for name in ("crisis_dev.tsv", "our lines, tuned on"):
        if not SETS[name].is_file():
            print(f"{name} is not here: set VOICECOACH_SHARED")
            continue
        lines = [text for level, category, text in labelled(SETS[name]) if level >= 2 and not category.startswith("asr_")]
        for voice, wpm in VOICES:
            found = asked = total = 0
            for text in islice(lines, most):
                heard = moonshine.recognize(say(text, voice, wpm), None).free
                level = detector.find(heard).level
                total, found, asked = total + 1, found + (level >= 2), asked + (level == 1)
                if level < 2:
                    print(f"  {voice}: {text!r} was heard as {heard!r} -> {level}")
            print(f"{name}, {voice}: {found} of {total} found, {asked} asked about")
    return 0


if __name__ == "__main__":
    sys.exit(main())
