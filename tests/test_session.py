"""The session in virtual time: what it says, and when."""

from pathlib import Path

import pytest
from fakes import of, play, said, session, when

from voicecoach.errors import ContentError
from voicecoach.messages import End, Heard, Hearing, Hush, InputEnded, KeyboardOnly, Listen, Note, Say, Show, Spoken, Trouble
from voicecoach.rehearsal import rehearse

TALK = '[[steps]]\nsay = "One two three four five."\n[[steps]]\nrest = 5\n[[steps]]\nsay = "Six seven."'
ASK = """
[[steps]]
ask = "How heavy?"
short = "Zero to ten"
kind = "number"
slot = "heavy"
to = { ">=8" = "hard", silence = "none" }
[[steps]]
say = "It is {heavy}."
[[steps]]
end = true
[[steps]]
id = "hard"
say = "Hard."
[[steps]]
end = true
[[steps]]
id = "none"
say = "No number."
"""
BREATHE = '[[steps]]\nrepeat = 6\nsteps = [{cue = "In", seconds = 4}, {cue = "Out", seconds = 6}]\n[[steps]]\nsay = "Done."'
MENU = """
[[steps]]
ask = "What would you like?"
kind = "menu"
slot = "wish"
to = { start = "again", silence = "bye", goodbye = "bye", emotional = "met", help = "ways" }
[[steps]]
id = "again"
ask = "And now?"
kind = "menu"
slot = "wish"
to = { start = "again", silence = "bye", stopped = "again", else = "bye" }
[[steps]]
id = "bye"
say = "Goodbye."
[[steps]]
end = true
[[steps]]
id = "met"
say = "I hear you."
[[steps]]
end = true
[[steps]]
id = "ways"
say = "Say start talk."
"""


def mic(text: str, **more: object) -> Heard:
    return Heard(text, "microphone", **more)  # type: ignore[arg-type]


def test_it_speaks_rests_and_ends(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"talk": TALK}), "talk")
    assert said(moments) == ["One two three four five.", "Six seven."]
    assert when(moments, "Six seven.") == pytest.approx(5 * 60 / 150 + 0.45 + 5)
    assert isinstance(moments[-1][1], End)
    notes = [what for _, what in moments if isinstance(what, Note)]
    assert [(n.kind, n.data) for n in notes] == [("started", {"exercise": "talk"}), ("finished", {"exercise": "talk"})]


@pytest.mark.parametrize(("answer", "then"), [("6", "It is 6."), ("9", "Hard.")])
def test_an_answer_leads_where_the_file_says(tmp_path: Path, answer: str, then: str) -> None:
    assert said(play(session(tmp_path, {"ask": ASK}), "ask", [answer]))[-1] == then


def test_silence_climbs_the_ladder_and_takes_its_path(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"ask": ASK}), "ask")
    assert said(moments) == ["How heavy?", "reprompt", "Zero to ten", "or_say_skip", "No number."]
    assert when(moments, "reprompt") == pytest.approx(2 * 60 / 150 + 12 * 1.5)


def test_the_ladder_is_climbed_once_in_an_exercise(tmp_path: Path) -> None:
    two = (
        ASK.replace("No number.", "None.")
        + '[[steps]]\nask = "And now?"\nkind = "yesno"\nslot = "b"\nto = { silence = "next" }'
    )
    assert said(play(session(tmp_path, {"ask": two}), "ask")).count("reprompt") == 1


def test_what_is_no_answer_is_asked_once_more_then_let_be(tmp_path: Path) -> None:
    events = [(2.0, Heard("purple")), (8.0, Heard("green"))]
    assert said(play(session(tmp_path, {"ask": ASK}), "ask", (), events)) == [
        "How heavy?",
        "heard purple",
        "Zero to ten",
        "No number.",
    ]


def test_talking_keeps_the_silence_from_ending(tmp_path: Path) -> None:
    events = [(float(t), Hearing("")) for t in range(2, 40)] + [(40.0, Heard("6"))]
    moments = play(session(tmp_path, {"ask": ASK}), "ask", (), events)
    assert said(moments) == ["How heavy?", "It is 6."]


