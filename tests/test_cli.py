"""The command line that others rely on: its names, its keys, its exit codes, its sentences."""

import io
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from voicecoach.cli import main

KEYS = [
    "text", "scope", "intent", "exercise", "slots", "value", "score", "band", "runner_up", "patterns", "emotional", "safety",
    "category", "rule",
]  # fmt: skip


class _Stdin(io.TextIOWrapper):
    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode()), "utf-8")


def understood(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["understand", *arguments, "--json"]) == 0
    row: dict[str, Any] = json.loads(capsys.readouterr().out)
    return row


def test_understand_gives_every_key_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    row = understood(capsys, "I got dumped")
    assert list(row) == KEYS
    assert (row["intent"], row["exercise"], row["band"]) == ("start", "after-a-no", "act")


@pytest.mark.parametrize(
    ("scope", "text", "expected"),
    [
        ("menu", "stop", {"intent": "goodbye"}),
        ("menu", "who are you", {"intent": "about"}),
        ("menu", "nobody wants me", {"intent": "none", "emotional": True}),
        ("menu", "i'm having a panic attack", {"intent": "start", "exercise": "five-senses"}),
        ("exercise", "help me now", {"intent": "number"}),
        ("exercise", "again", {"intent": "repeat"}),
        ("exercise", "forget that", {"intent": "delete_that"}),
        ("exercise", "i can't stop thinking about her", {"intent": "none"}),
        ("yesno", "no, actually yes", {"intent": "answer", "value": "yes"}),
        ("yesno", "stop", {"intent": "stop"}),
        ("number", "six or seven", {"intent": "answer", "value": 6.5}),
        ("number", "twelve", {"intent": "answer", "value": 10}),
        ("number", "purple", {"intent": "none", "value": None}),
        ("minutes", "i've only got two minutes", {"intent": "answer", "value": 2}),
        ("feeling", "like someone kicked me", {"intent": "answer", "value": "hurt"}),
        ("rejection_kind", "my girlfriend left me", {"intent": "answer", "value": "dating"}),
        ("country", "the uk", {"intent": "answer", "value": "GB"}),
        ("open", "whatever comes", {"intent": "answer", "value": "whatever comes"}),
        ("harsh", "i'm such a loser", {"intent": "answer", "value": None, "patterns": ["label"]}),
        ("exercise", "i want to die", {"intent": "none", "band": "none", "safety": 2, "category": "suicidal_ideation"}),
    ],
)
def test_understand_keeps_the_contract(
    capsys: pytest.CaptureFixture[str], scope: str, text: str, expected: dict[str, object]
) -> None:
    row = understood(capsys, "--scope", scope, text)
    assert {key: row[key] for key in expected} == expected


def test_choices(capsys: pytest.CaptureFixture[str]) -> None:
    assert understood(capsys, "--scope", "choice", "--choices", "sounds|breath|feet", "the second one")["value"] == "breath"


def test_one_line_out_for_each_line_in(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin("stop\n\nskip\n"))
    assert main(["understand", "--scope", "exercise", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["intent"] for row in rows] == ["stop", "none", "skip"]


def test_other_intents(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "orders.toml").write_text(
        '[lists.size]\n"large" = ["(large|big)"]\n[[intents]]\nname = "order"\nphrases = ["a {size} coffee [please]"]\n'
    )
    row = understood(capsys, "--intents", str(tmp_path), "a big coffee")
    assert (row["intent"], row["slots"]) == ("order", {"size": "large"})


@pytest.mark.skipif(find_spec("moonshine_voice") is None, reason="the Moonshine model is not installed here")
def test_recordings(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from voicecoach.staged import user_voice

    soundfile.write(tmp_path / "pause.wav", user_voice()("pause"), 16_000)
    soundfile.write(tmp_path / "silence.wav", np.zeros(16_000, np.float32), 16_000)
    row = understood(capsys, "--scope", "exercise", "--wav", str(tmp_path / "pause.wav"))
    assert list(row) == [*KEYS, "heard"]
    assert (row["intent"], row["heard"]["grammar"]) == ("pause", "pause")
    paths = f"{tmp_path / 'silence.wav'}\n{tmp_path / 'missing.wav'}\n{tmp_path / 'pause.wav'}\n"
    monkeypatch.setattr(sys, "stdin", _Stdin(paths))
    assert main(["understand", "--scope", "exercise", "--wav", "-", "--json"]) in (0, 1)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["intent"] for row in rows] == ["none", "none", "pause"]
    assert rows[0]["heard"]["free"] == ""


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    for name in ("after-a-no", "like-a-friend", "kinder-words", "easy-breaths", "name-the-feeling", "five-senses"):
        row = next(row for row in rows if row["id"] == name)
        assert set(row) >= {"id", "title", "programme", "minutes", "seed"}
        assert set(row["minutes"]) == {"least", "typical", "most"}


def test_rehearse_ends_with_its_length(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["rehearse", "after-a-no"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("length ")
    assert " (declared " in last
    assert ", silent " in last
    (tmp_path / "answers").write_text("9\n-\n")
    assert main(["rehearse", "after-a-no", "--answers", str(tmp_path / "answers")]) == 0
    assert "That's" in capsys.readouterr().out
    assert main(["rehearse", "intro", "--silent", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["length"] > 10


def test_check_finds_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["start", "afterno"], "did you mean after-a-no"),
        (["rehearse", "nothing-like-it"], "There is no exercise"),
        (["--rate", "9"], "0.7 to 1.3"),
        (["--country", "England"], "two-letter country code"),
        (["--recognizer", "whisper"], "whisper"),
        (["--nonsense"], "nonsense"),
        (["nonsense"], "nonsense"),
        (["--config", "/nowhere/settings.toml"], "cannot be read"),
        (["understand", "x", "--scope", "nowhere"], "There is no scope"),
        (["understand", "x", "--scope", "choice"], "--choices"),
        (["understand", "--wav", "/nowhere.wav"], "nowhere.wav"),
        (["understand", "x", "--intents", "/nowhere"], "no intents files"),
        (["models", "get", "nonsense"], "nonsense"),
        (["--mic", "/nowhere.wav", "--fast"], "nowhere.wav"),
        (["--speaker", "/nowhere/out.wav", "--fast"], "out.wav"),
    ],
)
def test_a_wrong_command_line_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(""))
    assert main(arguments) in (1, 2)
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert len(captured.err.strip().splitlines()) == 1
    assert "Traceback" not in captured.err


def test_settings_come_from_a_file_and_options_win(tmp_path: Path) -> None:
    from voicecoach import config
    from voicecoach.errors import UsageError

    file = tmp_path / "settings.toml"
    file.write_text('country = "gb"\nrate = 0.9\nkeyboard-only = true\n')
    settings = config.load(file, rate=1.1, volume=None)
    assert (settings.country, settings.rate, settings.keyboard_only, settings.volume) == ("GB", 1.1, True, 1.0)
    for wrong in ('contry = "GB"', "rate = 9", "rate = true", "seed = 1.5", "rate =", 'intro = "no"'):
        file.write_text(wrong)
        with pytest.raises(UsageError):
            config.load(file)


def test_help_reads_well(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["start"], ["understand"], ["rehearse"], ["models"], ["doctor"], ["demo"]):
        assert main([*arguments, "--help"]) == 0
        assert "Usage: " in capsys.readouterr().out
