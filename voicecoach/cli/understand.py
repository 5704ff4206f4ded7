"""`understand`: one line in, one line out, flushed; nothing is stored."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from .. import app
from ..config import Settings
from ..errors import UsageError, VoiceCoachError
from ..messages import Heard
from ..scope import SCOPE_NAMES, Choice, Scope


def understand_lines(
    settings: Settings, text: str | None, scope: str, choices: str, intents: Path | None, wav: str | None, as_json: bool
) -> int:
    where = _scope(scope, choices)
    understander = app.understander(intents)
    hear = _recordings(settings, where, intents) if wav else _typed
    failed = False
    for line in _lines(text, wav):
        try:
            heard = hear(line)
        except VoiceCoachError as err:
            if text is not None or (wav and wav != "-"):
                raise
            print(f"voicecoach: {err}", file=sys.stderr)  # the next path may be better
            heard, failed = Heard(""), True
        meaning = understander.understand(heard, where)
        print(_json(meaning.to_json(), heard if wav else None) if as_json else _plain(meaning.to_json()), flush=True)
    return 1 if failed else 0


def _lines(text: str | None, wav: str | None) -> Iterable[str]:
    if text is not None and wav:
        raise UsageError("TEXT and --wav exclude each other: give one of them.")
    if text is not None:
        return [text]
    if wav and wav != "-":
        return [wav]
    return _stdin()


def _stdin() -> Iterator[str]:
    """Line by line as they come; bytes that are no text become the replacement character."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _typed(line: str) -> Heard:
    return Heard(line, "keyboard")


def _recordings(settings: Settings, scope: Scope, intents: Path | None) -> Callable[[str], Heard]:
    from ..audio import read
    from ..ears.clip import Clips

    clips = Clips(app.intents(intents), *app.recognizers(settings, intents))
    return lambda line: clips.hear(read(Path(line)), scope)


def _scope(name: str, choices: str) -> Scope:
    scope = next((known for known in SCOPE_NAMES if known == name), None)
    if scope is None:
        raise UsageError(f"There is no scope {name!r}: the scopes are {', '.join(SCOPE_NAMES)}.")
    listed = [choice.strip() for choice in choices.split("|") if choice.strip()]
    if (scope == "choice") != bool(listed):
        raise UsageError('--choices "a|b|c" goes with --scope choice, which needs it.')
    return Scope(scope, tuple(Choice(choice, ()) for choice in listed))


def _json(row: dict[str, Any], heard: Heard | None) -> str:
    if heard is not None:
        row["heard"] = {"free": heard.text, "grammar": heard.grammar, "ratio": heard.ratio, "log_prob": heard.log_prob}
    return json.dumps(row, ensure_ascii=False)


def _plain(row: dict[str, Any]) -> str:
    """The same for a person: what would be done, and why."""
    what = row["exercise"] or (row["value"] if row["intent"] == "answer" else None)
    parts = [f"{row['intent']}{f' {what}' if what is not None else ''}", f"{row['band']} {row['score']:.0f}"]
    if row["patterns"]:
        parts.append(", ".join(row["patterns"]))
    if row["safety"]:
        parts.append(f"safety {row['safety']} ({row['category']})")
    return f"{row['text']!r}: {'; '.join(parts)}; {row['rule']}"
