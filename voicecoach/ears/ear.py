"""An ear's thread: takes blocks of audio as they come and lets a listener make events of them. No device."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from ..errors import VoiceCoachError
from ..messages import Event, Listen, Trouble
from ..recognizers import RATE, Samples

Post = Callable[[Event], None]

BLOCK = 512
"""Samples of a block at 16 kHz: 32 ms, what the voice activity detector looks at."""
_ROOM = 60 * RATE // BLOCK
"""Blocks that may wait while a recognizer is busy: a minute. More are dropped and counted."""


class Listens(Protocol):
    """What makes events of audio: ears/listener.py. Called from one thread."""

    def listen(self, listen: Listen) -> None: ...

    def feed(self, block: Samples, at: float) -> list[Event]: ...

    def close(self, at: float) -> list[Event]: ...


class Ear:
    """Feeds a listener on a thread of its own, in order: blocks and what to listen for."""

    def __init__(self, listener: Listens) -> None:
        self._listener = listener
        self._queue: SimpleQueue[tuple[Samples, float] | Listen | None] = SimpleQueue()
        self._waiting = threading.Semaphore(_ROOM)
        self._thread: threading.Thread | None = None
        self.dropped = 0
        """Blocks lost because the listener fell a minute behind."""

    def open(self, post: Post) -> None:
        self._post = post
        self._thread = threading.Thread(target=self._run, name="ear", daemon=True)
        self._thread.start()

    def listen(self, listen: Listen) -> None:
        """From the next block on, listen for this."""
        self._queue.put(listen)

    def put(self, block: Samples, at: float) -> None:
        """The next block (float32, 16 kHz), whose last sample was heard at ``at``. Never blocks."""
        if self._waiting.acquire(blocking=False):
            self._queue.put((block, at))
        else:
            self.dropped += 1

    def close(self) -> None:
        """End the thread; an utterance in progress is dropped."""
        self._queue.put(None)
        if self._thread:
            self._thread.join(2)

    def _run(self) -> None:
        last = 0.0
        while (item := self._queue.get()) is not None:
            try:
                if isinstance(item, Listen):
                    self._listener.listen(item)
                    continue
                self._waiting.release()
                block, last = item
                events = self._listener.feed(block, last)
            except VoiceCoachError as err:
                self._post(Trouble("recognizer", str(err)))
            except Exception as err:  # a fault here must not end the session: the keyboard is there
                self._post(Trouble("recognizer", f"The ear stumbled ({type(err).__name__}). Typing works as well."))
            else:
                for event in events:
                    self._post(event)
        self._listener.close(last)
