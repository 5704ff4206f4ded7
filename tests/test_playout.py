"""The timeline of what is played: cuts without clicks, nothing finishes that was cut, nothing is lost."""

import numpy as np
import pytest

from voicecoach.mouths.playout import FADE, RATE, Playout, Samples

FADE_SAMPLES = round(FADE * RATE)


def tone(seconds: float, level: float = 0.5) -> Samples:
    return np.full(round(seconds * RATE), level, np.float32)


def pull_all(playout: Playout, seconds: float, block: int = 220) -> tuple[Samples, list[tuple[int, int]]]:
    """The samples, and the utterances that finished with the position of the block in which they did."""
    parts, finished = [], []
    while sum(map(len, parts)) < seconds * RATE:
        samples, done = playout.pull(block)
        parts.append(samples)
        finished += [(utterance, playout.position) for utterance in done]
    return np.concatenate(parts), finished


@pytest.mark.parametrize("block", [1, 7, 220, 441, 100_000])
def test_what_is_said_comes_out_whole_then_silence(block: int) -> None:
    said = np.random.default_rng(1).uniform(-1, 1, 3000).astype(np.float32)
    playout = Playout()
    playout.say(4, said)
    out, finished = pull_all(playout, 0.2, block)
    assert np.array_equal(out[:3000], said)
    assert not out[3000:].any()
    assert [utterance for utterance, _ in finished] == [4]


def test_it_finishes_in_the_block_with_the_last_sample() -> None:
    playout = Playout()
    playout.say(1, tone(100 / RATE))
    assert playout.pull(99).finished == ()
    assert playout.pull(1).finished == (1,)
    assert playout.pull(1).finished == ()


def test_nothing_to_say_is_silence() -> None:
    samples, finished = Playout().pull(50)
    assert not samples.any()
    assert finished == ()


def test_an_empty_utterance_finishes_at_once() -> None:
    playout = Playout()
    playout.say(9, tone(0))
    assert playout.speaking
    assert playout.pull(10).finished == (9,)
    assert not playout.speaking


def test_hush_fades_within_20_ms_without_a_click_and_what_was_cut_never_finishes() -> None:
    playout = Playout()
    playout.say(1, tone(1))
    playout.pull(1000)
    playout.hush()
    out, finished = pull_all(playout, 2)
    assert out[0] == pytest.approx(0.5)
    assert not out[FADE_SAMPLES:].any()
    assert np.abs(np.diff(np.append([0.5], out))).max() < 0.01  # no step larger than the ramp's
    assert finished == []


def test_hush_before_the_first_pull_says_nothing_loud() -> None:
    playout = Playout()
    playout.say(1, tone(1))
    playout.hush()
    assert not playout.speaking
    out, finished = pull_all(playout, 1)
    assert not out[FADE_SAMPLES:].any()
    assert finished == []


def test_a_second_hush_does_not_lengthen_the_fade() -> None:
    playout = Playout()
    playout.say(1, tone(1))
    playout.pull(10)
    playout.hush()
    playout.pull(FADE_SAMPLES // 2)
    playout.hush()
    out, _ = pull_all(playout, 0.1)
    assert not out[FADE_SAMPLES - FADE_SAMPLES // 2 :].any()


def test_saying_replaces_what_is_said() -> None:
    playout = Playout()
    playout.say(1, tone(1, 0.5))
    playout.pull(100)
    playout.say(2, tone(0.1, -0.25))
    out, finished = pull_all(playout, 1)
    assert (out[FADE_SAMPLES : FADE_SAMPLES + 2205] == -0.25).all()
    assert not out[FADE_SAMPLES + 2205 :].any()
    assert [utterance for utterance, _ in finished] == [2]


def test_rapid_fire_leaves_only_the_last() -> None:
    playout = Playout()
    for n in range(50):
        playout.say(n, tone(0.5))
        if n % 3 == 0:
            playout.hush()
        playout.pull(5)
    _, finished = pull_all(playout, 1)
    assert [utterance for utterance, _ in finished] == [49]


def test_the_samples_said_are_not_changed() -> None:
    said = tone(0.5)
    playout = Playout()
    playout.say(1, said)
    playout.pull(100)
    playout.hush()
    playout.pull(1000)
    assert (said == 0.5).all()


def test_position_and_remaining_count_samples() -> None:
    playout = Playout()
    assert playout.remaining == 0
    playout.say(1, tone(100 / RATE))
    playout.pull(40)
    assert (playout.position, playout.remaining) == (40, 60)
    playout.pull(100)
    assert (playout.position, playout.remaining) == (140, 0)
