"""Vosk on a real model: the Korean one, spoken to by espeak-ng; and the English one wherever it is installed."""

import json
import threading

import numpy as np
import pytest
from spoken import TESTS, blocks, found, quiet, say

from voicecoach.audio import RATE
from voicecoach.ears.listener import Listener
from voicecoach.ears.vad import Silero
from voicecoach.errors import ModelError
from voicecoach.intents import Intents
from voicecoach.messages import Event, Heard, Hearing, Listen, Trouble
from voicecoach.models.catalogue import named
from voicecoach.recognizers import Streaming
from voicecoach.recognizers.vosk import Verdict, Vosk, heard, open_vosk
from voicecoach.recognizers.vosk_model import VoskModel
from voicecoach.scope import Choice, Scope

MENU, COMMANDS, YESNO, NUMBER = Scope("menu"), Scope("exercise"), Scope("yesno"), Scope("number")


@pytest.fixture(scope="session")
def korean() -> VoskModel:
    return VoskModel(found("ko"))


@pytest.fixture(scope="session")
def shared(korean: VoskModel) -> Vosk:
    return Vosk(korean, Intents.load(TESTS / "intents_ko"), named("vosk-ko").ghosts, believe=-8.0)


@pytest.fixture
def ears(shared: Vosk) -> Vosk:
    """One for all tests, as in a session: what the library has composed of its graph once makes the next utterance faster."""
    shared.reset()
    return shared


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (MENU, "안녕하세요"),
        (MENU, "숨쉬기 시작"),
        (COMMANDS, "계속"),
        (COMMANDS, "조용히"),
        (YESNO, "아니요"),
        (NUMBER, "여섯"),
    ],
)
def test_a_phrase_of_the_scope_is_heard_and_believed(ears: Vosk, scope: Scope, text: str) -> None:
    told = ears.hear(say(text), scope)
    assert (told.phrase, told.grammar, told.source) == (text, text, "microphone")
    assert told.ratio is not None
    assert told.ratio > -8


def test_another_voice_is_heard(ears: Vosk) -> None:
    assert ears.hear(say("안녕하세요", voice="ko+f2"), MENU).phrase == "안녕하세요"


def test_a_choice_is_heard_while_its_question_is_asked(ears: Vosk) -> None:
    asked = Scope("choice", (Choice("음악", ("노래",)), Choice("이야기", ())))
    assert ears.hear(say("음악"), asked).phrase == "음악"


def test_partials_come_while_the_user_speaks(ears: Streaming) -> None:
    ears.listen(MENU)
    sound = say("안녕하세요")
    partials = [ears.accept(block) for block in blocks(sound)]
    assert partials[0] == ""
    assert len({text for text in partials if text}) >= 2
    assert partials.index(next(text for text in partials if text)) < len(partials) - 8  # well before the end
    assert "안녕하세요" in ears.finish()


def test_the_second_place_is_a_believed_phrase_or_no_phrase(ears: Vosk, monkeypatch: pytest.MonkeyPatch) -> None:
    ears.listen(COMMANDS)
    for believed, expected in ((True, ["예속", "계속", "예수"]), (False, ["예속", "예수"])):
        verdict = Verdict(("예속", "예수"), "계속", 0.0 if believed else -50.0)
        monkeypatch.setattr(ears, "_conclude", lambda verdict=verdict: verdict)
        assert ears.finish() == expected
    monkeypatch.setattr(ears, "_conclude", lambda: Verdict(("예속", "계속")))
    assert ears.finish() == ["예속"]
    monkeypatch.setattr(ears, "_conclude", lambda: Verdict(("예속", "계속", "예수")))
    assert ears.finish() == ["예속", "예수", "계속"]


def test_a_phrase_is_reported_early_once_it_is_steady(ears: Vosk) -> None:
    ears.listen(YESNO)
    sound = np.concatenate([say("네"), quiet(0.5)])
    assert [ears.accept(block) for block in blocks(sound)][-1] == "네"


def test_words_of_the_grammar_in_no_phrase_of_it_are_not_a_phrase(ears: Vosk) -> None:
    mixed = ears.hear(say("천천히 안녕하세요"), MENU)
    assert mixed.grammar is None
    assert mixed.phrase is None
    assert mixed.text


def test_other_speech_is_no_phrase(ears: Vosk) -> None:
    for text in ("커피 한 잔 주세요", "다음 주 에 직장 을 옮깁니다"):
        told = ears.hear(say(text), COMMANDS)
        assert told.phrase is None, text
        assert told.text, text


def test_what_the_vocabulary_lacks_is_reported_and_left_out(ears: Vosk, korean: VoskModel) -> None:
    assert ears.missing(COMMANDS) == (("건너뛰기",), ("건너뛰기",))
    assert ears.missing(MENU) == ((), ())
    assert "건너뛰기" not in " ".join(ears._phrases(COMMANDS))
    assert "다음" in ears._phrases(COMMANDS)  # the rest of its other template stays
    assert not korean.knows("[unk]")


def test_an_empty_grammar_hears_no_phrase(korean: VoskModel) -> None:
    closed = korean.closed([])  # given "[]" the library takes the process down
    closed.AcceptWaveform(bytes(32000))
    assert json.loads(closed.FinalResult())["alternatives"][0]["text"] == ""


