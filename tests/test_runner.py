"""The loop in real time, with fake devices."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from fakes import session

from voicecoach import runner
from voicecoach.messages import Event, Heard, Listen, Say, Spoken

Post = Callable[[Event], None]


class Ear:
    """Says its lines when the coach waits."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.opened = self.closed = 0
        self.scopes: list[str] = []

    def open(self, post: Post) -> None:
        self.post, self.opened = post, self.opened + 1

    def listen(self, listen: Listen) -> None:
        self.scopes.append(listen.scope.name)

    def ready(self) -> None:
        if self.lines:
            self.post(Heard(self.lines.pop(0)))

    def close(self) -> None:
        self.closed += 1


class Mouth:
    """Has said everything at once."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.closed = 0

    def open(self, post: Post) -> None:
        self.post = post

    def say(self, say: Say) -> None:
        self.said.append(say.text)
        self.post(Spoken(say.utterance))

    def hush(self) -> None: ...

    def close(self) -> None:
        self.closed += 1


ASK = """
[[steps]]
ask = "Well?"
kind = "yesno"
slot = "a"
to = { yes = "yes", silence = "next" }
[[steps]]
say = "No."
[[steps]]
end = true
[[steps]]
id = "yes"
say = "Yes."
"""


def test_it_runs_to_the_end_and_closes_what_it_opened(tmp_path: Path) -> None:
    made, ear, mouth = session(tmp_path, {"ask": ASK}), Ear("yes"), Mouth()
    runner.run(made, lambda now: made.start(now, "ask"), [ear], mouth, lambda note: None, mouth.said.append, ear.ready)
    assert mouth.said == ["Well?", "Yes."]
    assert (ear.opened, ear.closed, mouth.closed) == (1, 1, 1)
    assert "yesno" in ear.scopes


def test_keyboard_closes_the_spoken_ear_and_keeps_the_other(tmp_path: Path) -> None:
    made, typed, spoken, mouth = session(tmp_path, {"ask": ASK}), Ear("keyboard", "yes"), Ear(), Mouth()
    runner.run(
        made,
        lambda now: made.start(now, "ask"),
        [typed, spoken],
        mouth,
        lambda note: None,
        mouth.said.append,
        typed.ready,
        spoken,
    )
    assert mouth.said[-1] == "Yes."
    assert spoken.closed >= 1
    assert "keyboard" in mouth.said


def test_a_device_that_fails_to_close_does_not_keep_the_others_open(tmp_path: Path) -> None:
    class Broken(Ear):
        def close(self) -> None:
            super().close()
            raise OSError("gone")

    made, ear, broken, mouth = session(tmp_path, {"ask": ASK}), Ear("yes"), Broken(), Mouth()
    with contextlib.suppress(OSError):
        runner.run(made, lambda now: made.start(now, "ask"), [ear, broken], mouth, lambda note: None, print, ear.ready)
    assert (ear.closed, mouth.closed) == (1, 1)
