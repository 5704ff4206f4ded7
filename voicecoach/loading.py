"""Exercise files to exercises: reads TOML, unrolls loops, resolves labels. Everything that a file can do wrong
is a ContentError that names the file, the step and the mend.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import conditions
from .conditions import ALWAYS, Condition
from .errors import ContentError
from .exercise import (
    ENDPOINT,
    LISTEN,
    SENTENCE_GAP,
    WPM,
    Ask,
    Assign,
    Call,
    Cue,
    Exercise,
    Goto,
    Keep,
    Line,
    Lines,
    Minutes,
    ShowText,
    Speak,
    Step,
)
from .grammar import parse
from .scope import SCOPE_NAMES, Choice

KINDS = ("say", "rest", "cue", "repeat", "ask", "goto", "call", "switch", "set", "keep", "rate", "show", "end", "steps")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_PAUSE = re.compile(r"\{p:([\d.]+)\}")
_ANY = {"id", "when"}
_KEYS: Mapping[str, set[str]] = {
    "say": {"soft", "pace", "firm"},
    "cue": {"seconds", "pace"},
    "ask": {"kind", "slot", "short", "choices", "to", "asides", "listen", "endpoint", "ladder", "soft", "pace", "firm"},
    "repeat": {"steps"},
    "call": {"at", "with", "instead"},
    "switch": {"at", "with", "instead"},
}


def load_folder(folder: Path) -> dict[str, Exercise]:
    """Every exercise of the folder, by id. Raises ContentError for the first thing that is wrong."""
    tables = {file.stem: _read(file) for file in sorted(folder.glob("*.toml"))}
    if not tables:
        raise ContentError(f"there are no exercises (*.toml) in {folder}: install voicecoach again")
    titles = {name: str(data.get("title", name)) for name, data in tables.items()}
    exercises = {name: _Reader(name, data, titles).exercise() for name, data in tables.items()}
    for exercise in exercises.values():
        _check_entries(exercise, exercises)
    return exercises


def load(file: Path, titles: Mapping[str, str] | None = None) -> Exercise:
    """One exercise; ``titles``, by id, are those that its calls and switches may name."""
    return _Reader(file.stem, _read(file), titles or {}).exercise()


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as err:
        raise ContentError(f"{file.name} is not valid TOML ({err}): correct that line") from err
    except (OSError, UnicodeDecodeError) as err:
        raise ContentError(f"{file} cannot be read ({err}): check its permissions and that it is UTF-8 text") from err


def _check_entries(exercise: Exercise, exercises: Mapping[str, Exercise]) -> None:
    for step in exercise.steps:
        if isinstance(step, Call) and step.at and step.at not in exercises[step.exercise].labels:
            raise ContentError(
                f"{exercise.id}.toml, a call: {step.exercise}.toml has no step with id = {step.at!r}: correct at, or add the id"
            )


class _Reader:
    """Reads one file; keeps count of where it is, for messages and for labels."""

    def __init__(self, name: str, data: Mapping[str, Any], titles: Mapping[str, str]) -> None:
        self._name, self._data, self._titles = name, data, titles
        self._steps: list[Step] = []
        self._labels: dict[str, int] = {}
        self._pending: list[tuple[int, Mapping[str, Any], str]] = []  # steps whose targets are still labels
        self._where = "the head"

    def exercise(self) -> Exercise:
        data = self._data
        pace = self._own_pace({})
        try:
            minutes = Minutes(*(float(data["minutes"][k]) for k in ("least", "typical", "most")))
            title = str(data["title"])
            rows = data["steps"]
        except (KeyError, TypeError, ValueError) as err:
            raise self._wrong("needs title, minutes = { least, typical, most } and [[steps]]") from err
        self._read(rows, ALWAYS, "step ")
        self._resolve()
        self._where = "the head"
        asides = tuple((name, self._index(label, -1)) for name, label in data.get("asides", {}).items())
        texts = {key: tuple(data.get(key, ())) for key in ("seed", "hedges", "evidence", "cautions", "exceptions", "typical")}
        return Exercise(
            self._name, title, tuple(self._steps), self._labels, minutes, pace, data.get("code", ""),
            data.get("programme", ""), care_mode=data.get("care_mode", True), listed=data.get("listed", True),
            asides=asides, **texts,
        )  # fmt: skip

    def _wrong(self, what: str) -> ContentError:
        return ContentError(f"{self._name}.toml, {self._where}: {what}")

    # -- steps ---------------------------------------------------------------

    def _read(self, rows: Sequence[Mapping[str, Any]], when: Condition, place: str) -> None:
        for number, row in enumerate(rows, 1):
            self._where = f"{place}{number}"
            kind = next((k for k in KINDS if k in row), None)
            if kind is None:
                raise self._wrong(f"a step needs one of {', '.join(KINDS)}")
            if unknown := row.keys() - _ANY - {kind} - _KEYS.get(kind, set()):
                raise self._wrong(f"{kind!r} has no key {', '.join(sorted(unknown))}: correct or remove it")
            here = self._condition(row, when)
            if label := row.get("id"):
                if label in self._labels or label in ("next", "end"):
                    raise self._wrong(f"the id {label!r} is taken: choose another")
                self._labels[label] = len(self._steps)
            self._add(kind, row, here, f"{place}{number}.")

    def _condition(self, row: Mapping[str, Any], outer: Condition) -> Condition:
        try:
            return outer.joined(conditions.parse(row["when"])) if "when" in row else outer
        except ContentError as err:
            raise self._wrong(str(err)) from err

    def _add(self, kind: str, row: Mapping[str, Any], when: Condition, place: str) -> None:
        at = len(self._steps)
        common: dict[str, Any] = {"label": row.get("id"), "when": when, "after": at + 1}
        match kind:
            case "repeat" | "steps":
                self._loop(row, when, place)
            case "say":
                self._steps.append(
                    Speak(**common, variants=self._variants(row["say"], row), wpm=self._wpm(row), **self._manner(row))
                )
            case "rest":
                self._steps.append(Cue(**common, seconds=self._seconds(row["rest"])))
            case "cue":
                self._steps.append(
                    Cue(**common, seconds=self._seconds(row.get("seconds")), text=row["cue"], wpm=self._wpm(row))
                )
            case "ask":
                self._steps.append(self._ask(row, common))
                self._pending.append((at, row, self._where))
            case "goto" | "end":
                self._steps.append(Goto(**common, target=-1))
                self._pending.append((at, {"goto": "end"} if kind == "end" else row, self._where))
            case "call" | "switch":
                self._call(kind, row, common)
            case "set":
                self._steps.append(Assign(**common, slots=dict(row["set"])))
            case "keep" | "rate":
                self._steps.append(Keep(**common, slot=row[kind], kind="kept" if kind == "keep" else "rated"))
            case "show":
                self._steps.append(ShowText(**common, text=row["show"]))

    def _loop(self, row: Mapping[str, Any], when: Condition, place: str) -> None:
        times, body = row.get("repeat", 1), row.get("steps")
        if not isinstance(times, int) or not 1 <= times <= 400 or not body:
            raise self._wrong("a loop needs repeat = 1 to 400 and steps = [...]")
        first = len(self._steps)
        for _ in range(times):
            self._read(body, when, place)
        if "repeat" in row:  # "skip" leaves the loop; a mere group is no loop
            end = len(self._steps)
            for i in range(first, end):
                self._steps[i] = replace(self._steps[i], after=end)

    def _ask(self, row: Mapping[str, Any], common: Mapping[str, Any]) -> Ask:
        kind = row.get("kind", "open")
        if kind not in SCOPE_NAMES or kind == "exercise":
            raise self._wrong(f"the kind {kind!r} is none of {', '.join(k for k in SCOPE_NAMES if k != 'exercise')}")
        if "slot" not in row:
            raise self._wrong("a question needs a slot for its answer")
        choices = tuple(Choice(name, tuple(phrases)) for name, phrases in row.get("choices", {}).items())
        if (kind == "choice") != bool(choices):
            raise self._wrong('choices go with kind = "choice", and a choice question needs them')
        for phrase in (p for c in choices for p in c.phrases):
            try:
                parse(phrase, _AnyRule(), {})
            except ContentError as err:
                raise self._wrong(str(err)) from err
        return Ask(
            **common, variants=self._variants(row["ask"], row), wpm=self._wpm(row), slot=row["slot"], kind=kind,
            listen=self._seconds(row.get("listen", LISTEN[kind])), endpoint=self._seconds(row.get("endpoint", ENDPOINT[kind])),
            short=row.get("short", ""), choices=choices, asides=tuple(row.get("asides", ())), ladder=row.get("ladder", True),
            **self._manner(row),
        )  # fmt: skip

    def _call(self, kind: str, row: Mapping[str, Any], common: Mapping[str, Any]) -> None:
        target, instead = row[kind], str(row.get("instead", ""))
        if target in self._titles:
            self._steps.append(
                Call(**common, exercise=target, at=row.get("at"), slots=row.get("with", {}), switch=kind == "switch")
            )
            return
        if instead not in self._titles:
            raise self._wrong(f'there is no exercise {target!r}: correct the name, or add instead = "one-that-is-there"')
        # What is not there yet is not pretended: the coach says so and offers one that is.
        at = len(self._steps)
        offer = f"I don't have that one yet. {{p:1}} I do have: {self._titles[instead].lower()}. Shall we?"
        self._steps.append(
            Ask(
                **common, variants=self._variants(offer, {}), wpm=self._wpm({}), slot="_instead", kind="yesno",
                listen=LISTEN["yesno"], endpoint=ENDPOINT["yesno"], to=(("yes", at + 1), ("else", at + 2), ("silence", at + 2)),
            )
        )  # fmt: skip
        self._steps.append(
            Call(when=common["when"], after=at + 2, exercise=instead, slots=row.get("with", {}), switch=kind == "switch")
        )

    # -- parts ---------------------------------------------------------------

    def _variants(self, said: Any, row: Mapping[str, Any]) -> tuple[Lines, ...]:
        texts = [said] if isinstance(said, str) else said
        if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
            raise self._wrong("there is nothing to say: write a text, or a list of texts")
        gap = SENTENCE_GAP[self._own_pace(row)]
        return tuple(lines_of(text, gap) for text in texts)

    def _own_pace(self, row: Mapping[str, Any]) -> str:
        pace = row.get("pace", self._data.get("pace", "coach"))
        if pace not in WPM:
            raise self._wrong(f"the pace {pace!r} is none of {', '.join(WPM)}")
        return str(pace)

    def _wpm(self, row: Mapping[str, Any]) -> int:
        return WPM[self._own_pace(row)]

    def _manner(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {"gain": 0.75 if row.get("soft") else 1.0, "firm": row.get("firm", False)}

    def _seconds(self, value: Any) -> float:
        if not isinstance(value, int | float) or not 0 < value <= 600:
            raise self._wrong(f"{value!r} is no length of time: write seconds, more than 0 and 600 at most")
        return float(value)

    # -- labels --------------------------------------------------------------

    def _resolve(self) -> None:
        for at, row, where in self._pending:
            self._where = where
            match self._steps[at]:
                case Goto() as step:
                    self._steps[at] = replace(step, target=self._index(row["goto"], at))
                case Ask() as step:
                    ways = dict(row.get("to", {}))
                    ways.setdefault("skip", ways.get("silence", "next"))
                    self._steps[at] = replace(step, to=tuple((key, self._index(label, at)) for key, label in ways.items()))

    def _index(self, label: Any, at: int) -> int:
        match label:
            case "next":
                return at + 1
            case "end":
                return len(self._steps)
            case str() if label in self._labels:
                return self._labels[label]
        raise self._wrong(f"there is no step with id = {label!r}: add it, or correct the name")


class _AnyRule(dict[str, str]):
    """Stands in for the intents' rules where only the form of a template is checked."""

    def __missing__(self, key: str) -> str:
        return "something"

    def __contains__(self, key: object) -> bool:
        return True


def lines_of(text: str, gap: float) -> Lines:
    """The sentences of a text with the silence after each: ``{p:2}`` makes it two seconds, else it is the gap."""
    lines: list[Line] = []
    parts = _PAUSE.split(text)  # text, seconds, text, seconds, ... text
    for i in range(0, len(parts), 2):
        sentences = [s for s in _SENTENCE_END.split(parts[i].strip()) if s]
        lines += [Line(sentence, gap) for sentence in sentences]
        if i + 1 < len(parts) and lines:
            lines[-1] = Line(lines[-1].text, float(parts[i + 1]))
    return tuple(lines)
