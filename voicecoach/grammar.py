"""Templates of what people say, as small trees. Pure: text in, trees out.

A template is written as in intents/: ``[please] (stop|halt) [it]``, ``{size}`` for a list's value, ``<please>`` for
a rule, ``(a;b)`` for any order. hassil parses them; this module turns its tree into ours, which the matcher expands into
phrases and a recognizer compiles into an automaton. Optional parts and alternatives are whole words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, permutations

from hassil import parse_expression as hassil
from hassil.expression import Alternative, Expression, Group, ListReference, Permutation, RuleReference, TextChunk
from hassil.parser import ParseError

from .errors import ContentError


@dataclass(frozen=True, slots=True)
class Words:
    """One or more whole words, lower case, single spaces."""

    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class InOrder:
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Maybe:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Slot:
    """A part whose words stand for a value: ``{size}`` heard as "12-ounce" is size = "twelve ounce"."""

    name: str
    value: str
    part: "Node"


Node = Words | OneOf | InOrder | Maybe | Slot


def parse(template: str, rules: Mapping[str, str], lists: Mapping[str, Mapping[str, Node]]) -> Node:
    """The tree of one template.

    Raises ContentError when the template is malformed, names an unknown rule or list, or splits a word.
    """
    if not template.strip():
        raise ContentError("a template is empty: write what a person would say, or remove it")
    _check_whole_words(template)
    try:
        sentence = hassil.parse_sentence(template)
    except (ParseError, AssertionError, ValueError) as err:  # it asserts on "()"
        raise ContentError(f"the template {template!r} is malformed: see that every bracket closes and holds words") from err
    return _node(sentence.expression, template, rules, lists)


def _node(part: Expression, where: str, rules: Mapping[str, str], lists: Mapping[str, Mapping[str, Node]]) -> Node:
    match part:
        case TextChunk(text=text):
            return Words(" ".join(text.lower().split()))
        case Alternative(items=items, is_optional=optional):
            nodes = tuple(n for item in items if (n := _node(item, where, rules, lists)) != Words(""))
            one = nodes[0] if len(nodes) == 1 else OneOf(nodes)
            return Maybe(one) if optional or len(nodes) < len(items) else one
        case Permutation(items=items):
            nodes = tuple(_node(item, where, rules, lists) for item in items)
            return OneOf(tuple(InOrder(order) for order in permutations(nodes)))
        case Group(items=items):
            nodes = tuple(n for item in items if (n := _node(item, where, rules, lists)) != Words(""))
            return _in_order(nodes)
        case RuleReference(rule_name=name):
            if name not in rules:
                raise ContentError(f"the template {where!r} speaks of <{name}>, which is no rule of its folder")
            return parse(rules[name], rules, lists)
        case ListReference(list_name=name, slot_name=slot):
            if name not in lists:
                raise ContentError(f"the template {where!r} speaks of {{{name}}}, which is no list of its folder")
            return OneOf(tuple(Slot(slot, value, node) for value, node in lists[name].items()))
    raise ContentError(f"the template {where!r} uses {type(part).__name__}, which templates here do not have")


def _in_order(nodes: tuple[Node, ...]) -> Node:
    """One after the other, neighbouring words as one text: hassil splits "don't stop" into two chunks."""
    out: list[Node] = []
    for node in nodes:
        match out[-1] if out else None, node:
            case Words(before), Words(after):
                out[-1] = Words(f"{before} {after}")
            case _:
                out.append(node)
    return out[0] if len(out) == 1 else InOrder(tuple(out)) if out else Words("")


def _check_whole_words(template: str) -> None:
    for i, c in enumerate(template):
        before, after = template[i - 1 : i], template[i + 1 : i + 2]
        if (c in "[({<" and before.isalnum()) or (c in "])}>" and after.isalnum()):
            raise ContentError(f"the template {template!r} splits a word: write the whole words, as in (feel|feeling)")


def expand(node: Node, limit: int = 5000) -> Iterator[tuple[str, dict[str, str]]]:
    """Every sentence of the tree with its slots, the first ``limit`` of them."""
    return islice(((" ".join(text.split()), slots) for text, slots in _expand(node)), limit)


def _expand(node: Node) -> Iterator[tuple[str, dict[str, str]]]:
    match node:
        case Words(text):
            yield text, {}
        case OneOf(parts):
            for part in parts:
                yield from _expand(part)
        case Maybe(part):
            yield "", {}
            yield from _expand(part)
        case Slot(name, value, part):
            for text, slots in _expand(part):
                yield text, slots | {name: value}
        case InOrder((first, *rest)):
            for head, slots in _expand(first):
                for tail, more in _expand(InOrder(tuple(rest))):
                    yield f"{head} {tail}", slots | more
        case InOrder(()):
            yield "", {}


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """What a text says, without its dress: lower case, no commas, hyphens or end punctuation ("12-ounce." is 12 ounce)."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


