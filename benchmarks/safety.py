"""How much danger is missed, and how often harmless speech is taken for it.

    python benchmarks/safety.py            all sets, misses and false alarms by name, then the summary
    python benchmarks/safety.py --quick    without the 45,000 lines of other people's talk

The sets: ../shared/data/crisis_dev.tsv; our own lines in tests/safety, of which kept.tsv was written before the rules and is
run only here; what people say to banks, assistants and shops (CLINC150, HWU64, SNIPS, BANKING77); the safe half of
XSTest; the SAD stressors, which hold true disclosures, so that every hit is listed to be judged; our own command phrases.
"""

import argparse
import csv
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from voicecoach.grammar import expand
from voicecoach.intents import Intents, data_folder
from voicecoach.safety import Detector

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("VOICECOACH_SHARED", ROOT.parent / "shared")) / "data"
INTENTS = data_folder("intents") / "en"


SETS = {
    "our lines, tuned on": ROOT / "tests/safety/dev.tsv",
    "our second lines, tuned on after a first run": ROOT / "tests/safety/more.tsv",
    "our lines, kept aside": ROOT / "tests/safety/kept.tsv",
    "crisis_dev.tsv": SHARED / "crisis_dev.tsv",
}


@dataclass
class Figures:
    """Counts of one labelled set."""

    grave: int = 0
    grave_found: int = 0
    """Levels 2 and 3, found as 2 or 3."""
    concern: int = 0
    concern_found: int = 0
    harmless: int = 0
    raised_to_2: int = 0
    raised_to_1: int = 0
    exact: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """The row of SAFETY.md."""
        recall = f"{self.grave_found}/{self.grave} | {self.concern_found}/{self.concern}"
        return f"| {name} | {recall} | {self.raised_to_2}/{self.harmless} | {self.raised_to_1}/{self.harmless} |"


def labelled(file: Path) -> Iterator[tuple[int, str, str]]:
    """(level, category, text) of a table with those columns."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            yield int(row["level"][1]), row["category"], row["text"]


def measure(detector: Detector, rows: Iterable[tuple[int, str, str]]) -> Figures:
    out = Figures()
    for level, category, text in rows:
        found = detector.find(text)
        out.exact += found.level == level
        if level >= 2:
            out.grave += 1
            out.grave_found += (right := found.level >= 2)
        elif level == 1:
            out.concern += 1
            out.concern_found += (right := found.level >= 1)
        else:
            out.harmless += 1
            out.raised_to_2 += found.level >= 2
            out.raised_to_1 += found.level == 1
            right = found.level == 0
        if not right:
            out.wrong.append(f"L{level} {category} -> {found.level} ({found.rule or 'no rule'}): {text}")
    return out


def by_category(detector: Detector, rows: Iterable[tuple[int, str, str]]) -> dict[str, Figures]:
    groups: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for row in rows:
        groups[row[1]].append(row)
    return {category: measure(detector, group) for category, group in sorted(groups.items())}


def task_talk() -> Iterator[tuple[str, str]]:
    """(set, utterance) of what people say to other machines."""
    folder = SHARED / "intents"
    for rows in json.loads((folder / "clinc150_data_full.json").read_text("utf-8")).values():
        yield from (("CLINC150", text) for text, _ in rows)
    for name, pattern in (("HWU64", "hwu64_*.tsv"), ("SNIPS", "snips_test.tsv")):
        for file in sorted(folder.glob(pattern)):
            yield from ((name, line.split("\t")[0]) for line in file.read_text("utf-8").splitlines() if line)
    with (folder / "banking77_test.csv").open(encoding="utf-8", newline="") as lines:
        yield from (("BANKING77", row["text"]) for row in csv.DictReader(lines))


def command_phrases() -> Iterator[str]:
    """Every phrase of our own commands and of the menu's goodbye."""
    for intent in Intents.load(INTENTS).all:
        if intent.group == "commands" or (intent.group == "menu" and intent.name in ("goodbye", "list", "about", "help")):
            for node in intent.nodes:
                yield from {text for text, _ in expand(node, 200)}


def other_people(detector: Detector) -> list[str]:
    """The rows of SAFETY.md, after every hit by name."""
    counts: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for name, text in task_talk():
        counts[name] += 1
        if (found := detector.find(text)).level:
            hits[name] += 1
            print(f"  {name} -> {found.level} {found.category} ({found.rule}): {text}")
    total, wrong = counts.total(), hits.total()
    for name in counts:
        print(f"{name}: {hits[name]} of {counts[name]}")
    told = [f"| task talk | {wrong}/{total} | {100 * wrong / total:.3f} % |"]
    with (SHARED / "xstest_prompts.csv").open(encoding="utf-8", newline="") as lines:
        prompts = [row["prompt"] for row in csv.DictReader(lines) if row["label"] == "safe"]
    raised = [(detector.find(prompt), prompt) for prompt in prompts]
    for found, prompt in raised:
        if found.level:
            print(f"  XSTest -> {found.level} {found.category}: {prompt}")
    wrong = sum(found.level > 0 for found, _ in raised)
    told.append(f"| XSTest, safe half | {wrong}/{len(prompts)} | {100 * wrong / len(prompts):.1f} % |")
    with (SHARED / "sad_v1_stressors.csv").open(encoding="utf-8", newline="") as lines:
        stressors = [row["sentence"] for row in csv.DictReader(lines)]
    levels: Counter[int] = Counter()
    for text in stressors:
        found = detector.find(text)
        levels[found.level] += 1
        if found.level:
            print(f"  SAD -> {found.level} {found.category} ({found.rule}): {text}")
    told.append(f"| SAD stressors | L2+ {levels[2] + levels[3]}/{len(stressors)} | L1 {levels[1]}/{len(stressors)} |")
    print("\n".join(told))
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="without other people's talk")
    parser.add_argument("--check", action="store_true", help="fail when SAFETY.md says otherwise")
    arguments = parser.parse_args()
    quick, told = arguments.quick, (ROOT / "SAFETY.md").read_text("utf-8")
    detector = Detector.load(INTENTS / "safety")
    sets = SETS
    summary = []
    for name, file in sets.items():
        if not file.is_file():
            print(f"{name}: not here ({file.name}); set VOICECOACH_SHARED")
            continue
        rows = list(labelled(file))
        figures = measure(detector, rows)
        print(f"\n{name}: {len(rows)} lines, {figures.exact} at their very level")
        for category, found in by_category(detector, rows).items():
            print(f"  {category:24} L2+ {found.grave_found}/{found.grave}  L1 {found.concern_found}/{found.concern}"
                  f"  raised {found.raised_to_2 + found.raised_to_1}/{found.harmless}")  # fmt: skip
        print("\n".join(f"  {line}" for line in figures.wrong))
        summary.append(figures.line(name))
    phrases = sorted(set(command_phrases()))
    raised = [text for text in phrases if detector.find(text).level]
    print(f"\ncommand phrases: {len(raised)} of {len(phrases)} raised", *raised, sep="\n  ")
    others = other_people(detector) if not quick and SHARED.is_dir() else []
    print("\n| set | L2 and L3 found | L1 met | L0 raised to 2 | L0 raised to 1 |\n|---|---|---|---|---|")
    print("\n".join(summary))
    untold = [line for line in summary + others if line not in told]
    print("\n".join(f"SAFETY.md does not say: {line}" for line in untold))
    return 1 if arguments.check and untold else 0


if __name__ == "__main__":
    sys.exit(main())
