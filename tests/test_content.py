"""The content keeps its own rules, and the rules catch what breaks them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from voicecoach import app, check, wording
from voicecoach.config import Settings
from voicecoach.exercise import Ask, Exercise
from voicecoach.loading import load
from voicecoach.messages import Event, Heard, Note, Say
from voicecoach.rehearsal import rehearse

EXERCISES = app.exercises()
FIRST_SEVEN = ("intro", "after-a-no", "like-a-friend", "kinder-words", "easy-breaths", "name-the-feeling", "five-senses")

HEAD = """title = "Trial"
minutes = { least = 1, typical = 1, most = 2 }
evidence = ["none"]
cautions = ["none"]
hedges = ["It may be too soon."]
[[steps]]
say = "It may be too soon."
"""


def _lint(tmp_path: Path, steps: str, head: str = HEAD) -> str:
    file = tmp_path / "trial.toml"
    file.write_text(head + steps)
    exercise = load(file)
    return "\n".join(check.lint(exercise, {"trial": exercise}))


def test_nothing_is_wrong_with_what_we_ship() -> None:
    assert [line for line in check.problems() if not line.startswith("warning")] == []


def test_the_first_seven_are_there() -> None:
    assert set(FIRST_SEVEN) <= set(EXERCISES)


@pytest.mark.parametrize("exercise", [e for e in EXERCISES.values() if e.listed], ids=lambda e: e.id)
def test_an_exercise_says_that_it_can_be_stopped_and_leaves_the_door_open(exercise: Exercise) -> None:
    said = " ".join(line.text for lines in check.said(exercise) for line in lines)
    assert "top any time" in said or "stop whenever" in said
    assert any(end in said for end in ("Come back", "come back", "whenever you"))


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.id)
def test_a_typical_answer_is_stored_for_each_question_on_the_way(exercise: Exercise) -> None:
    if any(isinstance(step, Ask) for step in exercise.steps) and exercise.listed:
        assert exercise.typical


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ('[[steps]]\nsay = "You should calm down now."\n', "calm down"),
        ('[[steps]]\nsay = "That is great!"\n', "exclamation mark"),
        ('[[steps]]\nsay = "But it will pass."\n', "begins with but"),
        (f'[[steps]]\nsay = "{"word " * 15}."\n', "at most 14"),
        ('[[steps]]\nsay = "One. Two. Three."\n', "without a pause"),
        ('[[steps]]\nsay = "How are you?"\n', "asks where nobody listens"),
        ('[[steps]]\nask = "Yes? Or no?"\nshort = "Yes or no"\nslot = "a"\nto = { silence = "next" }\n', "two questions"),
        ('[[steps]]\nask = "Ready? Say so."\nshort = "Ready"\nslot = "a"\nto = { silence = "next" }\n', "not last"),
        ('[[steps]]\nask = "Ready?"\nshort = "Ready"\nslot = "a"\n', "where silence leads"),
        ('[[steps]]\nask = "Ready?"\nslot = "a"\nto = { silence = "next" }\n', "no short form"),
        (
            '[[steps]]\nask = "Ready?"\nshort = "Ready"\nslot = "a"\nasides = ["dizzy"]\nto = { silence = "next" }\n',
            "has no way for it",
        ),
        (
            '[[steps]]\nid = "q"\nask = "A or b?"\nshort = "A, b"\nslot = "a"\nkind = "choice"\nchoices = { a = ["ay"] }\n'
            'to = { c = "next", silence = "next" }\n',
            "nobody can say there",
        ),
        ('[[steps]]\ncue = "Breathe in very slowly now"\nseconds = 1\n', "takes longer than"),
        ('[[steps]]\nend = true\n[[steps]]\nsay = "Nobody hears this."\n', "nothing leads to"),
        ('[[steps]]\nsay = "Reconceptualise organisational inadequacies."\n', "reading grade"),
    ],
)
def test_each_rule_catches_what_breaks_it(tmp_path: Path, steps: str, problem: str) -> None:
    assert problem in _lint(tmp_path, steps)


def test_a_sound_exercise_has_no_problems(tmp_path: Path) -> None:
    assert _lint(tmp_path, '[[steps]]\nask = "Is it new?"\nshort = "New?"\nslot = "a"\nto = { silence = "next" }\n') == ""


def test_the_head_must_cite_and_hedge(tmp_path: Path) -> None:
    bare = 'title = "T"\nminutes = { least = 1, typical = 1, most = 2 }\n[[steps]]\nsay = "Hello."\n'
    found = _lint(tmp_path, "", bare)
    assert "no evidence" in found
    assert "no cautions" in found
    assert "no hedge" in found
    assert "is never spoken" in _lint(tmp_path, "", HEAD.replace('say = "It may be too soon."', 'say = "Hello."'))


def test_an_exception_with_its_reason_is_let_pass(tmp_path: Path) -> None:
    steps = '[[steps]]\nsay = "Why is this so?"\n'
    head = 'exceptions = ["Why is this so? # a question to think about, no answer is wanted"]\n' + HEAD
    assert "asks where nobody listens" in _lint(tmp_path, steps)
    assert "asks where nobody listens" not in _lint(tmp_path, steps, head)


def test_a_wrong_length_is_told() -> None:
    exercise = EXERCISES["five-senses"]
    assert not list(check.wrong_length(exercise, exercise.minutes.typical * 60 * 1.09))
    assert "takes" in next(check.wrong_length(exercise, exercise.minutes.typical * 60 * 1.2))


def test_standard_sentences_are_checked() -> None:
    lines: Mapping[str, list[str]] = {"stopped": ["Stopped. Calm down."]}
    assert "calm down" in check.lint_lines(lines)[0]


def test_the_reading_grade_rises_with_longer_words() -> None:
    assert wording.grade(["The cat sat on the mat."]) < 1
    assert wording.grade(["Organisational reconsideration necessitates deliberation."]) > 12
    assert wording.grade([]) == 0


def test_sentences_in_a_row() -> None:
    assert wording.unbroken([0.5, 0.5, 0.5], 0.9) == 3
    assert wording.unbroken([0.5, 2.0, 0.5], 0.9) == 2
    assert wording.unbroken([0.5], 0.9) == 1


def _said(exercise: str | None, answers: list[str], events: list[tuple[float, Event]] | None = None) -> list[str]:
    session = app.session(Settings(), {"country": "US", "introduced": True})
    moments = rehearse(session, lambda now: session.start(now, exercise), answers, events or [])
    return [what.text for _, what in moments if isinstance(what, Say)]


def test_no_at_the_menu_after_an_exercise_is_a_goodbye() -> None:
    said = _said(None, ["help me breathe", "one", "breath", "fine", "no thanks"])
    menu = [text for text in said if text.endswith(("now?", "anything?", "more?"))]
    assert len(menu) == 1


def test_dizzy_while_breathing_ends_the_counting() -> None:
    said = _said("easy-breaths", ["three", "breath", "the breathing"], [(60.0, Heard("i feel dizzy"))])
    assert "Let go of the counting." in said
    assert said.index("Let go of the counting.") > said.index("In")
    assert not {"In", "And out"} & set(said[said.index("Let go of the counting.") :])


def test_the_third_harsh_sentence_ends_the_swapping() -> None:
    said = _said("kinder-words", ["2", "i'm a loser", "i'm pathetic", "i'm useless"])
    assert "Let's stop swapping words." in said
    assert "May I be kind to myself." in said


def test_anger_at_another_is_not_reframed() -> None:
    said = " ".join(_said("kinder-words", ["-", "they're all idiots", "no"]))
    assert "You're angry with them." in said
    assert "fairer" not in said.split("angry with them", 1)[1]


def test_a_line_that_is_hard_to_believe_is_softened_and_kept_after_a_yes() -> None:
    session = app.session(Settings(), {"country": "US", "introduced": True})
    answers = ["4", "i always mess up interviews", "i don't know", "closer", "3", "5", "yes"]
    moments = list(rehearse(session, lambda now: session.start(now, "kinder-words"), answers))
    kept = [what.data["value"] for _, what in moments if isinstance(what, Note) and what.kind == "kept"]
    assert kept == ["Part of me knows: It's happened more than I'd like. It hasn't happened in every interview."]
