"""Exercise files: what they may say, and how they are told what they do wrong."""

from pathlib import Path

import pytest

from voicecoach.errors import ContentError
from voicecoach.exercise import Ask, Call, Cue, Goto, Speak
from voicecoach.loading import lines_of, load, load_folder

HEAD = 'title = "Try"\nminutes = { least = 1, typical = 2, most = 3 }\n'


def write(folder: Path, steps: str, head: str = HEAD, name: str = "try") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(head + steps, "utf-8")
    return file


def test_loops_are_unrolled_and_skip_leaves_them(tmp_path: Path) -> None:
    steps = load(
        write(
            tmp_path,
            '[[steps]]\nrepeat = 3\nsteps = [{cue = "In", seconds = 4}, {cue = "Out", seconds = 6}]\n[[steps]]\nsay = "Done."',
        )
    ).steps
    assert [s.text for s in steps if isinstance(s, Cue)] == ["In", "Out"] * 3
    assert [s.after for s in steps] == [6] * 6 + [7]


def test_a_group_hands_its_condition_to_its_steps(tmp_path: Path) -> None:
    steps = load(write(tmp_path, '[[steps]]\nwhen = "a"\nsteps = [{say = "One.", when = "b"}, {rest = 2}]')).steps
    assert not steps[0].when.holds({"a": 1})
    assert steps[0].when.holds({"a": 1, "b": 1})
    assert steps[1].when.holds({"a": 1})
    assert [s.after for s in steps] == [1, 2]  # a mere group is no loop


def test_labels_become_indices(tmp_path: Path) -> None:
    text = """
[[steps]]
ask = "How heavy?"
kind = "number"
slot = "heavy"
to = { ">=8" = "hard", silence = "end" }
[[steps]]
goto = "hard"
[[steps]]
id = "hard"
say = "That's heavy."
"""
    ask, goto, hard = load(write(tmp_path, text)).steps
    assert isinstance(ask, Ask)
    assert isinstance(goto, Goto)
    assert isinstance(hard, Speak)
    assert (ask.target(9), ask.target(8), ask.target(3), ask.target("silence"), ask.target("skip")) == (2, 2, None, 3, 3)
    assert goto.target == 2


def test_sentences_are_cut_with_their_silences() -> None:
    assert [(line.text, line.pause) for line in lines_of("I'm sorry. {p:2} It hurts. You {name} know.", 0.5)] == [
        ("I'm sorry.", 2.0),
        ("It hurts.", 0.5),
        ("You {name} know.", 0.5),
    ]


def test_what_is_not_there_yet_is_offered_another(tmp_path: Path) -> None:
    write(tmp_path, '[[steps]]\nsay = "Hi."', name="other")
    write(tmp_path, '[[steps]]\nswitch = "missing"\ninstead = "other"')
    ask, call = load_folder(tmp_path)["try"].steps
    assert isinstance(ask, Ask)
    assert ask.kind == "yesno"
    assert (ask.target("yes"), ask.target("no"), ask.target("silence")) == (1, 2, 2)
    assert isinstance(call, Call)
    assert (call.exercise, call.switch) == ("other", True)


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        ('[[steps]]\nsay = ""', "nothing to say"),
        ("[[steps]]\nsing = 1", "a step needs one of"),
        ('[[steps]]\nsay = "Hi."\nlouder = 1', "'say' has no key louder"),
        ("[[steps]]\nrest = -1", "no length of time"),
        ('[[steps]]\nrest = "long"', "no length of time"),
        ('[[steps]]\ncue = "In"', "no length of time"),
        ('[[steps]]\nask = "Well?"\nkind = "number"', "needs a slot"),
        ('[[steps]]\nask = "Well?"\nkind = "riddle"\nslot = "a"', "is none of"),
        ('[[steps]]\nask = "Well?"\nkind = "choice"\nslot = "a"', "needs them"),
        ('[[steps]]\nask = "Well?"\nkind = "choice"\nslot = "a"\nchoices = { x = ["(a"] }', "malformed"),
        ('[[steps]]\nask = "Well?"\nslot = "a"\nto = { silence = "nowhere" }', "no step with id = 'nowhere'"),
        ('[[steps]]\ngoto = "nowhere"', "no step with id"),
        ('[[steps]]\nid = "a"\nrest = 1\n[[steps]]\nid = "a"\nrest = 1', "is taken"),
        ('[[steps]]\ncall = "missing"', "no exercise 'missing'"),
        ('[[steps]]\nwhen = "a >"\nrest = 1', "malformed"),
        ("[[steps]]\nrepeat = 0\nsteps = [{rest = 1}]", "a loop needs"),
        ('[[steps]]\nsay = "Hi."\npace = "gallop"', "pace"),
        ("", "needs title"),
        ("[[steps]", "not valid TOML"),
    ],
)
def test_what_a_file_does_wrong_is_named(tmp_path: Path, steps: str, complaint: str) -> None:
    with pytest.raises(ContentError, match=r"try\.toml") as caught:
        load(write(tmp_path, steps))
    assert complaint in str(caught.value)


def test_a_call_to_a_missing_entry_is_named(tmp_path: Path) -> None:
    write(tmp_path, '[[steps]]\nsay = "Hi."', name="other")
    write(tmp_path, '[[steps]]\ncall = "other"\nat = "short"')
    with pytest.raises(ContentError, match="no step with id = 'short'"):
        load_folder(tmp_path)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no exercises"):
        load_folder(tmp_path)
