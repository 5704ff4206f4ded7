"""Rules of wording for all that the coach says (coaching.md (d)): pure functions of text that return what is wrong with it."""

import re
from collections.abc import Iterable, Iterator

import syllapy  # type: ignore[import-untyped]

MOST_WORDS = 14
"""Words a sentence may have: one breath."""
BANNED = (
    "you shouldn't feel", "calm down", "don't cry", "not that bad", "at least", "everything happens for a reason",
    "bright side", "think positive", "just think", "others have it worse", "i understand exactly",
    "i know how you feel", "you're amazing", "you got this", "you've got this", "surrender", "let go completely",
    "good girl", "good boy", "close your eyes", "deep breath", "i care about you", "always here for you", "you have to",
    "you must", "safe now", "cheer up", "move on", "get over it", "silver lining", "be positive", "therapy session",
    "treatment plan", "committed suicide", "failed attempt", "relax", "don't worry", "no worries", "well done",
    "everyone feels", "man up", "stay strong", "be strong", "time heals", "plenty of fish", "meant to be",
    "blessing in disguise", "i feel your pain", "trust me", "obviously", "simply", "you are safe", "you're safe",
)  # fmt: skip
"""Phrases that the coach never says, whatever the moment."""
_BUT_FIRST = re.compile(r"^but\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def words_in(sentence: str) -> int:
    return len(sentence.split())


def wrong_with(sentence: str) -> Iterator[str]:
    """What one sentence does wrong, in a few words each."""
    low = sentence.lower().replace("’", "'")
    if words_in(sentence) > MOST_WORDS:
        yield f"{words_in(sentence)} words in {sentence!r}: at most {MOST_WORDS}, split it"
    if "!" in sentence:
        yield f"an exclamation mark in {sentence!r}: leave it out"
    for phrase in BANNED:
        if re.search(rf"\b{re.escape(phrase)}\b", low):
            yield f"{phrase!r} in {sentence!r}: say it another way"
    if _BUT_FIRST.match(sentence):
        yield f"{sentence!r} begins with but: it takes back what was said before"


def grade(sentences: Iterable[str]) -> float:
    """Flesch-Kincaid grade of the sentences together (Kincaid et al. 1975)."""
    said = [_WORD.findall(sentence) for sentence in sentences]
    said = [words for words in said if words]
    count = sum(map(len, said))
    if not count:
        return 0.0
    syllables = sum(_syllables(word) for words in said for word in words)
    return 0.39 * count / len(said) + 11.8 * syllables / count - 15.59


def _syllables(word: str) -> int:
    bare = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    return max(1, int(syllapy.count(bare)))


def one_question_last(sentences: Iterable[str]) -> Iterator[str]:
    """What a question's text does wrong: it asks once, at its end, or ends with an invitation ("Say a name, or yes.")."""
    said = list(sentences)
    if sum(sentence.count("?") for sentence in said) > 1:
        yield f"two questions in one turn, {' '.join(said)!r}: ask one"
    if any("?" in sentence for sentence in said[:-1]):
        yield f"the question is not last in {' '.join(said)!r}: put it at the end"


def unbroken(pauses: Iterable[float], longest: float) -> int:
    """The most sentences that follow each other with less than ``longest`` seconds between."""
    run = most = 1
    for pause in list(pauses)[:-1]:
        run = run + 1 if pause < longest else 1
        most = max(most, run)
    return most
