"""The kind self-talk engine: patterns are recognised, and replies are grammatical, fair and in the person's words."""

from collections import Counter
from pathlib import Path

import pytest

from voicecoach.errors import ContentError
from voicecoach.harsh import NAMES, NOT_HARSH, Harsh

ROOT = Path(__file__).parent.parent
HARSH = Harsh.load(ROOT / "intents" / "en")
DEV = [
    tuple(line.split("\t"))
    for line in (ROOT / "tests" / "harsh_dev.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_the_development_set_is_large_and_even() -> None:
    count = Counter(pattern for _, pattern, _ in DEV)
    assert len(DEV) >= 300
    assert set(count) == set(NAMES)
    assert min(count.values()) >= 20


def test_patterns_are_recognised() -> None:
    right = sum(HARSH.patterns(text)[0] == pattern for _, pattern, text in DEV)
    assert right / len(DEV) >= 0.95


def test_patterns_are_recognised_in_lines_that_nothing_was_tuned_on() -> None:
    last = [(pattern, text) for which, pattern, text in DEV if which == "last"]
    assert sum(HARSH.patterns(text)[0] == pattern for pattern, text in last) / len(last) >= 0.85


def test_a_guess_gets_the_general_reply_never_a_wrong_template() -> None:
    replies = HARSH.replies("i'm a dud")
    assert replies["pattern"] == "label"
    assert "unsure" in replies
    assert replies["fair"] == "This is hard, and I can be fair to myself."


@pytest.mark.parametrize("text", [text for _, _, text in DEV])
def test_replies_are_whole_and_fair(text: str) -> None:
    replies = HARSH.replies(text)
    for key in ("reflection", "fair", "fair2"):
        said = replies[key]
        assert "{" not in said
        assert said[0].isupper()
        assert said.endswith(".")
        assert "!" not in said
        assert all(len(sentence.split()) <= 14 for sentence in said.split(". "))
    for key in ("fair", "fair2"):
        again = HARSH.replies(replies[key])
        assert again["pattern"] == NOT_HARSH or "unsure" in again, "a fair reply must not be harsh itself"


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("I always mess up interviews", "fair", "It's happened more than I'd like. It hasn't happened in every interview."),
        ("I'm such a loser!", "reflection", "So there's a thought that says you're a loser."),
        ("um i'm an idiot", "reflection", "So there's a thought that says you're an idiot."),
        ("i'm not smart enough", "reflection", "A thought that says you're not smart enough."),
        ("i should have told him how i felt", "fair", "I wish I'd told him how I felt. I did it with what I had."),
        ("i shouldn't have said that", "fair", "I wish I hadn't said that. I did it with what I had."),
        ("i'll never find my way", "reflection", "So there's a thought that says you'll never find your way."),
        ("she must think i'm stupid", "fair", "I don't know what she thought. I know how I feel."),
        ("my sister would have got it", "fair", "I see my sister's outside and my own inside."),
        ("i ruined the date", "fair", "Some of that date was mine, some wasn't."),
        ("everyone leaves me", "fair", "It's happened more than I'd like. It hasn't been everyone."),
        ("he's such a jerk", "reflection", "You're angry with him. That makes sense."),
    ],
)
def test_the_own_words_come_back_with_the_right_person_and_grammar(text: str, key: str, said: str) -> None:
    assert HARSH.replies(text)[key] == said


def test_words_that_hold_another_harsh_pattern_are_not_said_again() -> None:
    assert "idiot" not in HARSH.replies("i should have known i'm an idiot")["fair"]


def test_an_unknown_sentence_gets_the_general_path() -> None:
    replies = HARSH.replies("the wallpaper is green on tuesdays")
    assert replies["pattern"] == NOT_HARSH
    assert replies["fair"] == "This is hard, and I can be fair to myself."
    assert "fairly" not in replies


def test_several_patterns_come_heaviest_first() -> None:
    assert HARSH.patterns("i'm such an idiot, i always get it wrong") == ["label", "always_never"]
    assert HARSH.patterns("nobody wants me and it's all my fault")[0] == "unlovable"


def test_misheard_words_are_understood() -> None:
    assert HARSH.patterns("i'm pathetik and worthles")[0] == "label"
    assert HARSH.patterns("i'm such a looser")[0] == "label"


@pytest.mark.parametrize(
    "text",
    [
        "i had a hard day",
        "they did their best and that counts",
        "it was one interview not my whole life",
        "you're not a loser you're just sad",
        "i was nervous and that's normal",
        "i'm a person who got turned down today",
        "it wasn't meant to be",
        "i tried something difficult",
        "that it's only one no",
        "i'm still learning",
        "anyone would find this hard",
        "i did what i could with what i knew",
        "maybe it wasn't about me",
        "some of it was my fault and some of it wasn't",
        "it's okay to make mistakes",
        "i can try again",
        "i'm allowed to be upset",
        "nobody is perfect",
        "everyone messes up sometimes",
        "i'm good at other things",
    ],
)
def test_a_fairer_sentence_is_not_called_harsh(text: str) -> None:
    replies = HARSH.replies(text)
    assert replies["pattern"] == NOT_HARSH or "unsure" in replies


def test_swearing_is_noticed_only_at_oneself() -> None:
    assert "heat" in HARSH.replies("i'm such a fucking idiot")
    assert "heat" not in HARSH.replies("those fucking idiots, i hate them")
    assert "heat" not in HARSH.replies("i'm an idiot")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "harsh.toml"
    (tmp_path / "safety").mkdir()
    (tmp_path / "examples").mkdir()
    (tmp_path / "safety" / "00-spelling.toml").write_text("[spelling]\n")
    with pytest.raises(ContentError, match="cannot be read"):
        Harsh.load(tmp_path)
    file.write_text("patterns = [")
    with pytest.raises(ContentError, match="not valid TOML"):
        Harsh.load(tmp_path)
    file.write_text(
        '[[patterns]]\nid = "gloom"\nweight = 1\nsays = ["gloom"]\nreflection = "A."\nfair = "B."\nfair2 = "C."\n[general]\n'
    )
    with pytest.raises(ContentError, match="gloom is no pattern"):
        Harsh.load(tmp_path)
    file.write_text('[[patterns]]\nid = "label"\nweight = 1\nsays = ["gloom"]\nreflection = "A."\nfair = "B."\n[general]\n')
    with pytest.raises(ContentError, match="it has no fair2"):
        Harsh.load(tmp_path)
    file.write_text('[[patterns]]\nid = "label"\nweight = 1\nreflection = "A."\nfair = "B."\nfair2 = "C."\n[general]\n')
    with pytest.raises(ContentError, match="lacks"):
        Harsh.load(tmp_path)
    file.write_text(
        '[general]\n[[patterns]]\nid = "label"\nweight = 1\nsays = ["a"]\nreflection = "A."\nfair = "B."\nfair2 = "C."\n'
        '[[patterns.own]]\nhears = "("\n'
    )
    with pytest.raises(ContentError, match="malformed"):
        Harsh.load(tmp_path)
    file.write_text("[general]\n")
    (tmp_path / "examples" / "harsh.tsv").write_text("gloom\ti am gloomy\n")
    with pytest.raises(ContentError, match="a pattern's name"):
        Harsh.load(tmp_path)
