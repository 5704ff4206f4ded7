"""How well harsh sentences are recognised: accuracy and a confusion table over tests/harsh_dev.tsv.

    python benchmarks/harsh.py [FILE.tsv]

The first pattern counts, as in the contract. Lines are: set, pattern, text.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from voicecoach.harsh import NAMES, Harsh

ROOT = Path(__file__).parent.parent


def lines(file: Path) -> Iterator[tuple[str, str, str]]:
    """Set, pattern and text of each line."""
    for line in file.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            which, pattern, text = line.split("\t")
            yield which, pattern, text


def main() -> None:
    harsh = Harsh.load(ROOT / "intents" / "en")
    confusion: Counter[tuple[str, str]] = Counter()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for which, wanted, text in lines(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "harsh_dev.tsv"):
        found = harsh.patterns(text)[0]
        confusion[wanted, found] += 1
        total[which] += 1
        right[which] += found == wanted
    for which, count in total.items():
        print(f"{which:8} {right[which]:4} of {count:4} right, {right[which] / count:.1%}")
    print(f"{'wanted / found':>16}", *(f"{name[:6]:>6}" for name in NAMES))
    for wanted in NAMES:
        print(f"{wanted:>16}", *(f"{confusion[wanted, found] or '.':>6}" for found in NAMES))


if __name__ == "__main__":
    main()
