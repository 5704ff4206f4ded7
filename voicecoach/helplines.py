"""Emergency numbers and helplines by country, and what of them may be spoken. Reads helplines.toml once; pure after that.

No number was checked against the live service: ``verified_on`` is empty until a person has done so, and what is shown
on the screen says it. Only entries of confidence H or M are ever spoken.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from .errors import ContentError

SPOKEN = ("H", "M")
WARN_MONTHS, REFUSE_MONTHS = 12, 24
"""Age of the table from which ``check`` warns, and refuses."""
DIRECTORY: Mapping[str, str | None] = {"directory_say": "find a helpline dot com", "directory_dial": "findahelpline.com"}
ANYWHERE: Mapping[str, str | None] = {
    f"{who}_{part}": "your local emergency number" for who in ("emergency", "police", "medical") for part in ("say", "dial")
}

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PARTS = ("name", "say", "dial", "about", "word")
_PURPOSES = ("crisis", "abuse", "assault", "child")


@dataclass(frozen=True, slots=True)
class Helpline:
    """One service. ``dial`` is what is shown; its groups are how it is spoken."""

    kind: Literal["call", "text"]
    purpose: str
    name: str
    spoken: str
    dial: str
    hours: str
    confidence: str
    language: str
    word: str = ""
    """What to send, where a text needs a word."""
    free: bool = False
    verified_on: str = ""

    @property
    def say(self) -> str:
        return digits(self.dial)

    @property
    def about(self) -> str:
        if self.hours != "always":
            return f"is open {self.hours}" if self.hours[0].isdigit() else f"is there, {self.hours}"
        return "is free, day and night" if self.free else "is there day and night"


@dataclass(frozen=True, slots=True)
class Lines:
    """What is known for one country."""

    country: str
    name: str
    emergency: str
    police: str
    medical: str
    lines: tuple[Helpline, ...]

    def best(self, kind: str, *purposes: str) -> Helpline | None:
        """The first line of that kind that may be spoken, for the first of these purposes that has one."""
        found = (row for purpose in purposes for row in self.lines if row.kind == kind and row.purpose == purpose)
        return next((row for row in found if row.confidence in SPOKEN), None)

    def slots(self) -> dict[str, str | None]:
        """What exercises may speak and show; None where there is nothing to say, so that no other country's stays."""
        slots: dict[str, str | None] = {"country_name": self.name}
        for key, number in (("emergency", self.emergency), ("police", self.police), ("medical", self.medical)):
            slots |= {f"{key}_say": digits(number), f"{key}_dial": number}
        for key, kind, purposes in (
            ("line", "call", ("crisis",)), ("abuse", "call", ("abuse",)), ("assault", "call", ("assault", "abuse")),
            ("child", "call", ("child",)), ("text", "text", ("crisis",)), ("child_text", "text", ("child",)),
        ):  # fmt: skip
            row = self.best(kind, *purposes)
            slots |= {f"{key}_{part}": None for part in _PARTS} if row is None else {
                f"{key}_name": row.spoken, f"{key}_say": row.say, f"{key}_dial": row.dial, f"{key}_about": row.about,
                f"{key}_word": row.word or None,
            }  # fmt: skip
        return slots


