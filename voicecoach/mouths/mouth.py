"""The mouth: a thread between the session's words and the loudspeaker's samples.

``say`` and ``hush`` return at once. What is rendered already is on the timeline before ``say`` returns; anything else
is rendered on the mouth's own thread. ``Spoken`` is posted when the last sample has left the loudspeaker, as nearly as the
device tells its latency. Without a loudspeaker, or when it is lost, the same timeline runs by the clock: captions alone,
timed as if spoken.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Literal

from ..errors import DeviceError, VoiceCoachError
from ..messages import Event, Say, Spoken, Trouble
from .captions import Captions
from .loudspeaker import Loudspeaker, Player, Silent
from .playout import Playout, Samples
from .synthesizer import Wordless
from .tape import LiveTape
from .voice import Voice

Post = Callable[[Event], None]

_LOOK = 0.1
"""Seconds between two looks at the player."""
_RETRY = 1.0
"""Seconds between two attempts to find a loudspeaker that was lost."""
_NEVER_FOUND = 10.0
"""Seconds between two attempts to find one that was not there at the start."""
_SPEECHLESS = 30.0
"""Seconds for which a synthesizer that failed is left alone."""


class Mouth:
    """Speaks what it is told, one utterance at a time. Thread-safe; ``close`` it when the session ends."""

    def __init__(
        self,
        voice: Voice | None,
        captions: Captions,
        device: str | Literal[False] | None = None,
        tape: LiveTape | None = None,
    ) -> None:
        """``voice`` None: no synthesizer, captions alone. ``device``: a loudspeaker's name, None for the system's
        default, False for no sound. ``tape`` records what is played, loudspeaker or not."""
        self._voice, self._captions, self._tape = voice, captions, tape
        self._wordless = Voice(Wordless())
        self._playout = Playout()
        self._device = device
        self._player: Player = Silent(self._pull)
        self._wanted: Say | None = None
        self._lock = threading.Lock()  # _wanted and the timeline change together
        self._orders: SimpleQueue[Say | None] = SimpleQueue()  # None: close
        self._finished: deque[tuple[int, float]] = deque()  # utterance, when heard
        self._retry_at = self._retry_every = float("inf")
        self._mute_until = 0.0  # 0: the synthesizer works
        self._thread: threading.Thread | None = None

    def open(self, post: Post) -> None:
        """Start. Never raises: a loudspeaker that cannot be used is posted as ``Trouble``."""
        self._post = post
        if self._device is not False:
            player = Loudspeaker(self._pull, self._device)
            try:
                player.start()
                self._player = player
            except DeviceError as err:
                post(Trouble("loudspeaker", f"{err} I go on in writing."))
                self._retry_in(_NEVER_FOUND)
        if isinstance(self._player, Silent):
            self._player.start()
        self._thread = threading.Thread(target=self._run, name="mouth", daemon=True)
        self._thread.start()

    def say(self, say: Say) -> None:
        """Speak, replacing what is being said."""
        with self._lock:
            self._wanted = say
            self._finished.clear()
        if self._voice and not self._mute_until and self._voice.has(say.text, say.wpm):
            self._speak(say)
        else:
            self._orders.put(say)

    def hush(self) -> None:
        """Fall silent within one block and a 20 ms fade. What is cut is never ``Spoken``."""
        with self._lock:
            self._wanted = None
            self._finished.clear()
            self._playout.hush()

    def show(self, text: str) -> None:
        """Put a line on the screen without speaking it."""
        self._captions.show(text)

    def close(self) -> None:
        """Fall silent and give the device back."""
        self.hush()
        self._orders.put(None)
        if self._thread:
            self._thread.join(3)
        self._player.stop()
        if self._tape:
            self._tape.close()

    def _speak(self, say: Say) -> None:
        """Render and put on the timeline, unless something newer is wanted by then."""
        samples = self._render(say)
        with self._lock:
            if self._wanted is not say:
                return
            self._playout.say(say.utterance, samples)
        self._captions.say(say.text)

    def _render(self, say: Say) -> Samples:
        if self._voice and time.monotonic() >= self._mute_until:
            try:
                samples = self._voice.render(say.text, say.wpm, say.gain)
            except VoiceCoachError as err:
                if not self._mute_until:
                    self._post(Trouble("loudspeaker", f"{err} I go on in writing."))
                self._mute_until = time.monotonic() + _SPEECHLESS
            else:
                if self._mute_until:
                    self._post(Trouble("loudspeaker", "The voice is back.", lost=False))
                self._mute_until = 0.0
                return samples
        return self._wordless.render(say.text, say.wpm)

    def _pull(self, count: int) -> Samples:
        """The player's source; on its thread."""
        now = time.monotonic()
        samples, finished = self._playout.pull(count)
        for utterance in finished:
            self._finished.append((utterance, now + count / self._playout.rate + self._player.latency))
        if self._tape:
            self._tape.put(samples, now)
        return samples

    def _run(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=self._until_next())
            except Empty:
                pass
            else:
                if order is None:
                    return
                self._speak(order)
            self._report()
            self._look_after_player()

    def _until_next(self) -> float:
        due = self._next_due()
        return _LOOK if due is None else min(_LOOK, max(0.0, due - time.monotonic()))

    def _next_due(self) -> float | None:
        try:
            return self._finished[0][1]
        except IndexError:
            return None

    def _report(self) -> None:
        while (due := self._next_due()) is not None and due <= time.monotonic():
            with self._lock:
                utterance = self._finished.popleft()[0] if self._finished else None
            if utterance is not None:
                self._post(Spoken(utterance))

    def _look_after_player(self) -> None:
        if isinstance(self._player, Loudspeaker) and self._player.lost:
            self._player.stop()
            self._player = Silent(self._pull)
            self._player.start()
            self._retry_in(_RETRY)
            self._post(Trouble("loudspeaker", "The loudspeaker is gone. I go on in writing until it is back."))
        elif isinstance(self._player, Silent) and time.monotonic() >= self._retry_at and self._device is not False:
            self._retry_in(self._retry_every)
            self._try_again(Loudspeaker(self._pull, self._device))

    def _try_again(self, player: Loudspeaker) -> None:
        try:
            player.find()
        except DeviceError:
            return
        self._player.stop()  # before the other starts: one puller at a time
        try:
            player.start()
        except DeviceError:
            self._player.start()
            return
        self._player = player
        self._retry_in(float("inf"))
        self._post(Trouble("loudspeaker", "The loudspeaker is back.", lost=False))

    def _retry_in(self, seconds: float) -> None:
        self._retry_every = seconds
        self._retry_at = time.monotonic() + seconds