_WORD = re.compile(r"\w+(?:['.]\w+)*")


def read(node: Node, said: Sequence[str]) -> dict[str, str] | None:
    """The slots of a sentence of the tree, given as ``words``; None when the tree has no such sentence.

    Where a sentence can be read in several ways the first way written wins. The cost grows with the tree's size times the
    sentence's length, however many sentences the tree stands for.
    """
    return _ends(node, tuple(said), 0, {}).get(len(said))


def has_slots(node: Node) -> bool:
    """Whether sentences of the tree may differ in their slots."""
    match node:
        case Slot():
            return True
        case OneOf(parts) | InOrder(parts):
            return any(has_slots(part) for part in parts)
        case Maybe(part):
            return has_slots(part)
        case Words():
            return False


def grows(node: Node, said: Sequence[str]) -> bool:
    """Whether the tree has a longer sentence that begins with these words."""
    return _grows(node, tuple(said), 0, {})


def _grows(node: Node, said: tuple[str, ...], at: int, known: "dict[tuple[int, int], _Ends]") -> bool:
    match node:
        case Words(text):
            wanted, rest = words(text), said[at:]
            return len(rest) < len(wanted) and wanted[: len(rest)] == rest
        case OneOf(parts):
            return any(_grows(part, said, at, known) for part in parts)
        case Maybe(part) | Slot(_, _, part):
            return _grows(part, said, at, known)
        case InOrder(parts):
            reached = {at}
            for part in parts:
                if any(_grows(part, said, middle, known) for middle in reached):
                    return True
                reached = {end for middle in reached for end in _ends(part, said, middle, known)}
            return False


_Ends = dict[int, dict[str, str]]  # where a part may end in the sentence -> its slots


def _ends(node: Node, said: tuple[str, ...], at: int, known: dict[tuple[int, int], _Ends]) -> _Ends:
    key = (id(node), at)
    if key not in known:
        known[key] = _find_ends(node, said, at, known)
    return known[key]


def _find_ends(node: Node, said: tuple[str, ...], at: int, known: dict[tuple[int, int], _Ends]) -> _Ends:
    match node:
        case Words(text):
            wanted = words(text)
            end = at + len(wanted)
            return {end: {}} if said[at:end] == wanted else {}
        case OneOf(parts):
            found: _Ends = {}
            for part in parts:
                for end, slots in _ends(part, said, at, known).items():
                    found.setdefault(end, slots)
            return found
        case Maybe(part):
            return {at: {}} | _ends(part, said, at, known)
        case Slot(name, value, part):
            return {end: slots | {name: value} for end, slots in _ends(part, said, at, known).items()}
        case InOrder(parts):
            reached: _Ends = {at: {}}
            for part in parts:
                after: _Ends = {}
                for middle, slots in reached.items():
                    for end, more in _ends(part, said, middle, known).items():
                        after.setdefault(end, slots | more)
                reached = after
            return reached
