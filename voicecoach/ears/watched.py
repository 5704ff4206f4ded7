"""Runs a recognizer's calls on a thread of its own and gives up on one that hangs. Only that lives here."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Watched:
    """One recognizer's thread. After a TimeoutError it is of no more use: the call may still be running."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._calls: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self._results: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        Thread(target=self._work, name="recognizer", daemon=True).start()

    def run(self, call: Callable[[], T]) -> T:
        """The call's result or its exception; TimeoutError when it takes longer than the patience."""
        self._calls.put(call)
        try:
            result, error = self._results.get(timeout=self._patience)
        except Empty:
            raise TimeoutError(f"no answer within {self._patience:g} s") from None
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the thread, once its call is done."""
        self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            try:
                self._results.put((call(), None))
            except Exception as error:
                self._results.put((None, error))