@pytest.mark.parametrize("level", [0.0, 3e-4, 3e-3])
def test_silence_and_faint_noise_are_nothing(ears: Vosk, level: float) -> None:
    told = ears.hear(quiet(3.0, level), MENU)
    assert (told.text, told.phrase) == ("", None)
    assert ears.finish() == []


def test_loud_noise_is_no_phrase(ears: Vosk) -> None:
    assert ears.hear(quiet(3.0, 0.03), COMMANDS).phrase is None


def test_a_ghost_alone_is_nothing(ears: Vosk, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = quiet(2.0, 0.15)
    ghost = ears.hear(noise, MENU).text
    assert ghost  # this model hears a letter in loud noise
    monkeypatch.setattr(ears, "_ghosts", frozenset({ghost}))
    assert ears.hear(noise, MENU).text != ghost


def test_scopes_are_switched_often_and_each_hears_its_own(ears: Vosk) -> None:
    yes, on = say("아니요"), say("계속")
    for _ in range(3):
        assert ears.hear(yes, YESNO).phrase == "아니요"
        assert ears.hear(on, COMMANDS).phrase == "계속"
    assert {YESNO, COMMANDS} <= set(ears._closed)


def test_no_more_than_so_many_scopes_are_kept(ears: Vosk) -> None:
    for number in range(30):
        ears.hear(quiet(0.1), Scope("choice", (Choice("학교", (f"{number}",)),)))
    assert len(ears._closed) <= 24
    assert ears.hear(say("계속"), COMMANDS).phrase == "계속"


def test_the_scope_at_the_end_counts_also_when_it_came_in_the_midst(ears: Vosk) -> None:
    ears.listen(MENU)
    for number, block in enumerate(blocks(say("아니요"))):
        if number == 8:
            ears.listen(YESNO)
        ears.accept(block)
    assert ears.finish()[1] == "아니요"


def test_what_was_reset_is_forgotten(ears: Vosk) -> None:
    ears.listen(YESNO)
    ears.accept(say("안녕하세요"))
    ears.reset()
    assert ears.finish() == []
    assert ears.hear(say("네"), YESNO).phrase == "네"


def test_the_same_sound_is_heard_the_same_each_time(ears: Vosk) -> None:
    assert [ears.hear(say("조용히"), COMMANDS).phrase for _ in range(3)] == ["조용히"] * 3  # ratios differ: Kaldi dithers


def test_it_may_be_owned_by_another_thread_than_the_one_that_made_it(ears: Vosk) -> None:
    sound, told = say("계속"), []
    owner = threading.Thread(target=lambda: told.append(ears.hear(sound, COMMANDS)))
    owner.start()
    owner.join()
    assert told[0].phrase == "계속"


def test_blocks_of_any_length_give_the_same(ears: Vosk) -> None:
    said = []
    for length in (100, 512, 16000):
        ears.listen(COMMANDS)
        for block in blocks(say("계속"), length):
            ears.accept(block)
        said.append(ears.finish()[1])
    assert said == ["계속"] * 3


def test_vosk_alone_does_the_whole_job_of_an_ear(ears: Vosk) -> None:
    listener = Listener(Intents.load(TESTS / "intents_ko"), Silero(), vosk=ears)
    told: list[Event] = []
    at = 0.0
    for scope, text in ((MENU, "안녕하세요"), (YESNO, "아니요"), (COMMANDS, "커피 한 잔 주세요"), (COMMANDS, "계속")):
        listener.listen(Listen(scope))
        for block in blocks(np.concatenate([say(text), quiet(1.0)])):
            at += len(block) / RATE
            told += listener.feed(block, at)
    told += listener.close(at)
    finals = [event for event in told if isinstance(event, Heard)]
    assert [event.phrase for event in finals] == ["안녕하세요", "아니요", None, "계속"]
    assert finals[2].text
    assert any(isinstance(event, Hearing) and event.text for event in told)
    assert not [event for event in told if isinstance(event, Trouble)]


@pytest.mark.parametrize("level", [0.0, 1e-3, 1e-2])
def test_the_ear_with_vosk_hears_nothing_in_silence_and_noise(ears: Vosk, level: float) -> None:
    listener = Listener(Intents.load(TESTS / "intents_ko"), Silero(), vosk=ears)
    told = [event for block in blocks(quiet(8.0, level)) for event in listener.feed(block, 0.0)]
    assert told + listener.close(0.0) == []


def test_no_model_for_a_language_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicecoach.recognizers.vosk.installed", lambda engine, language: ())
    with pytest.raises(ModelError, match=r"language en is installed. Run: voicecoach models get vosk-small-en-us"):
        open_vosk(Intents((), {}, {}))
    with pytest.raises(ModelError, match=r"language tlh is installed. Use the other recognizer"):
        open_vosk(Intents((), {}, {}), "tlh")


@pytest.mark.parametrize(
    ("verdict", "believed"),
    [
        (Verdict(("stop",), "stop", -20.0), True),
        (Verdict(("top it",), "stop", -7.9), True),
        (Verdict(("top it",), "stop", -8.1), False),
        (Verdict(("anything",)), False),
        (Verdict(), False),
    ],
)
def test_a_phrase_is_believed_by_its_ratio_or_when_both_heard_it(verdict: Verdict, believed: bool) -> None:
    assert verdict.believed(-8.0) is believed
    told = heard(verdict, -8.0, began=3.0)
    assert (told.phrase is not None) is believed
    assert told.began == 3.0
