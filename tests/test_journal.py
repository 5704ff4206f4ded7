"""What is kept: only what may be, only for its owner, never half."""

import json
from pathlib import Path

import pytest

from voicecoach.journal import Journal
from voicecoach.messages import Note


def rows(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]


def test_notes_are_lines_that_only_their_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    journal = Journal(folder, pytest.fail)
    journal.note(Note("started", {"exercise": "kinder-words"}))
    journal.note(Note("rated", {"exercise": "kinder-words", "slot": "heavy", "value": 6}))
    assert [(row["kind"], row.get("value")) for row in rows(folder)] == [("started", None), ("rated", 6)]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "journal.jsonl").stat().st_mode & 0o777 == 0o600


def test_delete_that_takes_out_this_sessions_last_line_about_the_user(tmp_path: Path) -> None:
    before = Journal(tmp_path, pytest.fail)
    before.note(Note("kept", {"slot": "line", "value": "An old line."}))
    journal = Journal(tmp_path, pytest.fail)
    journal.note(Note("forget", {"what": "last"}))  # nothing of this session yet
    journal.note(Note("kept", {"slot": "line", "value": "A new line."}))
    journal.note(Note("finished", {"exercise": "kinder-words"}))
    journal.note(Note("forget", {"what": "last"}))
    journal.note(Note("forget", {"what": "last"}))
    assert [row.get("value", row["kind"]) for row in rows(tmp_path)] == ["An old line.", "finished"]


def test_the_profile_is_remembered(tmp_path: Path) -> None:
    Journal(tmp_path, pytest.fail).note(Note("set", {"country": "GB"}))
    Journal(tmp_path, pytest.fail).note(Note("set", {"introduced": True}))
    assert Journal(tmp_path, pytest.fail).profile == {"country": "GB", "introduced": True}
    assert (tmp_path / "profile.json").stat().st_mode & 0o777 == 0o600


def test_a_damaged_profile_is_said_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_text('{"country": "G')
    told: list[str] = []
    assert Journal(tmp_path, told.append).profile == {}
    assert "damaged" in told[0]


def test_a_disk_that_cannot_be_written_is_said_once_and_the_session_goes_on(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    told: list[str] = []
    journal = Journal(tmp_path / "data", told.append)
    for _ in range(3):
        journal.note(Note("started", {"exercise": "kinder-words"}))
    journal.remember(country="GB")
    assert len(told) == 1
    assert "nothing new is kept" in told[0]
