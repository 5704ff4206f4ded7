"""The intents files: what people may say, by scope. Reads TOML once at load; pure after that.

A folder of *.toml files, each with any of

    [rules]                     # <please> in a template
    please = "[please|could you]"
    lead = "(um|well|please)"   # what may stand before every phrase, and
    tail = "(please|thanks)"    # after it: both optional; used by the recognizer's grammar and by ``parse``

    [lists.size]                # {size} in a template; the value a slot gets = what may be said for it
    "twelve ounce" = ["(twelve|12) ounce", "12-ounce"]

    [[intents]]
    name = "start"              # the contract's name: start, stop, answer, ...
    group = "menu"              # which scopes it belongs to; "menu" when left out
    exercise = "after-a-no"     # with start
    value = "yes"               # with answer (and aside): what it means
    phrases = ["i got rejected", "(they|she|he) said no"]
    spots = ["turned _ down"]   # found inside longer speech too, never part of a grammar: "_" is up to two words, "__" to five

    [words.same]                # what the matcher knows of the language's words: see text.py
    mother = ["mum", "mom"]
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from .errors import ContentError
from .evidence import Evidence
from .grammar import InOrder, Maybe, Node, OneOf, grows, has_slots, parse, read, words
from .scope import Choice, Scope, ScopeName

GROUPS: Mapping[ScopeName, tuple[str, ...]] = {
    "menu": ("menu",),
    "exercise": ("commands",),
    "open": ("commands",),
    "harsh": ("commands",),
    "choice": ("commands",),  # and the choices themselves
    "yesno": ("yesno", "commands"),
    "number": ("number", "commands"),
    "minutes": ("minutes", "commands"),
    "feeling": ("feeling", "commands"),
    "rejection_kind": ("rejection_kind", "commands"),
    "country": ("country", "commands"),
    "name": ("name", "commands"),
}
"""The groups of intents that a scope consists of."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that a person may mean, and the templates of how it is said."""

    name: str
    group: str
    phrases: tuple[str, ...]
    nodes: tuple[Node, ...]
    exercise: str | None = None
    value: str | None = None
    spots: tuple[Node, ...] = ()


