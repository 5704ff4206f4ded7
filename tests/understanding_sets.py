"""The sets of utterances in tests/understanding, and how an understanding of one is judged."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voicecoach.scope import Choice, Scope, ScopeName
from voicecoach.understanding import Meaning

FOLDER = Path(__file__).parent / "understanding"
COMMANDS = frozenset(
    (
        "stop", "pause", "resume", "skip", "back", "repeat", "slower", "faster", "louder", "softer", "quiet", "help",
        "how_long",
        "number", "delete_that", "keyboard", "who_are_you",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    scope: Scope
    expected: str
    """An exercise, an intent, a value, ``none``, ``none!`` (distress) or ``text`` (the text itself)."""
    text: str

    def judge(self, meaning: Meaning) -> str:
        """``right``, ``asked`` (did you mean …?), ``missed`` (nothing was done), ``wrong`` (something else was)."""
        got = meaning.exercise if meaning.intent == "start" else meaning.value if meaning.intent == "answer" else meaning.intent
        wanted = self.text if self.expected == "text" else self.expected.rstrip("!")
        if wanted == "none":
            if meaning.band == "act" and meaning.intent != "none":
                return "wrong"
            met = meaning.emotional or not self.expected.endswith("!")
            return "asked" if meaning.band == "ask" else "right" if met else "missed"
        if meaning.band == "act":
            return "right" if str(got) == wanted else "wrong"
        return "asked" if meaning.band == "ask" else "missed"


def read(name: str) -> Iterator[Line]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            choices = tuple(Choice(one, ()) for one in row["choices"].split("|")) if row["choices"] else ()
            scope: ScopeName = row["scope"]  # type: ignore[assignment]
            yield Line(Scope(scope, choices), row["expected"], row["text"])


def tally(judged: Iterator[tuple[Line, str]]) -> dict[str, Counter[str]]:
    """Judgements by scope; lines that want nothing done are counted apart."""
    out: dict[str, Counter[str]] = {}
    for line, judgement in judged:
        key = line.scope.name + (", nothing" if line.expected.startswith("none") else "")
        out.setdefault(key, Counter())[judgement] += 1
        out.setdefault("all", Counter())[judgement] += 1
    return out
