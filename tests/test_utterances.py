"""Cutting a stream into utterances: with a detector that hears loudness, and with the real one."""

import numpy as np
import pytest

from voicecoach.ears.utterances import Cut, Cutter, Ended, Growing, Limits, Pausing, Started
from voicecoach.ears.vad import CHUNK
from voicecoach.recognizers import RATE, Samples

LEAST = CHUNK / RATE  # nothing is told more finely than by the chunk


def loud(chunk: Samples) -> float:
    return 1.0 if np.abs(chunk).max() > 0.1 else 0.0


def tone(seconds: float, level: float = 0.5) -> Samples:
    return np.full(int(seconds * RATE), level, np.float32)


def quiet(seconds: float) -> Samples:
    return tone(seconds, 0.0)


def cut(cutter: Cutter, *parts: Samples, block: int = 160) -> list[Cut]:
    audio = np.concatenate(parts)
    return [event for i in range(0, len(audio), block) for event in cutter.feed(audio[i : i + block])]


def ended(cuts: list[Cut]) -> list[Ended]:
    return [c for c in cuts if isinstance(c, Ended)]


@pytest.mark.parametrize("block", [1, 160, 512, 999, 16_000])
def test_one_utterance_whatever_the_blocks(block: int) -> None:
    cuts = cut(Cutter(loud), quiet(1), tone(0.5), quiet(1.5), block=block)
    (only,) = ended(cuts)
    assert isinstance(cuts[0], Started)
    assert only.began / RATE == pytest.approx(1.0, abs=LEAST)
    assert only.ended / RATE == pytest.approx(1.5, abs=LEAST)
    assert len(only.samples) / RATE == pytest.approx(0.5 + 0.5 + 0.5, abs=4 * LEAST)  # pre-roll, speech, post-roll
    assert np.abs(only.samples[: int(0.45 * RATE)]).max() == 0


def test_an_utterance_ends_after_the_endpoint_and_pauses_are_told() -> None:
    cutter = Cutter(loud, endpoint=0.6)
    cuts = cut(cutter, tone(0.5), quiet(0.5), tone(0.3), quiet(0.7))
    assert len(ended(cuts)) == 1
    pauses = [c.silence for c in cuts if isinstance(c, Pausing)]
    assert max(pauses) == pytest.approx(0.6, abs=2 * LEAST)
    assert len([c for c in cuts if isinstance(c, Growing)]) > 10


def test_the_endpoint_may_change_while_the_user_speaks() -> None:
    cutter = Cutter(loud, endpoint=5)
    assert not ended(cut(cutter, tone(0.5), quiet(1)))
    cutter.endpoint = 0.6
    assert len(ended(cut(cutter, quiet(0.1)))) == 1


def test_a_click_is_no_utterance() -> None:
    assert cut(Cutter(loud), quiet(0.5), tone(0.03), quiet(1), tone(0.03), quiet(1)) == []


def test_what_was_heard_adds_up_to_the_utterance() -> None:
    parts = [
        c.samples for c in cut(Cutter(loud), quiet(1), tone(0.5), quiet(0.4), tone(0.2), quiet(0.1)) if not isinstance(c, Ended)
    ]
    heard = np.concatenate(parts)
    assert np.count_nonzero(heard) / RATE == pytest.approx(0.7, abs=3 * LEAST)


def test_an_endless_utterance_is_cut_and_nothing_is_lost() -> None:
    cuts = ended(cut(Cutter(loud, Limits(longest=2)), tone(5), quiet(1)))
    assert len(cuts) == 3
    assert sum(c.ended - c.began for c in cuts) / RATE == pytest.approx(5, abs=6 * LEAST)


def test_finish_ends_it_at_once_and_the_next_begins_anew() -> None:
    cutter = Cutter(loud)
    cut(cutter, tone(0.5), quiet(0.3))
    first = cutter.finish()
    assert first is not None
    assert first.ended / RATE == pytest.approx(0.5, abs=LEAST)
    assert cutter.finish() is None
    assert cutter.so_far() is None
    (second,) = ended(cut(cutter, quiet(0.3), tone(0.5), quiet(1)))
    assert second.began / RATE == pytest.approx(1.1, abs=2 * LEAST)
    assert np.count_nonzero(second.samples) / RATE == pytest.approx(0.5, abs=LEAST)  # nothing of the first


def test_between_the_two_probabilities_speech_goes_on_but_does_not_begin() -> None:
    vague = 0.42
    cutter = Cutter(lambda chunk: vague if np.abs(chunk).max() < 0.3 else 1.0)
    assert cut(cutter, tone(1, 0.2)) == []
    cuts = cut(cutter, tone(0.5), tone(2, 0.2))
    assert isinstance(cuts[0], Started)
    assert not ended(cuts)


def test_an_utterance_knows_how_surely_it_is_speech() -> None:
    (only,) = ended(cut(Cutter(lambda chunk: float(np.abs(chunk).max())), tone(0.3, 0.6), tone(0.3, 0.8), quiet(2)))
    assert only.speech == pytest.approx(0.8)


def test_the_real_detector_hears_no_speech_in_silence_and_hiss() -> None:
    vad = pytest.importorskip("voicecoach.ears.vad").Silero()
    hiss = np.random.default_rng(1).normal(0, 0.05, 3 * RATE).astype(np.float32)
    assert cut(Cutter(vad), quiet(2), hiss, quiet(1)) == []
