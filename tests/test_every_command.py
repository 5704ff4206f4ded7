"""Every exercise, with every command at every half second, in virtual time: no exception, never stuck, always ends.

The commands are given as meanings, not as text: what a phrase means is tested elsewhere, and this is about time.
"""

from functools import lru_cache

import pytest

from voicecoach import app
from voicecoach.commands import COMMANDS
from voicecoach.config import Settings
from voicecoach.messages import Heard, Hush, Say
from voicecoach.rehearsal import Moment, rehearse
from voicecoach.scope import Scope
from voicecoach.understanding import Meaning

STEP = 0.5
FIRST = 300.0
"""Seconds of an exercise in which commands are tried; only flows that go on until "stop" are longer."""


@lru_cache(maxsize=4096)
def _meaning(text: str, scope: Scope) -> Meaning:
    if text.startswith("!"):
        return Meaning(text, scope.name, text[1:], slots={}, band="act", score=100)
    return app.understander().understand(Heard(text), scope)


def _play(exercise: str, events: list[tuple[float, Heard]]) -> list[Moment]:
    """The exercise with its typical answers; fails when it gets stuck."""
    made = app.session(Settings(), {"country": "GB", "introduced": True})
    made.understand = lambda heard, scope: _meaning(heard.text, scope)
    moments = list(rehearse(made, lambda now: made.start(now, exercise), app.exercises()[exercise].typical, events))
    assert made.ended
    return moments


@pytest.mark.parametrize("exercise", sorted(app.exercises()))
def test_it_ends_whatever_is_commanded_and_whenever(exercise: str) -> None:
    length = _play(exercise, [])[-1][0]
    for i in range(int(min(length, FIRST) / STEP)):
        for command in COMMANDS:
            _play(exercise, [(i * STEP, Heard(f"!{command}"))])


@pytest.mark.parametrize("command", ["pause", "slower", "help", "how_long", "repeat", "quiet"])
def test_breathing_cues_never_drift(command: str) -> None:
    undisturbed = _play("easy-breaths", [])
    cues = _cues(undisturbed)
    assert len(cues) > 20
    for i in range(0, int(undisturbed[-1][0] / STEP), 5):
        events = [(i * STEP, Heard(f"!{command}"))]
        if command == "pause":
            events.append((i * STEP + 7.3, Heard("!resume")))
        for (at, name), (then, after) in _pairs(_play("easy-breaths", events)):
            expected = {("In", "And out"): 4.0, ("And out", "In"): 6.0}.get((name, after))
            assert expected is None or then - at == pytest.approx(expected, abs=1e-6)


def _cues(moments: list[Moment]) -> list[tuple[float, str]]:
    return [(at, what.text) for at, what in moments if isinstance(what, Say) and what.text in ("In", "And out")]


def _pairs(moments: list[Moment]) -> list[tuple[tuple[float, str], tuple[float, str]]]:
    """Cues that follow each other with nothing between them."""
    pairs = []
    before: tuple[float, str] | None = None
    for at, what in moments:
        if isinstance(what, Say) and what.text in ("In", "And out"):
            if before:
                pairs.append((before, (at, what.text)))
            before = (at, what.text)
        elif isinstance(what, Say | Hush | Heard):
            before = None
    return pairs
