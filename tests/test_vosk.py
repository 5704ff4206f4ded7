"""Vosk on a real model: the Korean one, spoken to by espeak-ng; and the English one wherever it is installed."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from voicecoach.audio import RATE, read
from voicecoach.intents import Intents
from voicecoach.models import installed
from voicecoach.models.catalogue import named
from voicecoach.recognizers import Samples, Streaming
from voicecoach.recognizers.vosk import Verdict, Vosk, heard
from voicecoach.recognizers.vosk_model import VoskModel
from voicecoach.scope import Choice, Scope

TESTS = Path(__file__).parent
MENU, COMMANDS, YESNO, NUMBER = Scope("menu"), Scope("exercise"), Scope("yesno"), Scope("number")

Say = Callable[..., Samples]


def quiet(seconds: float, level: float = 3e-4) -> Samples:
    return np.random.default_rng(7).normal(0.0, level, round(seconds * RATE)).astype(np.float32)


def found(language: str) -> Path:
    if find_spec("vosk") is None:
        pytest.skip("Vosk is not installed on this system")
    models = installed("vosk", language)
    if not models:
        pytest.skip(f"no Vosk model for {language!r} is installed here (voicecoach models)")
    return models[0].path


@pytest.fixture(scope="session")
def say(tmp_path_factory: pytest.TempPathFactory) -> Say:
    """Speech of espeak-ng with half a second of quiet around it."""
    folder = tmp_path_factory.mktemp("said")

    def speak(text: str, voice: str = "ko", wpm: int = 150) -> Samples:
        file = folder / f"{voice}-{wpm}-{text}.wav"
        if not file.exists():
            wanted = json.dumps([[voice, wpm, text, str(file)]])
            subprocess.run([sys.executable, str(TESTS / "say_aloud.py")], input=wanted, text=True, check=True)
        return np.concatenate([quiet(0.5), read(file), quiet(0.5)])

    return speak


@pytest.fixture(scope="session")
def korean() -> VoskModel:
    return VoskModel(found("ko"))


@pytest.fixture
def ears(korean: VoskModel) -> Vosk:
    return Vosk(korean, Intents.load(TESTS / "intents_ko"), named("vosk-ko").ghosts)


def blocks(samples: Samples, length: int = 1600) -> Iterator[Samples]:
    for start in range(0, len(samples), length):
        yield samples[start : start + length]


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
def test_a_phrase_of_the_scope_is_heard_and_believed(ears: Vosk, say: Say, scope: Scope, text: str) -> None:
    told = ears.hear(say(text), scope)
    assert (told.phrase, told.grammar, told.source) == (text, text, "microphone")
    assert told.ratio is not None
    assert told.ratio > -8


def test_another_voice_is_heard(ears: Vosk, say: Say) -> None:
    assert ears.hear(say("안녕하세요", voice="ko+f2"), MENU).phrase == "안녕하세요"


def test_a_choice_is_heard_while_its_question_is_asked(ears: Vosk, say: Say) -> None:
    asked = Scope("choice", (Choice("음악", ("노래",)), Choice("이야기", ())))
    assert ears.hear(say("음악"), asked).phrase == "음악"


def test_partials_come_while_the_user_speaks(ears: Streaming, say: Say) -> None:
    ears.listen(MENU)
    sound = say("안녕하세요")
    partials = [ears.accept(block) for block in blocks(sound)]
    assert partials[0] == ""
    assert len({text for text in partials if text}) >= 2
    assert partials.index(next(text for text in partials if text)) < len(partials) - 8  # well before the end
    assert "안녕하세요" in ears.finish()


def test_the_second_place_is_a_believed_phrase_or_no_phrase(ears: Vosk, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    ears.listen(COMMANDS)
    for believed, expected in ((True, ["예속", "계속", "예수"]), (False, ["예속", "예수"])):
        verdict = Verdict(("예속", "예수"), "계속", 0.0 if believed else -50.0)
        monkeypatch.setattr(ears, "_conclude", lambda verdict=verdict: verdict)
        assert ears.finish() == expected
    monkeypatch.setattr(ears, "_conclude", lambda: Verdict(("예속", "계속")))
    assert ears.finish() == ["예속"]
    monkeypatch.setattr(ears, "_conclude", lambda: Verdict(("예속", "계속", "예수")))
    assert ears.finish() == ["예속", "예수", "계속"]


def test_a_phrase_is_reported_early_once_it_is_steady(ears: Vosk, say: Say) -> None:
    ears.listen(YESNO)
    sound = np.concatenate([say("네"), quiet(0.5)])
    assert [ears.accept(block) for block in blocks(sound)][-1] == "네"


def test_words_of_the_grammar_in_no_phrase_of_it_are_not_a_phrase(ears: Vosk, say: Say) -> None:
    mixed = ears.hear(say("천천히 안녕하세요"), MENU)
    assert mixed.grammar is None
    assert mixed.phrase is None
    assert mixed.text


def test_other_speech_is_no_phrase(ears: Vosk, say: Say) -> None:
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


def test_a_scope_of_which_nothing_is_known_hears_no_phrase(korean: VoskModel, say: Say) -> None:
    ears = Vosk(korean, Intents((), {}, {}))  # an empty grammar takes the library's process down
    told = ears.hear(say("계속"), Scope("choice", (Choice("xyzzy", ()),)))
    assert told.grammar is None
    assert told.text


@pytest.mark.parametrize("level", [0.0, 3e-4, 3e-3])
def test_silence_and_faint_noise_are_nothing(ears: Vosk, level: float) -> None:
    told = ears.hear(quiet(3.0, level), MENU)
    assert (told.text, told.phrase) == ("", None)
    assert ears.finish() == []


def test_loud_noise_is_no_phrase(korean: VoskModel) -> None:
    ears = Vosk(korean, Intents.load(TESTS / "intents_ko"))
    assert ears.hear(quiet(3.0, 0.03), COMMANDS).phrase is None


def test_a_ghost_alone_is_nothing(korean: VoskModel) -> None:
    intents = Intents.load(TESTS / "intents_ko")
    noise = quiet(3.0, 0.15)
    ghost = Vosk(korean, intents).hear(noise, MENU).text
    assert ghost  # this model hears a letter in loud noise
    assert Vosk(korean, intents, frozenset({ghost})).hear(noise, MENU).text != ghost


def test_scopes_are_switched_often_and_each_hears_its_own(ears: Vosk, say: Say) -> None:
    yes, on = say("아니요"), say("계속")
    for _ in range(3):
        assert ears.hear(yes, YESNO).phrase == "아니요"
        assert ears.hear(on, COMMANDS).phrase == "계속"
    assert len(ears._closed) == 2


def test_no_more_than_so_many_scopes_are_kept(ears: Vosk, say: Say) -> None:
    for number in range(30):
        ears.hear(quiet(0.1), Scope("choice", (Choice("학교", (f"{number}",)),)))
    assert len(ears._closed) <= 24
    assert ears.hear(say("계속"), COMMANDS).phrase == "계속"


def test_the_scope_at_the_end_counts_also_when_it_came_in_the_midst(ears: Vosk, say: Say) -> None:
    ears.listen(MENU)
    for number, block in enumerate(blocks(say("아니요"))):
        if number == 8:
            ears.listen(YESNO)
        ears.accept(block)
    assert ears.finish()[1] == "아니요"


def test_what_was_reset_is_forgotten(ears: Vosk, say: Say) -> None:
    ears.listen(YESNO)
    ears.accept(say("안녕하세요"))
    ears.reset()
    assert ears.finish() == []
    assert ears.hear(say("네"), YESNO).phrase == "네"


def test_the_same_sound_is_heard_the_same_each_time(ears: Vosk, say: Say) -> None:
    assert [ears.hear(say("조용히"), COMMANDS).phrase for _ in range(3)] == ["조용히"] * 3  # ratios differ: Kaldi dithers


def test_it_may_be_owned_by_another_thread_than_the_one_that_made_it(ears: Vosk, say: Say) -> None:
    sound, told = say("계속"), []
    owner = threading.Thread(target=lambda: told.append(ears.hear(sound, COMMANDS)))
    owner.start()
    owner.join()
    assert told[0].phrase == "계속"


def test_blocks_of_any_length_give_the_same(ears: Vosk, say: Say) -> None:
    said = []
    for length in (100, 512, 16000):
        ears.listen(COMMANDS)
        for block in blocks(say("계속"), length):
            ears.accept(block)
        said.append(ears.finish()[1])
    assert said == ["계속"] * 3


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
    assert verdict.believed() is believed
    told = heard(verdict, began=3.0)
    assert (told.phrase is not None) is believed
    assert told.began == 3.0


def english_or_skip() -> tuple[VoskModel, Intents]:
    folder = TESTS.parent / "intents" / "en"
    if not list(folder.glob("*.toml")):
        pytest.skip("there are no English intents yet")
    return VoskModel(found("en")), Intents.load(folder)


@pytest.fixture(scope="session")
def english() -> Vosk:
    return Vosk(*english_or_skip())


@pytest.mark.parametrize(
    ("scope", "text"),
    [(COMMANDS, "pause"), (COMMANDS, "go on"), (COMMANDS, "stop"), (YESNO, "not really"), (MENU, "i got rejected")],
)
def test_english_phrases_are_heard(english: Vosk, say: Say, scope: Scope, text: str) -> None:
    assert english.hear(say(text, voice="en-us"), scope).phrase == text


def test_english_speech_outside_the_grammar_is_no_phrase(english: Vosk, say: Say) -> None:
    for text in ("the train to oxford leaves at noon", "we painted the kitchen green last summer"):
        assert english.hear(say(text, voice="en-us"), COMMANDS).phrase is None, text


def test_english_silence_is_nothing(english: Vosk) -> None:
    told = english.hear(quiet(3.0, 1e-3), COMMANDS)
    assert (told.text, told.phrase) == ("", None)


def test_the_english_vocabulary_has_nearly_every_phrase(english: Vosk) -> None:
    words, templates = english.missing(COMMANDS)
    assert not templates, f"commands that Vosk cannot hear: {templates} (unknown: {words})"
