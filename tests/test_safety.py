"""The safety check: what it finds, what it lets pass, and how its rules may be written."""

from pathlib import Path

import pytest

from benchmarks.safety import SETS, command_phrases, labelled, measure
from voicecoach.errors import ContentError
from voicecoach.intents import data_folder
from voicecoach.safety import Detector, Finding, flow_for
from voicecoach.safety.flows import table

HERE = Path(__file__).parent / "safety"
RULES = data_folder("intents") / "en" / "safety"


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load(RULES)


@pytest.mark.parametrize("name", ["dev", "more"])
def test_our_development_lines(detector: Detector, name: str) -> None:
    figures = measure(detector, labelled(HERE / f"{name}.tsv"))
    assert figures.grave_found >= 0.95 * figures.grave
    assert figures.concern_found >= 0.97 * figures.concern
    assert figures.raised_to_2 == 0
    assert figures.raised_to_1 <= 0.02 * figures.harmless


def test_no_command_is_taken_for_danger(detector: Detector) -> None:
    phrases = set(command_phrases())
    raised = {text for text in phrases if (found := detector.find(text)).level and found.category != "ambiguous_stop"}
    assert len(phrases) > 500
    assert raised == set()


@pytest.mark.parametrize(
    ("text", "level", "category"),
    [
        ("I want to kill myself", 2, "suicidal_ideation"),
        ("i'm not going to kill myself", 1, "negated"),
        ("I don't want to live anymore.", 2, "suicidal_ideation"),
        ("when i was fifteen i tried to kill myself", 1, "past"),
        ("i've wanted to die ever since i was fifteen", 2, "suicidal_ideation"),
        ("my friend wants to kill herself", 1, "third_party"),
        ("my friend left me and i want to kill myself", 2, "suicidal_ideation"),
        ("my brother killed himself", 1, "bereaved_by_suicide"),
        ("if i don't get it i'll kill myself", 1, "conditional_hedged"),
        ("kill the timer", 0, None),
        ("kill the timer i want to kill myself", 2, "suicidal_ideation"),
        ("i'm dying to know how to kill myself", 2, "suicidal_ideation"),
        ("i need to cut myself some slack", 0, None),
        ("i keep cutting myself", 2, "self_harm"),
        ("i bought grapes for the drapes", 0, None),
        ("a voice in my head says i'm useless", 0, None),
        ("the voices tell me to hurt myself", 2, "psychosis"),
        ("end the session", 0, None),
        ("end it", 0, "ambiguous_stop"),
        ("i can't do this anymore", 1, "ambiguous_stop"),
        ("i was raped", 2, "assault"),
        ("i'm thirteen", 1, "minors"),
        ("is this a suicide hotline", 0, "number"),
        ("he has a gun and he's coming for me", 3, "violence_now"),
        ("i've taken all my pills", 3, "suicide_plan_now"),
        ("i took my tablets this morning", 0, None),
        ("i think i'm having a heart attack", 3, "medical"),
        ("", 0, None),
    ],
)
def test_level_and_category(detector: Detector, text: str, level: int, category: str | None) -> None:
    found = detector.find(text)
    assert (found.level, found.category) == (level, category)
    assert bool(found.rule) == bool(category), "what was found names its rule"


@pytest.mark.parametrize(
    "text",
    [
        "I w- w- want to d- d- die",
        "i uh want to um kill my self",
        "K M S",
        "i’m suicidal",
        "I WANNA DIE",
        "i want to kill mice elf",
    ],
)
def test_speech_and_chat_spellings(detector: Detector, text: str) -> None:
    assert detector.find(text).level >= 1
    assert detector.find(f"so {text} honestly").level >= 1 or text == "K M S"


def test_every_alternative_is_read_and_an_unsure_one_is_asked_about(detector: Detector) -> None:
    assert detector.check(["i want to try", "i want to die"]) == Finding(
        1, "suicidal_ideation", "only an alternative says: a wish to die", unsure=True
    )
    assert detector.check(["i want to die", "i want to try"]).level == 2
    assert detector.check([]) == Finding()


def test_the_same_text_gives_the_same_finding(detector: Detector) -> None:
    again = Detector.load(RULES)
    for _, _, text in labelled(HERE / "dev.tsv"):
        assert again.find(text) == detector.find(text)


def test_every_rule_has_a_category_that_leads_to_a_flow(detector: Detector) -> None:
    for rule in detector.rules:
        if rule.finding.level:
            assert flow_for(rule.finding.level, rule.finding.category), rule.finding


def test_every_flow_is_an_exercise() -> None:
    from voicecoach import app

    for rows in table().values():
        for flow in rows.values():
            assert flow in app.exercises()
            assert not app.exercises()[flow].listed


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('[[rules]]\nname = "x"\nlevel = 2\npatterns = ["a"]', "needs a category"),
        ('[[rules]]\nname = "x"\nlevel = 7\ncategory = "c"\npatterns = ["a"]', "write 0, 1, 2 or 3"),
        ('[[rules]]\nname = "x"\npatterns = ["(a|b"]', "never closed"),
        ('[[rules]]\nname = "x"\npatterns = ["a |"]', "a part of it is empty"),
        ('[[rules]]\nname = "x"\npatterns = ["a )"]', "malformed"),
        ('[[rules]]\nname = "x"\npatterns = ["<nobody>"]', "no class of words"),
        ('[[rules]]\nlevel = 0\npatterns = ["a"]', "needs a name"),
        ('[words]\na = ["<b>"]\nb = ["<a>"]', "holds itself"),
        ("[[rules", "not valid TOML"),
    ],
)
def test_a_broken_file_says_what_to_mend(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "rules.toml").write_text(content)
    with pytest.raises(ContentError, match=complaint):
        Detector.load(tmp_path)


def test_no_rules_at_all(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no safety rules"):
        Detector.load(tmp_path)


def test_the_little_language(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        '[[rules]]\nname = "saying"\ntakes = true\npatterns = ["red herring"]\n'
        '[[rules]]\nname = "fish"\nlevel = 1\ncategory = "fish"\n'
        'patterns = ["^ (big|small) [old] fish", "herring .. sea $", "cod !liver"]\n'
    )
    detector = Detector.load(tmp_path)
    found = {text: detector.find(text).level for text in (
        "big fish", "small old fish", "a big fish", "herring in the sea", "herring not in the sea", "red herring in the sea",
        "herring in the deep blue cold sea", "cod", "cod liver",
    )}  # fmt: skip
    assert [text for text, level in found.items() if level] == ["big fish", "small old fish", "herring in the sea", "cod"]


@pytest.mark.parametrize("name", SETS)
def test_safety_md_tells_what_is_measured(detector: Detector, name: str) -> None:
    if not SETS[name].is_file():
        pytest.skip(f"{SETS[name].name} is not here: set VOICECOACH_SHARED to the folder that has it")
    row = measure(detector, labelled(SETS[name])).line(name)
    assert row in (Path(__file__).parent.parent / "SAFETY.md").read_text("utf-8"), f"SAFETY.md does not say: {row}"
