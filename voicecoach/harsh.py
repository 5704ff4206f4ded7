"""Harsh sentences that people say to themselves: which patterns they follow, and fairer replies in their own words. Pure once
loaded; the patterns, the words and the replies are in intents/<language>/harsh.toml.

Templates only: nothing is generated. Where no template fits grammatically a general one is used, never a wrong one.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from .errors import ContentError
from .fairer import KEYS, Reply, plain
from .likeness import Likeness
from .safety.normalize import Spelling
from .safety.patterns import Lexicon, Node, Utterance, Word, Words, parse

NOT_HARSH = "not_harsh"
NAMES = (
    "label", "not_enough", "always_never", "my_fault", "unlovable", "mind_reading", "fortune", "should", "comparison", "shame",
    "self_hate", "burden", "anger_at_other", NOT_HARSH,
)  # fmt: skip
"""The names that ``patterns`` answers with: those of the command line's contract."""
MISHEARD = 84
"""Least similarity (rapidfuzz ratio, 0-100) of a word to one of ours for it to be a mishearing of it."""
SHORTEST = 6
"""Letters of the shortest word that may be misheard: short words are too like each other."""

SURER = 2.0
"""Log likelihood by which a sentence must be more like a pattern's examples than like what is not harsh."""

Sayings = tuple[tuple[Node, Words | None], ...]
"""Patterns of words, each with words of which an utterance must hold one for it to match."""


@dataclass(frozen=True, slots=True)
class Pattern:
    id: str
    weight: int
    says: Sayings
    weak: Sayings
    """Only where nothing else was found."""
    replies: tuple[Reply, ...]
    """The person's own words first, the general ones last."""


@dataclass(frozen=True, slots=True)
class Fair:
    """What is not harsh."""

    says: Sayings
    wins: bool
    """It makes the whole sentence fair."""
    takes: bool
    """What it matched is hidden from the patterns: "not a loser" names no loser."""
    plain: bool
    """A feeling or an event: not harsh, and no kind line to keep either."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a sentence is: its patterns, the heaviest first; whether only weak ones said so; whether it is fair or plain."""

    patterns: tuple[str, ...] = ()
    unsure: bool = False
    guessed: bool = False
    """No pattern of words was found: it is only like examples of one."""
    fair: bool = False
    plain: bool = False


