"""What the words of an utterance speak for, all together: a linear model over words and pairs of words. Pure once loaded.

Its weights are data, trained by scripts/train_evidence.py from the intents files' own templates and example
utterances, against talk that is no business of ours. It never decides alone on a command.
"""

import gzip
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .text import Tokens, stem

FILE = "evidence.json.gz"


def features(said: Tokens) -> Iterator[str]:
    """The stems and the pairs of neighbours, with the beginning and the end marked."""
    stems = [stem(word) for word in said]
    yield from stems
    for pair in zip(["^", *stems], [*stems, "$"], strict=True):
        yield "_".join(pair)


@dataclass(frozen=True)
class Evidence:
    """Trained weights: for each feature how telling it is (idf), and what it speaks for."""

    weights: Mapping[str, Sequence[int]]
    """Ten times the idf, then pairs of a label's number and fifty times its weight."""
    labels: Sequence[str]
    start: Sequence[float]
    unknown: float
    """What a word that was never seen counts for: it makes every conclusion less certain."""

    @classmethod
    def load(cls, folder: Path) -> "Evidence | None":
        """The weights of a folder of intents; None where it has none."""
        path = folder / FILE
        if not path.is_file():
            return None
        data = json.loads(gzip.decompress(path.read_bytes()))
        return cls(data["weights"], data["labels"], data["start"], data["unknown"])

    def ranked(self, said: Tokens) -> list[tuple[str, float]]:
        """The labels with their margins, likeliest first; above 0 it is more likely than not."""
        counts: dict[str, int] = {}
        for feature in features(said):
            counts[feature] = counts.get(feature, 0) + 1
        norm = 0.0
        scores = [0.0] * len(self.labels)
        for feature, count in counts.items():
            row = self.weights.get(feature)
            if row is None:
                norm += 0.0 if "_" in feature else self.unknown**2
                continue
            value = row[0] / 10 * (1 + math.log(count))
            norm += value * value
            for i in range(1, len(row), 2):
                scores[row[i]] += value * row[i + 1] / 50
        length = math.sqrt(norm) or 1.0
        totals = [(label, bias + score / length) for label, bias, score in zip(self.labels, self.start, scores, strict=True)]
        return sorted(totals, key=lambda found: -found[1])