def test_breathing_never_drifts(tmp_path: Path) -> None:
    made = session(tmp_path, {"breathe": BREATHE})
    starts = [at for at, what in play(made, "breathe") if isinstance(what, Say)]
    assert starts == pytest.approx([0, 4, 10, 14, 20, 24, 30, 34, 40, 44, 50, 54, 60])


def test_a_late_wake_up_does_not_shift_the_next_cue(tmp_path: Path) -> None:
    made = session(tmp_path, {"breathe": BREATHE})
    made.start(0.0, "breathe")
    from voicecoach.messages import Tick

    made.handle(Tick(), 4.3)
    assert made.deadline == pytest.approx(10.0)
    made.handle(Tick(), 300.0)  # the laptop slept: no catching up
    assert made.deadline == pytest.approx(304.0)


# -- commands --------------------------------------------------------------------


def test_pause_keeps_what_is_left_of_a_rest(tmp_path: Path) -> None:
    events = [(4.45, Heard("pause")), (30.0, Heard("resume"))]  # 2 s into the rest of 5 s
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), events)
    assert said(moments) == ["One two three four five.", "paused", "resumed", "Six seven."]
    assert when(moments, "Six seven.") == pytest.approx(30 + 60 / 140 + 0.3 + 3, abs=0.01)


def test_pause_starts_a_half_spoken_sentence_again(tmp_path: Path) -> None:
    events = [(1.0, Heard("pause")), (10.0, Heard("resume"))]
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), events)
    assert said(moments) == ["One two three four five.", "paused", "resumed", "One two three four five.", "Six seven."]
    assert of(moments, Hush)[0][0] == 1.0


def test_a_pause_that_nobody_ends_becomes_a_kind_end(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(1.0, Heard("pause"))])
    assert said(moments)[-1] == "long_pause_end"
    assert moments[-1][0] == pytest.approx(900, abs=5)


def test_quiet_ends_by_itself_or_when_spoken_to(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(1.0, Heard("quiet"))])
    assert [at for at, what in moments if isinstance(what, Say)][1] == pytest.approx(11.0)
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(1.0, Heard("quiet")), (4.0, Heard("hello"))])
    assert [at for at, what in moments if isinstance(what, Say)][1] == pytest.approx(4.0)


def test_skip_leaves_the_loop(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"breathe": BREATHE}), "breathe", (), [(5.0, Heard("skip"))])
    assert said(moments) == ["In", "Out", "Done."]
    assert when(moments, "Done.") == 5.0


def test_back_and_repeat(tmp_path: Path) -> None:
    talk = '[[steps]]\nsay = "One."\n[[steps]]\nsay = "Two."\n[[steps]]\nsay = "Three."'
    assert said(play(session(tmp_path, {"t": talk}), "t", (), [(1.0, Heard("back"))])) == [
        "One.",
        "Two.",
        "One.",
        "Two.",
        "Three.",
    ]
    assert said(play(session(tmp_path, {"t": talk}), "t", (), [(1.0, Heard("repeat"))])) == ["One.", "Two.", "Two.", "Three."]


def test_stop_says_one_sentence_and_ends(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(1.0, Heard("stop"))])
    assert said(moments) == ["One two three four five.", "stopped"]
    assert ("stopped", {"exercise": "talk"}) in [(n.kind, n.data) for _, n in moments if isinstance(n, Note)]


def test_slower_and_softer_hold_for_what_follows(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(1.0, Heard("slower")), (2.0, Heard("softer"))])
    last = [what for _, what in moments if isinstance(what, Say)][-1]
    assert last.wpm == round(150 / 1.12)
    assert last.gain == pytest.approx(0.8)


@pytest.mark.parametrize("command", ["slower", "faster"])
def test_the_rate_stays_within_its_range(tmp_path: Path, command: str) -> None:
    moments = play(session(tmp_path, {"breathe": BREATHE}), "breathe", (), [(float(t), Heard(command)) for t in range(1, 30)])
    rates = [what.wpm for _, what in moments if isinstance(what, Say) and what.text in ("In", "Out")]
    assert min(rates) >= round(128 * 0.7)
    assert max(rates) <= round(150 * 1.3)


@pytest.mark.parametrize("command", ["help", "how long", "delete that", "keyboard", "who are you", "louder", "faster"])
def test_a_spoken_answer_to_a_command_returns_to_where_it_was(tmp_path: Path, command: str) -> None:
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(3.0, Heard(command))])
    assert said(moments)[-1] == "Six seven."
    assert len(said(moments)) == 3
    assert bool(of(moments, KeyboardOnly)) == (command == "keyboard")