class Intents:
    """All intents of one folder. Raises ContentError, at load, for anything that a file does wrong."""

    def __init__(
        self,
        intents: tuple[Intent, ...],
        rules: Mapping[str, str],
        lists: Mapping[str, Mapping[str, Node]],
        vocabulary: Mapping[str, Any] | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        self.all = intents
        self.evidence = evidence
        self.vocabulary = vocabulary or {}
        self._rules, self._lists = rules, lists
        self.lead = parse(rules["lead"], rules, lists) if "lead" in rules else None
        self.tail = parse(rules["tail"], rules, lists) if "tail" in rules else None

    @classmethod
    def load(cls, folder: Path) -> "Intents":
        files = sorted(folder.glob("*.toml"))
        if not files:
            raise ContentError(f"there are no intents files (*.toml) in {folder}: name a folder that has some")
        tables = {file: _read(file) for file in files}
        rules: dict[str, str] = {}
        lists: dict[str, dict[str, Node]] = {}
        for data in tables.values():
            rules |= data.get("rules", {})
        for file, data in tables.items():
            for name, values in data.get("lists", {}).items():
                with _named(file, f"the list {name}"):
                    lists[name] = {value: _either(said, rules, {}) for value, said in values.items()}
        vocabulary: dict[str, Any] = {}
        for data in tables.values():
            vocabulary |= data.get("words", {})
        return cls(tuple(_intents(tables, rules, lists)), rules, lists, vocabulary, Evidence.load(folder))

    def in_scope(self, scope: Scope) -> Iterator[Intent]:
        """Every intent that may be meant in the scope, the question's own before the global commands."""
        for choice in scope.choices:
            yield self._choice(choice)
        for aside in scope.asides:
            found = [i for i in self.all if i.group == "aside" and i.value == aside]
            if not found:
                raise ContentError(f"no intents file has an aside called {aside!r}: add it, or correct the name")
            yield from found
        for group in GROUPS[scope.name]:
            yield from (i for i in self.all if i.group == group)

    def nodes(self, scope: Scope) -> tuple[Node, ...]:
        """The templates of all that may be said in the scope: what a recognizer's grammar is made of."""
        return tuple(node for intent in self.in_scope(scope) for node in intent.nodes)

    def parse(self, text: str, scope: Scope) -> tuple[Intent, dict[str, str]] | None:
        """The intent and the slots of a text that is, whole, a phrase of the scope; None when it is none.

        Case, commas, hyphens and end punctuation do not matter; the rules ``lead`` and ``tail`` may surround the phrase, but
        a phrase that holds their words itself is preferred. A global command wins over an answer: "stop" is never one.
        """
        said = words(text)
        intents = sorted(self.in_scope(scope), key=lambda intent: intent.group != "commands")
        for dress in (lambda node: node, self.dressed):
            for intent in intents:
                for node in intent.nodes:
                    if (slots := read(dress(node), said)) is not None:
                        return intent, slots
        return None

    def settled(self, text: str, scope: Scope) -> bool:
        """Whether the text is a whole phrase of the scope, and no further word could make it mean something else.

        "Pause" is settled while "go" is not, where "go back" is a phrase too; "yes" is, though "yes please" may follow.
        """
        found = self.parse(text, scope)
        if not found:
            return False
        meant, said = found[0], words(text)
        others = (intent for intent in self.in_scope(scope) if intent != meant or any(has_slots(n) for n in intent.nodes))
        lead = (Maybe(self.lead),) if self.lead else ()
        return not any(grows(InOrder((*lead, node)), said) for intent in others for node in intent.nodes)

    def tree(self, scope: Scope) -> Node:
        """All that may be said in the scope, as one tree: what a recognizer's grammar is made of."""
        return self.dressed(OneOf(self.nodes(scope)))

    def dressed(self, phrase: Node) -> Node:
        """The phrase with the optional ``lead`` before it and ``tail`` after it."""
        before = (Maybe(self.lead),) if self.lead else ()
        after = (Maybe(self.tail),) if self.tail else ()
        return InOrder((*before, phrase, *after)) if before or after else phrase

    def _choice(self, choice: Choice) -> Intent:
        phrases = (choice.name, *choice.phrases)
        return Intent(
            "answer", "choice", phrases, tuple(parse(p, self._rules, self._lists) for p in phrases), None, choice.name
        )


def _intents(
    tables: Mapping[Path, Mapping[str, Any]], rules: Mapping[str, str], lists: Mapping[str, Mapping[str, Node]]
) -> Iterator[Intent]:
    for file, data in tables.items():
        for number, row in enumerate(data.get("intents", ()), 1):
            with _named(file, f"intent {number}"):
                name, phrases = row.get("name"), row.get("phrases")
                if not name or not phrases:
                    raise ContentError("an intent needs a name and phrases")
                nodes = tuple(parse(p, rules, lists) for p in phrases)
                spots = tuple(parse(p, rules, lists) for p in row.get("spots", ()))
                yield Intent(
                    name, row.get("group", "menu"), tuple(phrases), nodes, row.get("exercise"), row.get("value"), spots
                )


def _either(said: list[str], rules: Mapping[str, str], lists: Mapping[str, Mapping[str, Node]]) -> Node:
    nodes = tuple(parse(template, rules, lists) for template in said)
    return nodes[0] if len(nodes) == 1 else OneOf(nodes)


class _named:
    """Puts the file and the place before a ContentError's message."""

    def __init__(self, file: Path, place: str) -> None:
        self._file, self._place = file, place

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, err: BaseException | None, trace: object) -> None:
        if isinstance(err, ContentError):
            raise ContentError(f"{self._file.name}, {self._place}: {err}") from err


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as err:
        raise ContentError(f"{file} is not valid TOML ({err}): correct that line") from err
    except (OSError, UnicodeDecodeError) as err:
        raise ContentError(f"{file} cannot be read ({err}): check its permissions and that it is UTF-8 text") from err


def data_folder(name: str) -> Path:
    """Where a folder of the project's data is: inside the package when installed, beside it in a checkout."""
    package = Path(str(resources.files("voicecoach")))
    inside = package / "data" / name
    return inside if inside.is_dir() else package.parent / name
