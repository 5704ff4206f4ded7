"""Stand-ins for what a test is not about."""

from collections.abc import Iterable
from pathlib import Path

from voicecoach.commands import COMMANDS
from voicecoach.loading import load_folder
from voicecoach.messages import Action, Event, Heard, Say
from voicecoach.rehearsal import Moment, rehearse
from voicecoach.sayings import Sayings
from voicecoach.scope import Scope
from voicecoach.session import Session
from voicecoach.understanding import Meaning

HEAD = 'title = "{title}"\nminutes = {{ least = 1, typical = 1, most = 1 }}\npace = "chat"\n'
LINES = {
    key: [key]
    for key in (
        "paused", "resumed", "not_paused", "stopped", "slower", "faster", "louder", "softer", "help", "how_long",
        "how_long_one", "how_long_little", "deleted", "keyboard", "who_are_you", "reprompt", "or_say_skip",
        "keyboard_hint", "ended_input", "long_pause_end",
    )
} | {"no_match": ["heard {heard}"], "did_you_mean": ["mean {a}"], "not_yet": ["instead {title}"]}  # fmt: skip


def understand(heard: Heard, scope: Scope) -> Meaning:
    """A toy: commands by name, "start x" at the menu, yes/no, numbers, choices by name; "perhaps x" is a middling x."""
    text = heard.text.strip().lower()
    band = "ask" if text.startswith("perhaps ") else "act"
    text = text.removeprefix("perhaps ")
    if text.startswith("danger"):
        return Meaning(heard.text, scope.name, "none", slots={}, safety=int(text[-1]), category="test", rule="danger")
    if scope.name == "menu":
        if text.startswith("start "):
            return Meaning(heard.text, "menu", "start", text.removeprefix("start "), {}, band=band)
        intent = {"stop": "goodbye", "goodbye": "goodbye", "help": "help"}.get(text, "none")
        return Meaning(heard.text, "menu", intent, slots={}, band="act", emotional=text == "nobody wants me")
    if text.replace(" ", "_") in COMMANDS:
        return Meaning(heard.text, scope.name, text.replace(" ", "_"), slots={}, band=band)
    if text in scope.asides:
        return Meaning(heard.text, scope.name, "aside", slots={}, value=text, band="act")
    value: object = None
    match scope.name:
        case "yesno" if text in ("yes", "no"):
            value = text
        case "number" if text.isdigit():
            value = float(text)
        case "choice" if text in {choice.name for choice in scope.choices}:
            value = text
        case "open" | "harsh":
            return Meaning(heard.text, scope.name, "answer", slots={}, band="act")
    intent = "none" if value is None else "answer"
    return Meaning(heard.text, scope.name, intent, slots={}, value=value, band="none" if value is None else band)


def session(folder: Path, files: dict[str, str], **more: object) -> Session:
    """A session over exercises written down in the test."""
    for name, steps in files.items():
        head = HEAD.format(title=name.capitalize())
        (folder / f"{name}.toml").write_text(head + steps, "utf-8")
    return Session(load_folder(folder), understand, Sayings(LINES), **more)  # type: ignore[arg-type]


def play(
    made: Session, exercise: str | None = None, answers: Iterable[str] = (), events: Iterable[tuple[float, Event]] = ()
) -> list[Moment]:
    return list(rehearse(made, lambda now: made.start(now, exercise), answers, events))


def said(moments: Iterable[Moment]) -> list[str]:
    """What the coach said, in order."""
    return [what.text for _, what in moments if isinstance(what, Say)]


def when(moments: Iterable[Moment], text: str) -> float:
    """When the coach first said it."""
    return next(at for at, what in moments if isinstance(what, Say) and what.text == text)


def of(moments: Iterable[Moment], kind: type[Action]) -> list[tuple[float, Action]]:
    return [(at, what) for at, what in moments if isinstance(what, kind)]  # type: ignore[arg-type]