def test_an_empty_line_hushes_and_the_question_stands(tmp_path: Path) -> None:
    made = session(tmp_path, {"ask": ASK})
    moments = play(made, "ask", ["7"], [(0.3, Heard(""))])
    assert of(moments, Hush)[0][0] == 0.3
    assert said(moments) == ["How heavy?", "It is 7."]


# -- turn-taking -------------------------------------------------------------------


def test_a_spoken_of_utterance_that_was_cut_no_longer_counts(tmp_path: Path) -> None:
    made = session(tmp_path, {"talk": TALK})
    made.start(0.0, "talk")
    made.handle(Heard("pause"), 1.0)
    assert made.handle(Spoken(1), 1.01) == []  # the first sentence's: it was cut
    assert made.stage.saying == "paused"


def test_our_own_voice_is_no_command(tmp_path: Path) -> None:
    talk = '[[steps]]\nsay = "You can say stop any time."\n[[steps]]\nrest = 5'
    echo = mic("Say stop any time", phrase="stop", began=0.5)
    assert said(play(session(tmp_path, {"t": talk}), "t", (), [(2.0, echo)])) == ["You can say stop any time."]
    assert said(play(session(tmp_path, {"t": talk}), "t", (), [(5.0, mic("stop", phrase="stop", began=4.5))]))[-1] == "stopped"
    assert said(play(session(tmp_path, {"t": talk}), "t", (), [(2.0, Heard("stop", "keyboard"))]))[-1] == "stopped"


def test_open_speech_over_the_coach_is_no_answer_but_a_believed_phrase_is(tmp_path: Path) -> None:
    ask = """
[[steps]]
ask = "Would you like to breathe with me for a while?"
kind = "yesno"
slot = "a"
to = { yes = "end", silence = "next" }
[[steps]]
say = "No yes."
"""
    assert said(play(session(tmp_path, {"t": ask}), "t", (), [(1.0, mic("yes", phrase="yes"))])) == [
        "Would you like to breathe with me for a while?"
    ]
    assert "No yes." in said(play(session(tmp_path, {"t": ask}), "t", (), [(1.0, mic("yes"))]))


def test_it_listens_for_the_question_and_openly_only_while_silent(tmp_path: Path) -> None:
    made = session(tmp_path, {"ask": ASK})
    first = [a for a in made.start(0.0, "ask") if isinstance(a, Listen)]
    assert [(a.scope.name, a.open) for a in first] == [("number", False)]
    after = [a for a in made.handle(Spoken(1), 1.0) if isinstance(a, Listen)]
    assert [(a.scope.name, a.open, a.endpoint) for a in after] == [("number", True, 1.0)]


def test_a_partial_stop_silences_at_once_and_can_be_taken_back(tmp_path: Path) -> None:
    partial = (1.0, Hearing("stop"))
    stopped = play(session(tmp_path, {"talk": TALK}), "talk", (), [partial, (1.6, mic("stop", phrase="stop", began=0.8))])
    assert of(stopped, Hush)[0][0] == 1.0
    assert said(stopped)[-1] == "stopped"
    grown = play(session(tmp_path, {"talk": TALK}), "talk", (), [partial, (2.5, mic("stop blaming myself", began=0.8))])
    assert of(grown, Hush)[0][0] == 1.0
    assert said(grown) == ["One two three four five.", "One two three four five.", "Six seven."]
    nothing = play(session(tmp_path, {"talk": TALK}), "talk", (), [partial])
    assert [at for at, what in nothing if isinstance(what, Say)][1] == pytest.approx(4.0)
    paused = play(
        session(tmp_path, {"talk": TALK}),
        "talk",
        (),
        [(1.0, Hearing("pause")), (1.6, mic("pause", phrase="pause")), (9.0, Heard("resume"))],
    )
    assert said(paused)[-1] == "Six seven."


def test_a_stuck_loudspeaker_does_not_hang_the_session(tmp_path: Path) -> None:
    from voicecoach.messages import Tick

    made = session(tmp_path, {"talk": TALK})
    made.start(0.0, "talk")
    now = 0.0
    while not made.ended and now < 300:
        now = made.deadline if made.deadline is not None else 301
        made.handle(Tick(), now)
    assert made.ended


