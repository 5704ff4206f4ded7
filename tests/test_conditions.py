"""Conditions in exercise files."""

import pytest

from voicecoach.conditions import parse
from voicecoach.errors import ContentError


@pytest.mark.parametrize(
    ("text", "slots", "holds"),
    [
        ("heavy >= 8", {"heavy": 8}, True),
        ("heavy >= 8", {"heavy": 7.5}, False),
        ("heavy >= 8", {}, False),
        ("heavy < 5 and kind == work", {"heavy": 3, "kind": "work"}, True),
        ("heavy < 5 and kind == work", {"heavy": 3, "kind": "dating"}, False),
        ("kind != work", {"kind": "dating"}, True),
        ("kind != work", {}, False),
        ("name", {"name": "Ada"}, True),
        ("not name", {}, True),
        ("not name", {"name": "Ada"}, False),
        ("minutes == 3", {"minutes": 3.0}, True),
        ("minutes == 3", {"minutes": "three"}, False),
    ],
)
def test_a_condition_holds_for_what_it_says(text: str, slots: dict[str, object], holds: bool) -> None:
    assert parse(text).holds(slots) is holds


@pytest.mark.parametrize("text", ["", "heavy >=", "heavy >= much", "a or b", "1 +"])
def test_a_malformed_condition_is_the_authors_error(text: str) -> None:
    with pytest.raises(ContentError):
        parse(text)


def test_joined_conditions_must_both_hold() -> None:
    both = parse("a == 1").joined(parse("b"))
    assert both.holds({"a": 1, "b": "x"})
    assert not both.holds({"a": 1})
    assert both.slots == {"a", "b"}
