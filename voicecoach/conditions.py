"""Conditions in exercise files: ``heavy >= 8 and kind == work``. Pure.

A condition is comparisons joined by ``and``; each compares a slot with a number or a word (``==``, ``!=``, ``<``, ``<=``,
``>``, ``>=``), asks whether a slot is known (``heavy``) or is not (``not heavy``). Comparing an unknown slot is false.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import ContentError

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_COMPARISON = re.compile(r"(\w+)\s*(==|!=|>=|<=|>|<)\s*([\w.+-]+)$")


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison. ``operator`` "" asks whether the slot is known, "not" whether it is not."""

    __test__ = False  # pytest: this is no test class

    slot: str
    operator: str = ""
    value: float | str | None = None

    def holds(self, slots: Mapping[str, Any]) -> bool:
        known = slots.get(self.slot)
        if self.operator in ("", "not"):
            return (known is not None) == (self.operator == "")
        if known is None:
            return False
        if isinstance(self.value, float):
            known = _number(known)
            return known is not None and OPERATORS[self.operator](known, self.value)
        return OPERATORS[self.operator](str(known), self.value)


@dataclass(frozen=True, slots=True)
class Condition:
    """All of its tests must hold; an empty one always does."""

    tests: tuple[Test, ...] = ()

    def holds(self, slots: Mapping[str, Any]) -> bool:
        return all(test.holds(slots) for test in self.tests)

    def joined(self, other: "Condition") -> "Condition":
        return Condition(self.tests + other.tests)

    @property
    def slots(self) -> set[str]:
        return {test.slot for test in self.tests}


ALWAYS = Condition()


def parse(text: str) -> Condition:
    """The condition that the text writes down. Raises ContentError when it is malformed."""
    return Condition(tuple(_test(part.strip(), text) for part in text.split(" and ")))


def _test(part: str, whole: str) -> Test:
    if match := _COMPARISON.match(part):
        slot, sign, value = match.groups()
        number = _number(value)
        if number is None and sign not in ("==", "!="):
            raise ContentError(f"the condition {whole!r} compares with {value!r}, which is not a number")
        return Test(slot, sign, value if number is None else number)
    if match := re.fullmatch(r"(not )?(\w+)", part):
        return Test(match[2], "not" if match[1] else "")
    raise ContentError(f"the condition {whole!r} is malformed: write it like 'heavy >= 8 and kind == work'")


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
