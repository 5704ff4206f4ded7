"""What is kept between sessions: which exercise, when, finished or not, the 0-10 numbers; and a kind line only after a yes.

Two files in the data folder, which only its owner can read: ``profile.json`` (country, introduced) and ``journal.jsonl``.
Never a transcript, never audio, never the words of a crisis.
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .messages import Note

KEPT_KINDS = ("started", "finished", "stopped", "rated", "kept")


class Journal:
    """Takes the session's notes. A disk that cannot be written is told once, through ``warn``; the session goes on."""

    def __init__(self, folder: Path, warn: Callable[[str], None]) -> None:
        self._folder, self._warn = folder, warn
        self._warned = False
        self._mine: list[int] = []  # where in the file this session's lines about the user begin, for "delete that"

    @property
    def profile(self) -> dict[str, Any]:
        """What is remembered; empty where nothing is, or where the file is damaged (which is said)."""
        file = self._folder / "profile.json"
        try:
            data = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            self._tell(f"{file} is damaged or cannot be read: what it remembered is left out. Move it away to start afresh.")
            return {}
        return data if isinstance(data, dict) else {}

    def remember(self, **values: Any) -> None:
        """Put values into the profile, all or nothing."""
        known = self.profile
        if any(known.get(key) != value for key, value in values.items()):
            self._try(lambda: self._replace("profile.json", json.dumps(known | values, ensure_ascii=False, indent=1)))

    def note(self, note: Note) -> None:
        if note.kind == "set":
            self.remember(**note.data)
        elif note.kind == "forget":
            self._try(self._forget_last)
        elif note.kind in KEPT_KINDS:
            self._try(lambda: self._append(note))

    def _append(self, note: Note) -> None:
        self._make_folder()
        row = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "kind": note.kind, **note.data}
        descriptor = os.open(self._folder / "journal.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            if note.kind in ("kept", "rated"):
                self._mine.append(file.tell())
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _forget_last(self) -> None:
        """Take out this session's last number or kept line."""
        if not self._mine:
            return
        file, start = self._folder / "journal.jsonl", self._mine.pop()
        data = file.read_bytes()
        end = data.index(b"\n", start) + 1
        self._replace("journal.jsonl", (data[:start] + data[end:]).decode())

    def _replace(self, name: str, text: str) -> None:
        self._make_folder()
        target, draft = self._folder / name, self._folder / f"{name}.new"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (OSError, ValueError) as err:
            reason = getattr(err, "strerror", None) or "it is damaged"
            self._tell(f"I can't write to {self._folder} ({reason}). We can go on; nothing new is kept.")

    def _tell(self, message: str) -> None:
        if not self._warned:
            self._warned = True
            self._warn(message)
