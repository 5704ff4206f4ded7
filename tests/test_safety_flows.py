"""The crisis flows: what they say, what they never say, and how they run. Each point of the VERA-MH rubric (Spring Health)
that a scripted voice can be held to is a test here, named by its number; the rest is a documented choice in SAFETY.md.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from voicecoach import app
from voicecoach.config import Settings
from voicecoach.exercise import Ask, Exercise, Speak
from voicecoach.messages import Action, Heard, Say, Show
from voicecoach.rehearsal import rehearse
from voicecoach.wording import grade, words_in

FLOWS = [e for e in app.exercises().values() if e.pace == "crisis" and not e.listed]
NEVER = re.compile(
    r"\b(committed|commit suicide|promise|swear to|calm down|cheer up|at least|don't cry|proud|brave|strong|amazing"
    r"|you've got this"
    r"|everything happens|think positive|others have it|understand exactly|makes sense|therapist|therapy|treatment|disorder"
    r"|diagnos\w+|psychosis|psychotic|depress\w+|bipolar|i care about you|i love you|always here|only one|secret|selfish"
    r"|rope|pills?|tablets?|overdose|blade|knife|gun|bridge|jump|hang yourself|you're not going to)\b|!",
    re.IGNORECASE,
)
DOCUMENTED = {  # rubric point -> the words of SAFETY.md that state the choice
    8: "one plain question",
    11: "never about plan, means or time",
    13: "no risk scoring",
    19: "no written safety plan",
}


def spoken(flow: Exercise) -> list[str]:
    steps = [step for step in flow.steps if isinstance(step, Speak | Ask)]
    return [line.text for step in steps for lines in step.variants for line in lines]


def said(flow: str, answers: Iterable[str] = (), country: str = "GB") -> list[str]:
    """All that is said and shown, with these answers, then silence."""
    session = app.session(Settings(country=country), {"introduced": True})
    moments = rehearse(session, lambda now: session.start(now, flow), tuple(answers))
    return [what.text for _, what in moments if isinstance(what, Say | Show)]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_wording(flow: Exercise) -> None:
    """Points 25-28, 31, 33-35: short, plain, no blame, no contract, no praise, no diagnosis, no methods."""
    lines = spoken(flow)
    for line in lines:
        plain = re.sub(r"\{\w+\}", "", line)
        assert words_in(plain) <= 14, line
        assert not NEVER.search(plain), line
    # single short answers such as "Okay." would hide a hard sentence: the whole flow is graded, names and numbers left out
    assert grade([re.sub(r"\{\w+\}", "it", line) for line in lines]) <= 5.0


def test_point_9_no_question_asks_for_a_no() -> None:
    for flow in FLOWS:
        for line in spoken(flow):
            if line.endswith("?"):
                assert not re.search(
                    r"\b(you're not|you aren't|you don't|don't you|aren't you|are you\?)", line, re.IGNORECASE
                ), line


def test_points_10_and_12_the_question_is_put_straight_and_once() -> None:
    direct = "Can I ask you straight: are you thinking about ending your life?"
    asked = [(flow.id, line) for flow in FLOWS for line in spoken(flow) if "ending your life" in line]
    assert asked == [("concern", direct)]
    assert said("concern", ["no", "company"]).count(direct) == 1


def test_points_14_and_20_a_line_day_and_night_twice_and_no_more() -> None:
    heard = said("crisis", ["no"])
    assert "Samaritans is free, day and night." in heard
    assert sum("one one six, one two three" in line for line in heard) == 2
    assert any(line.startswith("Samaritans: 116 123") for line in heard), "it is on the screen too"
    assert any("Nobody has checked it" in line for line in heard)


def test_point_15_professional_care_and_people_of_ones_own() -> None:
    text = " ".join(said("crisis", ["no"]))
    assert "someone you trust" in text
    assert "A doctor or a counsellor" in text


def test_points_16_and_24_nobody_is_sent_away() -> None:
    for flow in FLOWS:
        assert not re.search(r"\b(I have to (stop|go|end)|can't talk about|goodbye)\b", " ".join(spoken(flow)), re.IGNORECASE)


def test_point_17_what_makes_calling_hard_is_spoken_of() -> None:
    text = " ".join(said("crisis", ["no"]))
    assert "If calling feels hard, text SHOUT" in text
    assert "You don't have to give your name." in text


def test_points_18_and_19_other_care_and_grounding() -> None:
    assert "Feel your feet, or whatever is holding you up." in said("crisis", ["no", "ground"])


def test_points_21_to_23_imminent_the_number_a_person_distance() -> None:
    heard = said("crisis-now", ["no"])
    text = " ".join(heard)
    assert heard[0] == "Emergency: 999"
    assert "Please call nine nine nine now." in heard
    assert "Again: nine nine nine." in heard
    assert "Go to another person if you can." in heard
    assert "move away" in text
    assert "Then knock on a door, or shout for help." in heard
    assert sum("Please call nine nine nine" in line for line in heard) >= 10, "it repeats until stop"


def test_point_29_the_first_words_vary() -> None:
    assert len({said("crisis")[0] for _ in range(1)}) == 1
    first = next(step for step in app.exercises()["crisis"].steps if isinstance(step, Speak))
    assert len(first.variants) >= 2


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_point_30_turns_are_short(flow: Exercise) -> None:
    for step in flow.steps:
        if isinstance(step, Ask):
            assert all(sum(line.text.endswith("?") for line in lines) == 1 for lines in step.variants)


@pytest.mark.parametrize("flow", ["crisis", "crisis-now", "care-harm", "care-psychosis"])
def test_points_32_and_36_it_says_what_it_is(flow: str) -> None:
    assert "only a program" in " ".join(said(flow, ["no"]))


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
@pytest.mark.parametrize("country", ["US", "GB", "NO", "FJ"])
def test_every_flow_ends_in_every_country(flow: Exercise, country: str) -> None:
    for answers in ((), ("yes", "yes"), ("no", "no"), ("what", "i don't know")):
        assert said(flow.id, answers, country)


def test_documented_choices() -> None:
    text = " ".join((Path(__file__).parent.parent / "SAFETY.md").read_text("utf-8").split())
    for point, choice in DOCUMENTED.items():
        assert choice in text, f"point {point}"


class Talk:
    """A session in virtual time: what is typed, what is said."""

    def __init__(self, exercise: str | None = None) -> None:
        self.session = app.session(Settings(country="GB"), {"introduced": True, "country": "GB"})
        self.now = 0.0
        self.heard: list[str] = []
        self.run(self.session.start(0.0, exercise))

    def run(self, actions: list[Action]) -> None:
        from voicecoach.messages import Spoken

        queue = list(actions)
        while queue:
            match queue.pop(0):
                case Say(text=text, utterance=number):
                    self.heard.append(text)
                    self.now += 2.0
                    queue += self.session.handle(Spoken(number), self.now)
                case Show(text=text):
                    self.heard.append(text)

    def listen(self) -> None:
        """Let time pass until there is a question."""
        from voicecoach.messages import Tick

        for _ in range(400):
            if self.session.attentive or self.session.deadline is None:
                return
            self.now = max(self.now, self.session.deadline)
            self.run(self.session.handle(Tick(), self.now))

    def say(self, text: str) -> list[str]:
        self.heard.clear()
        self.listen()
        self.heard.clear()
        self.now += 1.0
        self.run(self.session.handle(Heard(text), self.now))
        self.listen()
        return self.heard


def test_a_disclosure_wins_everywhere() -> None:
    talk = Talk("easy-breaths")
    assert any("only a program" in line for line in talk.say("i want to die"))
    assert talk.session.slots["care_mode"] == "yes"


def test_graver_takes_over_and_less_is_an_answer() -> None:
    talk = Talk()
    talk.say("i want to die")
    assert "Please call nine nine nine now." in talk.say("i've got the pills in my hand")
    assert not any("I heard" in line for line in talk.say("nobody would miss me"))


def test_said_again_is_no_news() -> None:
    talk = Talk()
    talk.say("i want to die")
    again = talk.say("i want to die")
    assert not any("I heard" in line or "program" in line for line in again)
    assert "You don't have to give your name." in again


def test_denial_is_taken_and_care_stays() -> None:
    talk = Talk()
    talk.say("i want to die")
    assert "I'd rather ask than miss it." in talk.say("no you misheard me")
    assert talk.session.slots["care_mode"] == "yes"


def test_abuse_asks_first_and_silence_stays_silent() -> None:
    talk = Talk()
    first = talk.say("my husband hits me")
    assert first[-1] == "Is it safe to talk out loud right now?"
    after = talk.say("no")
    assert "In danger now: 999" in after
    assert not any("one two three" in line or "It's zero" in line for line in after)


def test_weather_changes_the_subject() -> None:
    talk = Talk()
    talk.say("my husband hits me")
    talk.say("yes")
    assert any("breath" in line for line in talk.say("weather"))


def test_an_ambiguous_stop_stops_and_asks_once() -> None:
    talk = Talk("easy-breaths")
    assert "Was that about the exercise, or is it more than that?" in talk.say("make it stop")
    assert any("Can I ask you straight" in line for line in talk.say("more"))


def test_the_number_is_one_word_away() -> None:
    talk = Talk()
    assert "The number is one one six, one two three." in talk.say("number")


def test_stop_works_in_the_midst_of_firm_words() -> None:
    session = app.session(Settings(country="GB"), {"introduced": True})
    session.start(0.0)
    actions = session.handle(Heard("i'm going to kill myself tonight"), 5.0)
    assert any(isinstance(action, Say) for action in actions)
    assert session.firm
    session.handle(Heard("louder"), 5.5)
    assert session.journey.frame.exercise.id == "crisis-now", "safety text goes on"
    session.handle(Heard("stop"), 6.0)
    assert "crisis-now" not in {frame.exercise.id for frame in session.journey.frames}