# -- menu, offers, calls -----------------------------------------------------------


def test_the_menu_starts_what_is_asked_for_and_comes_back(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"menu": MENU, "talk": TALK}), None, ["start talk", "goodbye"])
    assert said(moments) == ["What would you like?", "One two three four five.", "Six seven.", "And now?", "Goodbye."]


def test_stop_in_an_exercise_returns_to_the_menu_and_at_the_menu_ends(tmp_path: Path) -> None:
    events = [(2.0, Heard("start talk")), (3.0, Heard("stop")), (8.0, Heard("stop"))]
    moments = play(session(tmp_path, {"menu": MENU, "talk": TALK}), None, (), events)
    assert said(moments) == ["What would you like?", "One two three four five.", "stopped", "Goodbye."]


def test_an_emotion_at_the_menu_is_met(tmp_path: Path) -> None:
    assert "I hear you." in said(play(session(tmp_path, {"menu": MENU}), None, ["nobody wants me"]))


def test_a_middling_wish_is_asked_back(tmp_path: Path) -> None:
    files = {"menu": MENU, "talk": TALK}
    yes = play(session(tmp_path, files), None, (), [(2.0, Heard("perhaps start talk")), (6.0, Heard("yes"))])
    assert said(yes)[:3] == ["What would you like?", "mean Talk", "One two three four five."]
    no = play(session(tmp_path, files), None, (), [(2.0, Heard("perhaps start talk")), (6.0, Heard("no"))])
    assert said(no)[:3] == ["What would you like?", "mean Talk", "What would you like?"]
    silent = play(session(tmp_path, files), None, (), [(2.0, Heard("perhaps start talk"))])
    assert said(silent)[:3] == ["What would you like?", "mean Talk", "What would you like?"]


def test_a_middling_command_is_asked_back_in_mid_speech(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(1.0, Heard("perhaps skip")), (4.0, Heard("yes"))])
    assert said(moments) == ["One two three four five.", "mean skip", "Six seven."]


def test_what_is_not_there_yet_is_said_and_another_offered(tmp_path: Path) -> None:
    files = {"menu": MENU, "easy-breaths": TALK}
    moments = play(session(tmp_path, files), None, (), [(2.0, Heard("start body-scan")), (6.0, Heard("yes"))])
    assert said(moments)[1:3] == ["instead easy-breaths", "One two three four five."]


def test_a_call_comes_back_and_a_switch_does_not(tmp_path: Path) -> None:
    caller = '[[steps]]\nsay = "Before."\n[[steps]]\n{} = "other"\nat = "short"\n[[steps]]\nsay = "After."'
    other = '[[steps]]\nsay = "Long."\n[[steps]]\nid = "short"\nsay = "Short."'
    assert said(play(session(tmp_path, {"t": caller.format("call"), "other": other}), "t")) == ["Before.", "Short.", "After."]
    assert said(play(session(tmp_path, {"t": caller.format("switch"), "other": other}), "t")) == ["Before.", "Short."]


def test_help_at_the_menu_and_commands_there(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"menu": MENU}), None, (), [(2.0, Heard("louder")), (6.0, Heard("help"))])
    assert said(moments)[1] == "louder"
    assert "Say start talk." in said(moments)


# -- first run ---------------------------------------------------------------------

INTRO = """
[[steps]]
say = "I am a program."
[[steps]]
ask = "Which country?"
kind = "country"
slot = "country"
to = { silence = "next" }
"""


def test_a_first_line_that_is_no_answer_to_the_intro_is_met_at_once(tmp_path: Path) -> None:
    files = {"menu": MENU, "intro": INTRO, "talk": TALK}
    for at in (0.5, 4.0):
        made = session(tmp_path, files)
        moments = list(
            rehearse(made, lambda now, made=made: made.start(now, None, first_run=True), (), [(at, Heard("start talk"))])
        )
        assert said(moments)[0] == "I am a program."
        assert "What would you like?" not in said(moments)
        assert "One two three four five." in said(moments)


