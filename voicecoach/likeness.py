"""Which group of example sentences a sentence is most like: naive Bayes over words and their neighbours. Pure.

For what no pattern knows: it never overrules one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .text import stem

SMOOTHING = 0.2
"""Added to each count, so that a word which a group never had does not rule the group out."""


class Likeness:
    """Learns from (group, words) pairs; the order in which they are given does not matter."""

    def __init__(self, examples: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        for group, words in examples:
            self._counts[group].update(_features(words))
        self._known = frozenset(feature for counts in self._counts.values() for feature in counts)
        self._totals = {group: counts.total() + SMOOTHING * len(self._known) for group, counts in self._counts.items()}

    def ranked(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """The groups with their log likelihoods, likeliest first; [] when no word was ever seen."""
        features = _features(words) & self._known
        if not features:
            return []
        scores = {
            group: sum(math.log((counts[feature] + SMOOTHING) / self._totals[group]) for feature in features)
            for group, counts in self._counts.items()
        }
        return sorted(scores.items(), key=lambda found: (-found[1], found[0]))


def _features(words: Sequence[str]) -> set[str]:
    """Stems, and two and three in a row with the beginning and the end marked."""
    stems = [stem(word) for word in words]
    row = ["^", *stems, "$"]
    pairs = {" ".join(row[i : i + 2]) for i in range(len(row) - 1)}
    return {*stems, *pairs, *(" ".join(row[i : i + 3]) for i in range(len(row) - 2))}