class Harsh:
    """The patterns of one language. Raises ContentError, at load, for anything that the file does wrong."""

    def __init__(self, data: Mapping[str, Any], spelling: Mapping[str, Any], examples: Iterable[tuple[str, str]] = ()) -> None:
        self._spelling = Spelling.of(spelling)
        self._likeness = Likeness((pattern, self._spelling.words_of(text)) for pattern, text in examples)
        self._lexicon = Lexicon(data.get("words", {}))
        self._labels: Mapping[str, str] = data.get("labels", {})
        self._topics: Mapping[str, Any] = data.get("topics", {})
        self._heat = frozenset(data.get("heat", {}).get("says", ()))
        rows = sorted(data.get("patterns", ()), key=lambda row: -row["weight"])
        self._patterns = {row["id"]: self._pattern(row) for row in rows}
        fair = data.get("fair", ())
        self._fair = tuple(
            Fair(self._says(f["says"]), *(f.get(key, False) for key in ("wins", "takes", "plain"))) for f in fair
        )
        self._fair_replies = tuple(Reply.of(row) for row in fair if "reflection" in row)
        self._general = (Reply.of(data["general"]),)
        self._vocabulary = sorted({w for node in self._lexicon.nodes.values() for w in _words(node) if len(w) >= SHORTEST})
        if unknown := self._patterns.keys() - set(NAMES):
            raise ContentError(f"harsh.toml: {', '.join(sorted(unknown))} is no pattern: use one of {', '.join(NAMES)}")

    @classmethod
    def load(cls, folder: Path) -> "Harsh":
        """From ``folder``/harsh.toml in the folder of the intents; words are spelled as the safety check spells them."""
        file = folder / "safety" / "00-spelling.toml"
        try:
            spelling = tomllib.loads(file.read_text("utf-8"))["spelling"]
            file = folder / "harsh.toml"
            data = tomllib.loads(file.read_text("utf-8"))
            file = folder / "examples" / "harsh.tsv"
            return cls(data, spelling, _examples(file.read_text("utf-8")) if file.is_file() else ())
        except tomllib.TOMLDecodeError as err:
            raise ContentError(f"{file.name} is not valid TOML ({err}): correct that line") from err
        except KeyError as err:
            raise ContentError(
                f"{file.name} lacks {err}: every pattern needs id, weight, says, reflection, fair, fair2"
            ) from err
        except (OSError, UnicodeDecodeError) as err:
            raise ContentError(f"{file} cannot be read ({err}): install voicecoach again") from err

    def patterns(self, text: str) -> list[str]:
        """The patterns that the sentence follows, the heaviest first; ["not_harsh"] when none is known."""
        return list(self._read(text).patterns or (NOT_HARSH,))

    def replies(self, text: str) -> dict[str, str]:
        """What to say back: pattern, reflection, fair and fair2; and where it is so label, heat (swearing at oneself), fairly
        (it is a fair sentence already) and unsure (perhaps it is not harsh at all).
        """
        found = self._read(text)
        first = next(iter(found.patterns), NOT_HARSH)
        slots = self._own_words(self._spelling.words_of(text))
        if first != NOT_HARSH and not found.guessed:
            rows = self._patterns[first].replies
        else:
            rows = self._fair_replies if found.fair and self._fair_replies else self._general
        out: dict[str, str] = {}
        for reply in rows:
            out = reply.fill(plain(text), slots, lambda words: self._is_clean(words, first)) | out
        out["pattern"] = first
        if first == "label" and "label" in slots:
            out["label"] = slots["label"]
        if first == NOT_HARSH and found.fair:
            out["fairly"] = "yes"
        if found.unsure:
            out["unsure"] = "yes"
        if first != "anger_at_other" and self._heat & set(re.findall(r"\w+", text.lower())):
            out["heat"] = "yes"
        return out

    def _is_clean(self, words: str, pattern: str) -> bool:
        """Whether the words hold no other pattern than this one, so that they may be said again."""
        found = self._read(words)
        return found.unsure or set(found.patterns) <= {pattern}

    # -- reading -------------------------------------------------------------

    def _read(self, text: str) -> Found:
        words = self._spelling.words_of(text)
        found = self._find(words)
        if found == Found() and (repaired := self._repaired(words)) != words:
            return self._find(repaired)
        return found

    def _find(self, words: list[str]) -> Found:
        said, fair, plain_one = Utterance(list(words), self._lexicon), False, False
        for row in self._fair:
            while span := _first(said, row.says):
                if row.wins:
                    return Found(fair=True)
                fair, plain_one = fair or not row.plain, plain_one or row.plain
                if not row.takes:
                    break
                said.take(span)
        found = tuple(p.id for p in self._patterns.values() if _first(said, p.says))
        if found or fair or plain_one:
            return Found(found, fair=fair, plain=plain_one)
        weak = [p.id for p in self._patterns.values() if _first(said, p.weak)]
        likest = self._likest(words)
        guessed = likest is not None and likest not in weak
        if likest is not None:
            weak = [likest, *(name for name in weak if name != likest)]
        return Found(tuple(weak), unsure=bool(weak), guessed=guessed)

    def _likest(self, words: list[str]) -> str | None:
        """The pattern whose examples the words are most like; None when they are nearly as much like what is not harsh."""
        ranked = self._likeness.ranked(words)
        plain_one = next((score for name, score in ranked if name == NOT_HARSH), float("-inf"))
        return ranked[0][0] if ranked and ranked[0][1] - plain_one > SURER else None

    def _repaired(self, words: list[str]) -> list[str]:
        """Words that are nearly one of ours, replaced by it: "patetic" is pathetic."""
        return [self._nearest(word) if len(word) >= SHORTEST else word for word in words]

    def _nearest(self, word: str) -> str:
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=MISHEARD)
        return found[0] if found else word

    def _own_words(self, words: list[str]) -> dict[str, str]:
        """{label}, and {every} and {that} for a topic: as the tables speak of what was said."""
        slots: dict[str, str] = {}
        if label := next((w for w in words if w in self._labels), None):
            slots["label"] = self._labels[label]
        said = f" {' '.join(words)} "
        for topic in self._topics.values():
            if any(f" {name} " in said for name in topic["said"]):
                slots |= {"every": topic["every"], "that": topic["that"]}
                break
        return slots

    # -- loading -------------------------------------------------------------

    def _says(self, says: Iterable[str]) -> Sayings:
        nodes = [parse(text) for text in says]
        return tuple((node, self._lexicon.needs(node)) for node in nodes)

    def _pattern(self, row: Mapping[str, Any]) -> Pattern:
        for key in KEYS:
            if not row.get(key):
                raise ContentError(f"harsh.toml, {row['id']}: it has no {key}: write one")
        replies = (*(Reply.of(own) for own in row.get("own", ())), Reply.of(row))
        return Pattern(row["id"], row["weight"], self._says(row["says"]), self._says(row.get("weak", ())), replies)


def _examples(text: str) -> list[tuple[str, str]]:
    """The lines of an examples file: pattern, tab, sentence."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if any(len(row) != 2 or row[0] not in NAMES for row in rows):
        raise ContentError("harsh.tsv: each line is a pattern's name, a tab and a sentence: correct the one that is not")
    return [(pattern, sentence) for pattern, sentence in rows]


def _first(said: Utterance, says: Sayings) -> tuple[int, int] | None:
    """Where the first of the patterns that match is found."""
    for node, needs in says:
        if (needs is None or not needs.isdisjoint(said.words)) and (span := said.find(node)):
            return span
    return None


def _words(node: Node) -> Iterable[str]:
    if isinstance(node, Word):
        yield node.text
    for part in getattr(node, "parts", ()):
        yield from _words(part)
