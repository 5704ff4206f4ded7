"""The rules of the contract, each; and the development set within its limits."""

from dataclasses import dataclass

import pytest

from tests.understanding_sets import read, tally
from voicecoach.intents import Intents, data_folder
from voicecoach.messages import Heard
from voicecoach.scope import SCOPE_NAMES, Choice, Scope, ScopeName
from voicecoach.understanding import Meaning, Understander, explain

INTENTS = Intents.load(data_folder("intents") / "en")
UNDERSTANDER = Understander(INTENTS, None)


def understood(scope: ScopeName, text: str, *choices: str) -> Meaning:
    return UNDERSTANDER.understand(Heard(text), Scope(scope, tuple(Choice(name, ()) for name in choices)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I got dumped", "after-a-no"),
        ("I'm panicking!", "five-senses"),
        ("who are you", "about"),
        ("stop", "goodbye"),
        ("help", "help"),
        ("what exercises are there?", "list"),
        ("um, could you please, um, do a body scan", "body-scan"),
        ("so basically last week I had this interview and today they said they went with another candidate", "after-a-no"),
        ("don't start anything", "none"),
        ("set an alarm for seven", "none"),
        ("", "none"),
        ("?!", "none"),
    ],
)
def test_at_the_menu(text: str, expected: str) -> None:
    meaning = understood("menu", text)
    assert (meaning.exercise or meaning.intent) == expected
    assert meaning.band == ("none" if expected == "none" else "act")


@pytest.mark.parametrize("text", ["nobody wants me", "I'm so sad", "i am worthless", "I feel empty"])
def test_distress_is_met_not_acted_on(text: str) -> None:
    meaning = understood("menu", text)
    assert (meaning.intent, meaning.band, meaning.emotional) == ("none", "none", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("st st stop", "stop"),
        ("w w wait a second", "pause"),
        ("skip, no wait, pause", "pause"),
        ("hey coach, slower please", "slower"),
        ("again", "repeat"),
        ("forget that", "delete_that"),
        ("help me now", "number"),
        ("who are you", "who_are_you"),
        ("stop talking for a while", "quiet"),
        ("turn it down", "softer"),
        ("I can't stop thinking about her", "none"),
        ("stop blaming myself", "none"),
        ("never skip breakfast", "none"),
        ("i would like you to know that after a while i came back to the house and then she asked me to stop", "none"),
    ],
)
def test_in_an_exercise(text: str, expected: str) -> None:
    assert understood("exercise", text).intent == expected


def test_what_happened_to_someone_else_is_not_acted_on() -> None:
    assert understood("menu", "my friend was rejected").band != "act"


def test_do_not_stop_never_stops() -> None:
    meaning = understood("exercise", "don't stop")
    assert meaning.intent != "stop"


@pytest.mark.parametrize("scope", [name for name in SCOPE_NAMES if name not in ("menu", "choice")])
def test_a_whole_command_wins_over_every_answer(scope: ScopeName) -> None:
    assert understood(scope, "stop").intent == "stop"
    assert understood(scope, "please skip this one").intent == "skip"


@pytest.mark.parametrize(
    ("scope", "text", "value"),
    [
        ("number", "for", 4), ("number", "ate", 8), ("number", "six or seven", 6.5), ("number", "seven and a half", 7.5),
        ("number", "eleven", 10), ("number", "off the charts", 10), ("number", "seven out of ten", 7), ("number", "nought", 0),
        ("number", "six, no, seven", 7), ("yesno", "no, actually yes", "yes"), ("yesno", "not really", "no"),
        ("yesno", "i guess", "unsure"), ("yesno", "go on then", "yes"), ("yesno", "yes and no", "unsure"),
        ("minutes", "half an hour", 30), ("minutes", "a short one", "short"), ("minutes", "about ten minutes please", 10),
        ("feeling", "like someone kicked me", "hurt"), ("feeling", "not angry, just tired", "tired"),
        ("feeling", "jilted", "hurt"),
        ("rejection_kind", "my boss", "work"), ("rejection_kind", "a girl I like", "dating"),
        ("country", "i live in Scotland", "GB"),
        ("name", "My name is Priya.", "Priya"), ("open", "I can't stop thinking about her", "I can't stop thinking about her"),
    ],
)  # fmt: skip
def test_answers(scope: ScopeName, text: str, value: object) -> None:
    meaning = understood(scope, text)
    assert (meaning.intent, meaning.value, meaning.band) == ("answer", value, "act")


@pytest.mark.parametrize(
    ("scope", "text"), [("number", "banana"), ("feeling", "the number twelve bus"), ("yesno", "green bicycles")]
)
def test_what_is_no_answer_is_none(scope: ScopeName, text: str) -> None:
    meaning = understood(scope, text)
    assert (meaning.intent, meaning.value, meaning.band) == ("none", None, "none")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", "feet"),
        ("option three", "sounds"),
        ("breathing", "breath"),
        ("the last", "sounds"),
        ("sounds please", "sounds"),
    ],
)
def test_choices_by_name_and_by_place(text: str, expected: str) -> None:
    assert understood("choice", text, "breath", "feet", "sounds").value == expected


