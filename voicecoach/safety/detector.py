"""From utterances to findings: the rules of intents/<language>/safety/, in their order. Reads TOML once; pure after that."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import ContentError
from .normalize import Spelling
from .patterns import Lexicon, Node, Utterance, Words, parse


@dataclass(frozen=True, slots=True)
class Finding:
    """What the safety check found in an utterance."""

    level: int = 0
    """0 nothing, 1 concern, 2 crisis, 3 act now."""
    category: str | None = None
    """One of safety.md's categories. May be set at level 0: a line about the topic that wants an answer."""
    rule: str = ""
    """Which rule decided, in a few words."""
    unsure: bool = False
    """True when only an alternative hypothesis said it: ask whether it was said at all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns that mean the same thing. ``takes`` hides what it matched from all later rules."""

    finding: Finding
    patterns: tuple[tuple[Node, Words | None], ...]
    takes: bool


class Detector:
    """The safety rules of one language. Raises ContentError, at load, for anything that a file does wrong."""

    def __init__(self, spelling: Spelling, lexicon: Lexicon, rules: tuple[Rule, ...]) -> None:
        self._spelling, self._lexicon, self.rules = spelling, lexicon, rules

    @classmethod
    def load(cls, folder: Path) -> "Detector":
        """The rules of the folder's *.toml, the files in the order of their names."""
        files = sorted(folder.glob("*.toml"))
        if not files:
            raise ContentError(f"there are no safety rules (*.toml) in {folder}: install voicecoach again")
        data = {file.name: _read(file) for file in files}
        classes: dict[str, list[str]] = {}
        spelling: dict[str, Any] = {}
        for table in data.values():
            classes |= table.get("words", {})
            spelling |= table.get("spelling", {})
        lexicon = Lexicon(classes)
        rules = tuple(rule for name, table in data.items() for rule in _rules(name, table, lexicon))
        return cls(Spelling.of(spelling), lexicon, rules)

    def check(self, texts: Iterable[str]) -> Finding:
        """The worst finding over one utterance's hypotheses, the free hypothesis first, then its alternatives.

        What only an alternative says is lowered to 1 and ``unsure``: a question is asked first.
        """
        first, *others = (*texts, "")
        worst = self.find(first)
        for text in others:
            found = self.find(text)
            if found.level > 1:
                found = replace(found, level=1, unsure=True, rule=f"only an alternative says: {found.rule}")
            if found.level > worst.level:
                worst = found
        return worst

    def find(self, text: str) -> Finding:
        """The worst finding in one text; of equal ones the rule that comes first."""
        utterance = Utterance(self._spelling.words_of(text), self._lexicon)
        worst = Finding()
        for rule in self.rules:
            if _fires(rule, utterance) and (rule.finding.level > worst.level or worst.category is None):
                worst = rule.finding if rule.finding.category else worst
        return worst


def _fires(rule: Rule, utterance: Utterance) -> bool:
    fired = False
    for node, needs in rule.patterns:
        while (needs is None or not needs.isdisjoint(utterance.words)) and (span := utterance.find(node)):
            fired = True
            if not rule.takes:
                return True
            utterance.take(span)
    return fired


def _rules(file: str, table: dict[str, Any], lexicon: Lexicon) -> Iterator[Rule]:
    for row in table.get("rules", ()):
        name = row.get("name")
        if not name or not row.get("patterns"):
            raise ContentError(f"{file}: a rule needs a name and patterns")
        level = row.get("level", 0)
        if level not in (0, 1, 2, 3):
            raise ContentError(f"{file}, {name}: the level is {level}: write 0, 1, 2 or 3")
        if level and not row.get("category"):
            raise ContentError(f"{file}, {name}: a rule of level {level} needs a category")
        try:
            nodes = tuple((node, lexicon.needs(node)) for node in map(parse, row["patterns"]))
        except ContentError as err:
            raise ContentError(f"{file}, {name}: {err}") from err
        yield Rule(Finding(level, row.get("category"), name), nodes, row.get("takes", False))


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ContentError(f"{file} is not valid TOML ({err}): correct that line") from err
    except OSError as err:
        raise ContentError(f"{file} cannot be read ({err}): check its permissions") from err
