"""The table of numbers: complete, spoken digit by digit, dated; and what may be said of it."""

from datetime import date
from pathlib import Path

import pytest

from voicecoach.errors import ContentError
from voicecoach.helplines import Helplines, digits

LINES = Helplines.load()


@pytest.mark.parametrize(
    ("dial", "said"),
    [
        ("988", "nine eight eight"),
        ("116 123", "one one six, one two three"),
        ("1-800-799-7233", "one, eight zero zero, seven nine nine, seven two three three"),
        ("13 11 14", "one three, one one, one four"),
        ("000", "zero zero zero"),
    ],
)
def test_digit_by_digit(dial: str, said: str) -> None:
    assert digits(dial) == said


def test_the_table_is_sound_and_nobody_claims_to_have_checked_it() -> None:
    assert list(LINES.check(LINES.compiled_on)) == []
    assert len(LINES.countries) >= 23
    assert all(row.verified_on == "" for country in LINES.countries.values() for row in country.lines)


@pytest.mark.parametrize(("day", "begins"), [((2027, 11, 22), None), ((2027, 11, 23), "warning"), ((2028, 11, 23), "error")])
def test_the_table_grows_old(day: tuple[int, int, int], begins: str | None) -> None:
    said = [line for line in LINES.check(date(*day)) if "compiled" in line]
    assert (said[0].split(":")[0] if said else None) == begins


def test_a_stale_number_is_still_spoken_with_its_date() -> None:
    slots = LINES.slots("GB", today=date(2030, 1, 1))
    assert slots["line_say"] == "one one six, one two three"
    assert slots["line_date"] == "November 2026"
    assert "line_date" not in LINES.slots("GB", today=LINES.compiled_on)


def test_police_and_medical_apart() -> None:
    norway, korea = LINES.slots("NO"), LINES.slots("KR")
    assert (norway["police_say"], norway["medical_say"]) == ("one one two", "one one three")
    assert (korea["police_dial"], korea["medical_dial"]) == ("112", "119")


def test_low_confidence_is_never_spoken() -> None:
    for country in LINES.countries.values():
        spoken = {value for value in country.slots().values() if value}
        assert not spoken & {row.spoken for row in country.lines if row.confidence == "L"} - {
            row.spoken for row in country.lines if row.confidence != "L"
        }
    assert LINES.slots("IN")["abuse_say"] is None, "its only entry is of confidence L"


def test_no_number_of_another_country_stays_behind() -> None:
    slots = dict(LINES.slots("GB")) | dict(LINES.slots("DE"))
    assert slots["abuse_say"] is None
    assert slots["child_say"] is None
    assert slots["line_name"] == "TelefonSeelsorge"


@pytest.mark.parametrize("country", [None, "", "FJ"])
def test_an_unknown_country(country: str | None) -> None:
    slots = LINES.slots(country)
    assert slots["line_say"] is None
    assert slots["emergency_say"] == slots["medical_say"] == "your local emergency number"
    assert slots["directory_dial"] == "findahelpline.com"


def test_hours_are_said_when_it_is_not_day_and_night() -> None:
    assert LINES.slots("US")["line_about"] == "is free, day and night"
    assert LINES.slots("DK")["line_about"] == "is there, but not all day"


@pytest.mark.parametrize(
    ("own", "name", "said"),
    [("07700 900123", "Your own number", "zero seven seven zero zero, nine zero zero one two three"),
     ("Ana: 555-0100", "Ana", "five five five, zero one zero zero")],
)  # fmt: skip
def test_an_own_number_goes_first_and_the_helpline_stays(own: str, name: str, said: str) -> None:
    slots = LINES.slots("GB", own)
    assert (slots["line_name"], slots["line_say"], slots["other_name"]) == (name, said, "Samaritans")


def test_an_own_person_without_a_number() -> None:
    slots = LINES.slots("GB", "my sister Ana")
    assert (slots["own_person"], slots["line_name"]) == ("my sister Ana", "Samaritans")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("[GB", "not valid TOML"), ('source = "x"', "compiled_on"),
     ('compiled_on = 2026-01-01\nsource = "x"\n[GB]\nname = "G"', "emergency")],
)  # fmt: skip
def test_a_broken_table(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "table.toml").write_text(content)
    with pytest.raises(ContentError, match=complaint):
        Helplines.load(tmp_path / "table.toml")


def test_what_check_finds_wrong(tmp_path: Path) -> None:
    (tmp_path / "table.toml").write_text(
        'compiled_on = 2026-01-01\nsource = "x"\n[gbr]\nname = "G"\nemergency = "9"\nlines = [\n'
        '{ kind = "fax", for = "fun", name = "A", spoken = "A", dial = "+44 1", hours = "always", confidence = "X",'
        ' language = "en", verified_on = "soon" }]'
    )
    found = "\n".join(Helplines.load(tmp_path / "table.toml").check(date(2026, 1, 1)))
    for what in ("ISO code", "no crisis line", "call or text", "H, M or L", "+1 form", "verified_on"):
        assert what in found
