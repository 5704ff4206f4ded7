"""`list`, `rehearse` and `check`: the content, without any device."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from .. import app
from ..config import Settings
from ..errors import UsageError
from ..exercise import Exercise
from ..messages import Heard, Say, Show
from ..rehearsal import Moment, length_of, rehearse


def list_exercises(as_json: bool) -> int:
    listed = [e for e in app.exercises().values() if e.listed]
    if as_json:
        rows = [
            {"id": e.id, "title": e.title, "programme": e.programme, "minutes": asdict(e.minutes), "seed": list(e.seed)}
            for e in listed
        ]
        print(json.dumps(rows, indent=1))
        return 0
    width = max(len(e.id) for e in listed)
    for e in listed:
        print(f"{e.id:{width}}  {e.title} ({e.minutes.typical:g} min)")
    return 0


def rehearse_exercise(settings: Settings, name: str, answers: Path | None, silent: bool, as_json: bool) -> int:
    exercise = app.exercises().get(name) or app.exercise(name)
    given = () if silent else _answers(answers, exercise)
    moments = list(rehearsed(settings, exercise, given))
    length = _length(moments)
    without = length if silent else _length(list(rehearsed(settings, exercise, ())))
    declared = exercise.minutes.typical * 60
    if as_json:
        rows = [{"at": round(at, 2), "who": who, "text": text} for at, who, text in _script(moments)]
        print(json.dumps({"moments": rows, "length": length, "declared": declared, "silent": without}, indent=1))
        return 0
    for at, who, text in _script(moments):
        print(f"{_clock(at)}.{int(at % 1 * 10)}  {who:5}  {text}")
    print(f"length {_clock(length)} (declared {_clock(declared)}, silent {_clock(without)})")
    return 0


def rehearsed(settings: Settings, exercise: Exercise, answers: tuple[str, ...]) -> Iterator[Moment]:
    """The exercise alone in virtual time."""
    session = app.session(settings, {"country": settings.country or "US", "introduced": True})
    return rehearse(session, lambda now: session.start(now, exercise.id), answers)


def check_content() -> int:
    from ..check import problems

    found = problems()
    for line in found:
        print(line)
    count = sum(e.listed for e in app.exercises().values())
    print(
        f"{len(found)} problem(s) found." if found else f"All {count} exercises, phrases and helplines are as they should be."
    )
    return 1 if any(not line.startswith("warning") for line in found) else 0


def _answers(file: Path | None, exercise: Exercise) -> tuple[str, ...]:
    """The file's lines, one answer each, then the typical ones from there on."""
    if file is None:
        return exercise.typical
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise UsageError(f"{file} cannot be read ({err.__class__.__name__}): name a text file with one answer a line.") from err
    given = tuple(line.strip() or "-" for line in text.splitlines())
    return given + exercise.typical[len(given) :]


def _script(moments: list[Moment]) -> Iterator[tuple[float, str, str]]:
    for at, what in moments:
        match what:
            case Say(text=text):
                yield at, "coach", text
            case Heard(text=text):
                yield at, "you", text
            case Show(text=text):
                yield at, "shown", text


def _length(moments: list[Moment]) -> float:
    """Seconds from the first word to the end of the last."""
    return max((at + (length_of(what) if isinstance(what, Say) else 0) for at, what in moments), default=0.0)


def _clock(seconds: float) -> str:
    return (
        f"{int(seconds + 0.5) // 60}:{int(seconds + 0.5) % 60:02}"
        if seconds % 1 >= 0.95
        else f"{int(seconds) // 60}:{int(seconds) % 60:02}"
    )