class Helplines:
    """The table. Raises ContentError, at load, for anything that it does wrong."""

    def __init__(self, compiled_on: date, source: str, countries: Mapping[str, Lines]) -> None:
        self.compiled_on, self.source, self.countries = compiled_on, source, countries

    @classmethod
    def load(cls, file: Path | None = None) -> "Helplines":
        """The project's own table, or another file's."""
        text = (file or resources.files(__package__).joinpath("helplines.toml")).read_text("utf-8")
        try:
            data = tomllib.loads(text)
            compiled_on, source = data.pop("compiled_on"), data.pop("source")
            return cls(compiled_on, source, {code: _country(code, row) for code, row in data.items()})
        except tomllib.TOMLDecodeError as err:
            raise ContentError(f"the helplines table is not valid TOML ({err}): correct that line") from err
        except (KeyError, TypeError) as err:
            raise ContentError(f"the helplines table lacks or misnames {err}: compare with another country") from err

    def for_country(self, code: str | None) -> Lines | None:
        """What is known for an ISO code; None for an unknown country: say the emergency wording instead."""
        return self.countries.get((code or "").upper())

    def slots(self, country: str | None, own: str | None = None, today: date | None = None) -> dict[str, str | None]:
        """What exercises may speak: the country's, or the wording for any country, with the user's own number first.

        ``own`` is a number ("07700 900123"), a named one ("Ana 07700 900123") or a person ("my sister Ana").
        With ``today``, a table older than a year adds ``line_date``: the number is spoken with its date.
        """
        lines = self.for_country(country)
        nothing: dict[str, str | None] = dict.fromkeys(next(iter(self.countries.values())).slots())
        slots = nothing | dict(DIRECTORY) | dict(lines.slots() if lines else ANYWHERE)
        slots["line_note"] = f"Noted {_month(self.compiled_on)}. Nobody has checked it on the live service."
        if today and _months(self.compiled_on, today) >= WARN_MONTHS:
            slots["line_date"] = _month(self.compiled_on)
        return slots | _own(own or "", slots)

    def check(self, today: date) -> Iterator[str]:
        """What is wrong with the table on that day: lines that begin with "warning: " or "error: "."""
        age = _months(self.compiled_on, today)
        if age >= WARN_MONTHS:
            kind = "error" if age >= REFUSE_MONTHS else "warning"
            yield f"{kind}: helplines.toml was compiled {age} months ago: check every number on the service's own site"
        for code, country in self.countries.items():
            if not re.fullmatch("[A-Z]{2}", code):
                yield f"error: helplines.toml, {code}: a country is its two-letter ISO code"
            if not country.best("call", "crisis") and not country.best("text", "crisis"):
                yield f"error: helplines.toml, {code}: no crisis line of confidence H or M"
            for row in country.lines:
                yield from (f"error: helplines.toml, {code}, {row.name}: {what}" for what in _wrong(row))


def digits(dial: str) -> str:
    """A number as it is spoken: digit by digit, a pause between its groups. "13 11 14" is "one three, one one, one four"."""
    groups = re.findall(r"\d+", dial)
    return ", ".join(" ".join(_DIGITS[int(digit)] for digit in group) for group in groups)


def _country(code: str, row: Mapping[str, Any]) -> Lines:
    emergency = row["emergency"]
    lines = tuple(Helpline(purpose=line.pop("for"), **line) for line in map(dict, row["lines"]))
    return Lines(code, row["name"], emergency, row.get("police", emergency), row.get("medical", emergency), lines)


def _wrong(row: Helpline) -> Iterator[str]:
    if row.kind not in ("call", "text") or row.purpose not in _PURPOSES:
        yield "kind is call or text, and it is for crisis, abuse, assault or child"
    if row.confidence not in ("H", "M", "L"):
        yield "confidence is H, M or L"
    if "+" in row.dial or not row.say:
        yield "dial is what a caller in the country dials, never a +1 form"
    if row.verified_on and not _is_date(row.verified_on):
        yield "verified_on is empty or a date like 2027-01-31"


def _own(own: str, known: Mapping[str, str | None]) -> dict[str, str | None]:
    """The user's own number instead of the helpline's, which stays as the other one; a person beside it."""
    number = re.search(r"[\d+][\d\s()/-]*\d", own)
    if not number:
        return {"own_person": own.strip()} if own.strip() else {}
    name = (own[: number.start()] + own[number.end() :]).strip(" :,-") or "Your own number"
    other = {f"other_{part}": known[f"line_{part}"] for part in _PARTS}
    dial = number[0].strip()
    return other | {"line_name": name, "line_say": digits(dial), "line_dial": dial, "line_about": "is the one you chose"}


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _month(day: date) -> str:
    names: Sequence[str] = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    return f"{names[day.month - 1]} {day.year}"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
