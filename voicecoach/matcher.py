"""How alike an utterance and each known phrase are, as wholes: 0 to 100. Pure: texts in, scores out.

Half of the score is which words they share, each weighted by how few intents use it; the rest is rapidfuzz's
``ratio`` over the letters. Never WRatio or a partial ratio: they find "stop" in "don't stop".
"""

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from .text import Tokens, stem

Owner = TypeVar("Owner", bound=Hashable)

WORDS_SHARE = 0.6
"""How much of the score the shared words make; benchmarks/understanding.py chose it."""
ALIKE = 82
"""The least ``ratio`` at which two different words may be one misspelt."""
SHORTLIST = 24
"""How many phrases are compared letter by letter."""
ENOUGH, MOST = 400, 2000
"""Words of which more phrases than this have something are left out of the search once rarer words found some."""


@dataclass(frozen=True, slots=True)
class Match(Generic[Owner]):
    """One owner's best phrase for an utterance."""

    owner: Owner
    score: float
    phrase: Tokens


class Matcher(Generic[Owner]):
    """An index over phrases, each belonging to an owner. A look-up costs about the same for 500 phrases and for 50,000."""

    def __init__(self, phrases: Iterable[tuple[Tokens, Owner]]) -> None:
        self._phrases: list[tuple[Tokens, Owner]] = list(dict.fromkeys(phrases))
        self._texts = [" ".join(tokens) for tokens, _ in self._phrases]
        self._stems = [frozenset(map(stem, tokens)) for tokens, _ in self._phrases]
        self._postings: dict[str, list[int]] = {}
        owners: dict[str, set[Owner]] = {}
        for i, (stems, (_, owner)) in enumerate(zip(self._stems, self._phrases, strict=True)):
            for word in stems:
                self._postings.setdefault(word, []).append(i)
                owners.setdefault(word, set()).add(owner)
        count = len({owner for _, owner in self._phrases})
        self._weights = {word: 0.3 + math.log((count + 1) / len(used)) for word, used in owners.items()}
        self._unknown = 0.3 + math.log(count + 1)
        self._totals = [sum(self._weights[word] for word in stems) for stems in self._stems]
        self._vocabulary = list(self._postings)
        self._nearest = lru_cache(maxsize=4096)(self._nearest_word)
        self.exact: dict[Tokens, Owner] = {}
        for tokens, owner in self._phrases:
            self.exact.setdefault(tokens, owner)

    def __len__(self) -> int:
        return len(self._phrases)

    def match(self, said: Tokens, limit: int = 5) -> list[Match[Owner]]:
        """The likeliest owners with their scores, best first."""
        if not said or not self._phrases:
            return []
        known, total = self._weighed(said)
        text = " ".join(said)
        best: dict[Owner, Match[Owner]] = {}
        for i in self._shortlist(known):
            shared = sum(known[word] for word in self._stems[i] if word in known)
            alike = 2 * shared / (total + self._totals[i])
            score = 100 * WORDS_SHARE * alike + (1 - WORDS_SHARE) * fuzz.ratio(text, self._texts[i])
            tokens, owner = self._phrases[i]
            if owner not in best or best[owner].score < score:
                best[owner] = Match(owner, score, tokens)
        return sorted(best.values(), key=lambda found: -found.score)[:limit]

    def _weighed(self, said: Tokens) -> tuple[dict[str, float], float]:
        """The weight of each word of ours that was said, and of all that was said."""
        known: dict[str, float] = {}
        total = 0.0
        for word in dict.fromkeys(map(stem, said)):
            meant, sure = (word, 1.0) if word in self._postings else self._nearest(word)
            if meant is None:
                total += self._unknown
            else:
                weight = self._weights[meant]
                total += weight
                known[meant] = max(known.get(meant, 0.0), weight * sure)
        return known, total

    def _nearest_word(self, word: str) -> tuple[str | None, float]:
        if len(word) < 4:
            return None, 0.0
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return (found[0], found[1] / 100) if found else (None, 0.0)

    def _shortlist(self, known: dict[str, float]) -> list[int]:
        """The phrases that share the most, among those that share one of the rarer words."""
        places: set[int] = set()
        for word in sorted(known, key=lambda word: len(self._postings[word])):
            more = self._postings[word]
            if places and len(places) + len(more) > ENOUGH:
                break
            places.update(more[:MOST])
        get, totals = known.get, self._totals
        ranked = [(sum([get(word, 0.0) for word in self._stems[i]]) / (totals[i] + 2.0), i) for i in places]
        return [i for _, i in nlargest(SHORTLIST, ranked)]