def test_the_intro_leads_to_the_menu(tmp_path: Path) -> None:
    made = session(tmp_path, {"menu": MENU, "intro": INTRO})
    moments = list(rehearse(made, lambda now: made.start(now, None, first_run=True)))
    assert said(moments)[-2:] == ["reprompt", "Goodbye."] or "What would you like?" in said(moments)
    assert ("set", {"introduced": True}) in [(n.kind, n.data) for _, n in moments if isinstance(n, Note)]


# -- danger ------------------------------------------------------------------------

CRISIS = """
[[steps]]
say = "A person can help."
firm = true
[[steps]]
ask = "Is someone near?"
kind = "yesno"
slot = "near"
to = { silence = "next" }
"""
CONCERN = '[[steps]]\nsay = "That sounds heavy."'


def flow(level: int, category: str | None) -> str:
    return "crisis" if level >= 2 else "concern"


def with_safety(folder: Path) -> object:
    files = {"menu": MENU, "talk": TALK, "ask": ASK, "crisis": CRISIS, "concern": CONCERN}
    return session(folder, files, flow=flow)


def test_danger_comes_before_everything_and_returns_to_the_menu(tmp_path: Path) -> None:
    made = with_safety(tmp_path)
    moments = play(made, None, (), [(2.0, Heard("start ask")), (5.0, Heard("danger 2"))])  # type: ignore[arg-type]
    assert said(moments)[2] == "A person can help."
    assert "And now?" in said(moments)
    assert made.slots["care_mode"] == "yes"  # type: ignore[attr-defined]


def test_a_concern_comes_back_to_the_question_and_is_raised_once(tmp_path: Path) -> None:
    moments = play(with_safety(tmp_path), "ask", (), [(2.0, Heard("danger 1")), (9.0, Heard("danger 1")), (14.0, Heard("5"))])  # type: ignore[arg-type]
    assert said(moments)[:3] == ["How heavy?", "That sounds heavy.", "How heavy?"]
    assert said(moments).count("That sounds heavy.") == 1


def test_firm_words_yield_to_stop_alone(tmp_path: Path) -> None:
    skip = play(with_safety(tmp_path), "talk", (), [(1.0, Heard("danger 3")), (1.5, Heard("skip"))])  # type: ignore[arg-type]
    assert "Is someone near?" in said(skip)
    stop = play(with_safety(tmp_path), "talk", (), [(1.0, Heard("danger 3")), (1.5, Heard("stop"))])  # type: ignore[arg-type]
    assert said(stop)[-1] == "stopped"


# -- devices -----------------------------------------------------------------------


def test_the_end_of_input_ends_kindly(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"ask": ASK}), "ask", (), [(2.0, InputEnded())])
    assert said(moments) == ["How heavy?", "ended_input"]
    guided = play(session(tmp_path, {"t": TALK + "\n" + ASK}), "t", (), [(1.0, InputEnded())])
    assert said(guided) == ["One two three four five.", "Six seven.", "ended_input"]


def test_a_lost_microphone_is_said_and_a_lost_loudspeaker_shown(tmp_path: Path) -> None:
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(3.0, Trouble("microphone", "Gone."))])
    assert said(moments) == ["One two three four five.", "Gone.", "Six seven."]
    moments = play(session(tmp_path, {"talk": TALK}), "talk", (), [(3.0, Trouble("loudspeaker", "Gone."))])
    assert said(moments) == ["One two three four five.", "Six seven."]
    assert ("Gone.") in [what.text for _, what in moments if isinstance(what, Show)]


def test_a_file_that_leads_in_a_circle_is_told(tmp_path: Path) -> None:
    circle = '[[steps]]\nid = "a"\nset = { x = "1" }\n[[steps]]\ngoto = "a"'
    with pytest.raises(ContentError, match="circle"):
        play(session(tmp_path, {"t": circle}), "t")


def test_the_same_seed_says_the_same(tmp_path: Path) -> None:
    talk = '[[steps]]\nsay = ["A.", "B.", "C.", "D."]\n[[steps]]\nsay = ["E.", "F.", "G.", "H."]'
    assert said(play(session(tmp_path, {"t": talk}, seed=3), "t")) == said(play(session(tmp_path, {"t": talk}, seed=3), "t"))
    assert len({tuple(said(play(session(tmp_path, {"t": talk}, seed=s), "t"))) for s in range(8)}) > 1