def test_words_just_offered_are_the_choice_though_they_are_a_command_too() -> None:
    assert understood("choice", "next", "more", "next").value == "next"
    assert understood("choice", "stop", "more", "next").intent == "stop"


def test_an_aside_is_named_by_its_question() -> None:
    scope = Scope("open", (), ("they_deserve_it",))
    meaning = UNDERSTANDER.understand(Heard("I'd say they deserve it"), scope)
    assert (meaning.intent, meaning.value) == ("aside", "they_deserve_it")
    assert UNDERSTANDER.understand(Heard("I'd say they deserve it"), Scope("open")).intent == "answer"


def spoken(text: str, **more: object) -> Heard:
    return Heard(text, "microphone", **more)  # type: ignore[arg-type]


def test_a_believed_phrase_decides_over_what_was_misheard() -> None:
    heard = spoken("Sandman.", phrase="seven", grammar="seven", ratio=-1.0)
    assert UNDERSTANDER.understand(heard, Scope("number")).value == 7


@pytest.mark.parametrize("free", ["don't stop", "Stop blaming myself.", "I told him to stop"])
def test_free_speech_that_carries_more_outweighs_the_phrase(free: str) -> None:
    heard = spoken(free, phrase="stop", grammar="stop", ratio=-0.5)
    assert UNDERSTANDER.understand(heard, Scope("exercise")).intent != "stop"


def test_a_half_believed_phrase_is_asked_about() -> None:
    heard = spoken("Paws.", grammar="pause", ratio=-2.0)
    meaning = UNDERSTANDER.understand(heard, Scope("exercise"))
    assert (meaning.intent, meaning.band) == ("pause", "ask")


def test_an_alternative_may_be_asked_about() -> None:
    heard = spoken("scope", alternatives=("skip",))
    meaning = UNDERSTANDER.understand(heard, Scope("exercise"))
    assert (meaning.intent, meaning.band) == ("skip", "ask")


@dataclass(frozen=True)
class Found:
    level: int = 2
    category: str | None = "self_harm"
    rule: str = "test"


def test_safety_two_and_three_win_over_a_command() -> None:
    meaning = Understander(INTENTS, lambda texts: Found()).understand(Heard("stop"), Scope("exercise"))
    assert (meaning.intent, meaning.band, meaning.safety, meaning.category) == ("none", "none", 2, "self_harm")
    meaning = Understander(INTENTS, lambda texts: Found(1)).understand(Heard("stop"), Scope("exercise"))
    assert (meaning.intent, meaning.safety) == ("stop", 1)


def test_the_detector_reads_every_hypothesis() -> None:
    seen: list[str] = []

    def safety(texts: object) -> Found:
        seen.extend(texts)  # type: ignore[arg-type]
        return Found(0, None)

    Understander(INTENTS, safety).understand(spoken("a", phrase="stop", alternatives=("b",)), Scope("exercise"))
    assert {"a", "stop", "b"} <= set(seen)


def test_json_has_the_contracts_keys_in_order() -> None:
    keys = ["text", "scope", "intent", "exercise", "slots", "value", "score", "band", "runner_up", "patterns", "emotional",
            "safety", "category", "rule"]  # fmt: skip
    assert list(understood("menu", "rain").to_json()) == keys
    heard = spoken("stop", grammar="stop", ratio=-0.1, log_prob=-0.2)
    made = UNDERSTANDER.understand(heard, Scope("exercise")).to_json(heard)
    assert made["heard"] == {"free": "stop", "grammar": "stop", "ratio": -0.1, "log_prob": -0.2}


def test_why_is_one_sentence_about_what_was_heard() -> None:
    assert explain(understood("exercise", "skip that")) == "I heard 'skip that'. That is the command skip."
    listed = UNDERSTANDER.candidates(Heard("skip that"), Scope("exercise"))
    assert listed[0].intent == "skip"
    assert len(listed) > 1


def test_the_development_set_stays_within_its_limits() -> None:
    judged = ((line, line.judge(UNDERSTANDER.understand(Heard(line.text), line.scope))) for line in read("development"))
    counts = tally(judged)
    total = counts["all"].total()
    assert counts["all"]["right"] >= 0.97 * total
    assert counts["all"]["wrong"] <= 0.01 * total
    assert counts["exercise, nothing"]["wrong"] == 0


def test_every_exercise_and_command_has_its_share_of_utterances() -> None:
    lines = [*read("development"), *read("heldout")]
    for intent in INTENTS.all:
        if intent.name == "start":
            assert sum(line.expected == intent.exercise for line in lines) >= 15, intent.exercise
        if intent.group == "commands":
            assert sum(line.expected == intent.name and line.scope.name == "exercise" for line in lines) >= 15, intent.name


@pytest.mark.parametrize("scope", [name for name in SCOPE_NAMES if name != "choice"])
@pytest.mark.parametrize(
    "text", ["", " ", "...", "a" * 500, "stop " * 200, "🙂", "ééé", "1 2 3 4 5 6 7 8 9", "'", "no no no no"]
)
def test_anything_at_all_is_understood_as_something(scope: ScopeName, text: str) -> None:
    assert understood(scope, text).band in ("act", "ask", "none")
