"""The guard against our own voice, where no echo canceller is."""

import pytest

from voicecoach.echo import is_echo, is_ours, is_over_us, shows_loudspeaker, without_echo
from voicecoach.exercise import Line
from voicecoach.messages import Heard
from voicecoach.stage import Stage

QUESTION = "How heavy does it feel, zero to ten?"


def mic(text: str, began: float, phrase: str | None = None, tail: Heard | None = None) -> Heard:
    return Heard(text, "microphone", phrase=phrase, began=began, tail=tail)


def asked(ended: float | None = 3.0) -> Stage:
    """A stage that has asked its question from 0 to 3 seconds, or is still asking."""
    stage = Stage()
    stage.speak((Line(QUESTION, 0.0),), 130, 0.0, lambda now: stage.wait(10, now, lambda later: None))
    if ended is not None:
        stage.spoken(1, ended)
    return stage


@pytest.mark.parametrize(
    ("heard", "saying", "echo"),
    [
        ("how heavy does it feel", QUESTION, True),
        ("how heavy is it zero two ten", QUESTION, True),
        ("six", QUESTION, False),
        ("stop", QUESTION, False),
        ("", QUESTION, False),
        ("stop", "", False),
    ],
)
def test_most_of_the_words_are_ours(heard: str, saying: str, echo: bool) -> None:
    assert is_echo(heard, saying) is echo


def test_an_echo_begins_while_we_speak() -> None:
    assert is_ours(mic("How heavy does it feel", 0.3), asked(None), 1.0)
    assert is_ours(mic("does it feel zero to ten", 2.0), asked(), 4.0)
    assert not is_ours(mic("zero to ten", 3.2), asked(), 4.0)  # a fifth of a second later: a person
    assert not is_ours(Heard("how heavy does it feel"), asked(None), 1.0)  # typed


def test_what_begins_with_our_voice_and_goes_on_is_its_end() -> None:
    answer = mic("Six.", 3.0, "six")
    whole = mic("How heavy does it feel zero to ten six", 0.3, tail=answer)
    assert without_echo(whole, asked(), 5.0) is answer
    early = mic("I feel quite awful today", 2.4, tail=mic("awful today", 3.0))
    assert without_echo(early, asked(), 5.0) is early
    believed = mic("say that again", 2.2, "say that again", mic("again", 3.0, "again"))
    assert without_echo(believed, asked(), 5.0) is believed


def test_several_words_of_ours_prove_a_loudspeaker() -> None:
    assert shows_loudspeaker(mic("How heavy does it fill zero", 0.3), asked(None), 2.0)
    assert not shows_loudspeaker(mic("how heavy", 0.3), asked(None), 2.0)
    assert not shows_loudspeaker(mic("I was not chosen for it", 0.3), asked(None), 2.0)


def test_over_us_a_believed_phrase_counts_unless_our_loudspeaker_is_in_the_room() -> None:
    stop = mic("Stop.", 1.0, "stop")
    assert not is_over_us(stop, asked(), 4.0, in_the_room=False)
    assert is_over_us(stop, asked(), 4.0, in_the_room=True)
    assert is_over_us(mic("We installed that spine", 1.0), asked(), 4.0, in_the_room=False)
    assert not is_over_us(mic("I feel sad", 2.8), asked(), 5.0, in_the_room=True)  # people overlap a little
    assert not is_over_us(Heard("stop", "keyboard"), asked(None), 1.0, in_the_room=True)
