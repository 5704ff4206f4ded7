"""Text to tokens and back, as Moonshine's sentencepiece model does it. Pure: the tokenizer file's bytes in.

Also the dress in which that model writes: a capital first, ``.`` ``?`` ``!`` at the end, commas wherever it likes.
"""

from collections.abc import Iterator
from functools import lru_cache

BEGIN, END = 1, 2
"""The tokens that begin and end a sentence; 0 is unknown."""
_BYTES = 3  # 3..258 are single bytes
_PIECES = 259
_SPACE = "▁"


class Tokenizer:
    """Raises ValueError when the data is no tokenizer file."""

    def __init__(self, data: bytes) -> None:
        self._pieces = list(_read_pieces(data))
        self._ids = {piece: i for i, piece in enumerate(self._pieces) if i >= _PIECES}
        self.marks: tuple[int, ...] = (self._ids[b","],)
        self.ends: tuple[int, ...] = tuple(self._ids[mark] for mark in (b".", b"?", b"!"))
        self.spell = lru_cache(maxsize=None)(self._spell)

    def tokens(self, text: str) -> list[int]:
        """As byte-pair encoding does: again and again join the adjacent pair whose joined piece has the lowest id.

        Longest match instead writes words as the model never does, and it then scores them badly ("cappuccino").
        """
        pieces = [c.encode() for c in _SPACE + text.replace(" ", _SPACE)]
        while True:
            joins = [(k, i) for i in range(len(pieces) - 1) if (k := self._ids.get(pieces[i] + pieces[i + 1]))]
            if not joins:
                break
            _, i = min(joins)
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
        return [k for p in pieces for k in ([self._ids[p]] if p in self._ids else [_BYTES + b for b in p])]

    def text(self, tokens: tuple[int, ...]) -> str:
        """The text that the tokens stand for."""
        return b"".join(self._piece(t) for t in tokens if t >= _BYTES).decode("utf-8", "replace").replace(_SPACE, " ").strip()

    def _piece(self, token: int) -> bytes:
        return bytes([token - _BYTES]) if token < _PIECES else self._pieces[token]

    def _spell(self, word: str, first: bool) -> tuple[tuple[int, ...], ...]:
        """A word as the model may write it: "I" always with a capital, others with or without where they may be first."""
        if word.split("'")[0] == "i":
            word = word.capitalize()
        forms = {word[:1].upper() + word[1:], word} if first else {word}
        return tuple(tuple(self.tokens(form)) for form in sorted(forms))


def _read_pieces(data: bytes) -> Iterator[bytes]:
    """For each piece its length (one byte, or two when the first is 128 or more) and its bytes."""
    i = 0
    while i < len(data):
        length, i = data[i], i + 1
        if length >= 128:
            if i == len(data):
                raise ValueError("a tokenizer file ends in the middle of a length")
            length, i = length - 128 + data[i] * 128, i + 1
        if i + length > len(data):
            raise ValueError("a tokenizer file ends in the middle of a piece")
        yield data[i : i + length]
        i += length
