"""How well text is understood: (a) the held-out set, (b) out-of-scope talk, (c) a plain intent task, (d) time.

    python benchmarks/understanding.py [a] [b] [c] [d]

(b) and (c) need ../shared/data/intents (or $VOICECOACH_SHARED); in (c) the TF-IDF row needs scikit-learn. The
training halves of CLINC150 and HWU64 taught scripts/train_evidence.py what is no business of ours; BANKING77 and SNIPS it
never saw.
"""

import csv
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.understanding_sets import read, tally  # noqa: E402
from voicecoach.app import understander  # noqa: E402
from voicecoach.matcher import Matcher  # noqa: E402
from voicecoach.messages import Heard  # noqa: E402
from voicecoach.scope import Scope  # noqa: E402
from voicecoach.text import Vocabulary  # noqa: E402

SHARED = Path(os.environ.get("VOICECOACH_SHARED", ROOT.parent / "shared")) / "data" / "intents"
OURS = (
    "yes", "no", "maybe", "repeat", "cancel", "goodbye", "are_you_a_bot", "what_can_i_ask_you", "change_speed", "change_volume",
    "next_song", "whisper_mode", "what_is_your_name", "who_made_you",
)  # fmt: skip
Labelled = list[tuple[str, str]]


def heldout() -> None:
    """Right, asked, missed and wrong in the half that was written from the scopes' descriptions alone."""
    subject = understander()
    print("(a) held-out utterances\n| scope | n | right % | asked % | missed % | wrong % |\n|---|---|---|---|---|---|")
    counts = tally((line, line.judge(subject.understand(Heard(line.text), line.scope))) for line in read("heldout"))
    for scope, count in counts.items():
        shares = " | ".join(f"{100 * count[name] / count.total():.1f}" for name in ("right", "asked", "missed", "wrong"))
        print(f"| {scope} | {count.total()} | {shares} |")


def clinc(*parts: str) -> Labelled:
    data = json.loads((SHARED / "clinc150_data_full.json").read_text("utf-8"))
    return [(text, intent) for part in parts for text, intent in data[part]]


def hwu(part: str) -> Labelled:
    lines = (SHARED / f"hwu64_{part}.tsv").read_text("utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if "\t" in line]


def foreign() -> Iterator[tuple[str, Labelled]]:
    """Each set of other people's requests; those that are commands of ours too are a set of their own."""
    everything = clinc("test", "oos_test")
    yield "CLINC150", [row for row in everything if row[1] not in OURS]
    yield "CLINC150, ours too", [row for row in everything if row[1] in OURS]
    rows = hwu("test")
    yield "HWU64", [row for row in rows if not row[1].startswith(("general_", "audio_volume_"))]
    yield "HWU64, ours too", [row for row in rows if row[1].startswith(("general_", "audio_volume_"))]
    with (SHARED / "banking77_test.csv").open(encoding="utf-8") as lines:
        yield "BANKING77", [(row["text"], row["category"]) for row in csv.DictReader(lines)]
    snips = (SHARED / "snips_test.tsv").read_text("utf-8").splitlines()
    yield "SNIPS", [(line.split("\t")[0], "") for line in snips if line]


def out_of_scope(show: bool = False) -> None:
    subject = understander()
    print("(b) talk that is no business of ours: acted on / asked about\n| set | n | menu % | exercise % |\n|---|---|---|---|")
    totals: Counter[str] = Counter()
    for name, rows in foreign():
        cells = []
        for scope in (Scope("menu"), Scope("exercise")):
            made = [subject.understand(Heard(text), scope) for text, _ in rows]
            acted = [m for m in made if m.band == "act" and m.intent != "none"]
            asked = sum(m.band == "ask" for m in made)
            cells.append(f"{100 * len(acted) / len(rows):.2f} / {100 * asked / len(rows):.2f}")
            if "ours too" not in name:
                totals[scope.name] += len(acted)
                totals["n " + scope.name] += len(rows)
            if show:
                print(*(f"    {m.text} -> {m.exercise or m.intent} ({m.rule})" for m in acted), sep="\n")
        print(f"| {name} | {len(rows)} | {cells[0]} | {cells[1]} |")
    shares = " | ".join(f"{100 * totals[name] / totals['n ' + name]:.2f}" for name in ("menu", "exercise"))
    print(f"| all but ours too | {totals['n menu']} | {shares} |")


def intent_task(shots: int = 100, queries: int = 1500) -> None:
    """CLINC150 with its training phrases as intents: accuracy without rejection, and apart in-scope and out-of-scope."""
    rng = random.Random(1)
    by_intent: dict[str, list[str]] = {}
    for text, intent in clinc("train"):
        by_intent.setdefault(intent, []).append(text)
    train = [(text, intent) for intent, texts in by_intent.items() for text in texts[:shots]]
    tests, oos = rng.sample(clinc("test"), queries), rng.sample(clinc("oos_test"), queries // 3)
    val, val_oos = rng.sample(clinc("val"), 500), clinc("oos_val")
    print(f"(c) CLINC150, {shots} phrases an intent, {queries} queries")
    print("| method | accuracy | in scope | out-of-scope recall |\n|---|---|---|---|")
    for name, make in METHODS.items():
        try:
            answer = make(train)
        except ImportError:
            print(f"| {name} | not run: scikit-learn is absent | | |")
            continue
        threshold = _threshold([answer(text)[1] for text, _ in val], [answer(text)[1] for text, _ in val_oos])
        results = [(answer(text), intent) for text, intent in tests]
        right = sum(got == intent for (got, _), intent in results)
        accepted = sum(got == intent and score >= threshold for (got, score), intent in results)
        refused = sum(answer(text)[1] < threshold for text, _ in oos)
        print(f"| {name} | {100 * right / queries:.1f} | {100 * accepted / queries:.1f} | {100 * refused / len(oos):.1f} |")
    print("| MiniLM + logistic regression, 10 phrases (quoted: bench/BASELINES.md 3.2) | 90.1 | 81.7 | 91.8 |")


def _threshold(inside: list[float], outside: list[float]) -> float:
    """Where acceptance inside and refusal outside are together best, on the validation half."""
    points = sorted({*inside, *outside})[::5]
    return max(points, key=lambda t: sum(s >= t for s in inside) / len(inside) + sum(s < t for s in outside) / len(outside))


Answer = Callable[[str], tuple[str, float]]


def _ours(train: Labelled) -> Answer:
    vocabulary = Vocabulary.of(understander_vocabulary())
    matcher = Matcher((vocabulary.tokens(text), intent) for text, intent in train)

    def answer(text: str) -> tuple[str, float]:
        found = matcher.match(vocabulary.tokens(text), 1)
        return (found[0].owner, found[0].score) if found else ("", 0.0)

    return answer


def understander_vocabulary() -> dict[str, object]:
    from voicecoach.intents import Intents, data_folder

    return dict(Intents.load(data_folder("intents") / "en").vocabulary)


def _nearest(scorer: Callable[..., float]) -> Callable[[Labelled], Answer]:
    def make(train: Labelled) -> Answer:
        texts = [text for text, _ in train]

        def answer(text: str) -> tuple[str, float]:
            _, score, place = process.extractOne(text, texts, scorer=scorer)
            return train[place][1], score

        return answer

    return make


def _levenshtein(train: Labelled) -> Answer:
    """wyoming-vosk's correct mode: the nearest sentence, insertions and deletions 1, substitutions 3."""
    texts = [text for text, _ in train]

    def answer(text: str) -> tuple[str, float]:
        _, far, place = process.extractOne(text, texts, scorer=Levenshtein.distance, scorer_kwargs={"weights": (1, 1, 3)})
        return train[place][1], -far / max(len(text), 1)

    return answer


def _linear(train: Labelled) -> Answer:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = LinearSVC().fit(vectors.fit_transform([text for text, _ in train]), [intent for _, intent in train])

    def answer(text: str) -> tuple[str, float]:
        margins = model.decision_function(vectors.transform([text]))[0]
        return str(model.classes_[margins.argmax()]), float(margins.max())

    return answer


METHODS: dict[str, Callable[[Labelled], Answer]] = {
    "ours (the matcher alone)": _ours,
    "WRatio": _nearest(fuzz.WRatio),
    "token_set_ratio": _nearest(fuzz.token_set_ratio),
    "nearest by weighted Levenshtein": _levenshtein,
    "TF-IDF linear": _linear,
}


def speed() -> None:
    """Processor time per utterance: the whole understander as it stands, and the matcher as phrases grow."""
    subject = understander()
    texts = [line.text for line in read("development")][:400]
    print("(d) microseconds of processor time an utterance")
    for scope in ("menu", "exercise", "number"):
        where = Scope(scope)  # type: ignore[arg-type]
        subject.understand(Heard("warm up"), where)
        began = time.process_time()
        for text in texts:
            subject.understand(Heard(text), where)
        print(f"understander, {scope}, with the safety check: {1e6 * (time.process_time() - began) / len(texts):.0f}")
    rng = random.Random(2)
    words = sorted({word for line in read("development") for word in line.text.lower().split()})
    for size in (500, 5000, 50000):
        phrases = [(tuple(rng.choices(words, k=rng.randint(2, 7))), n % 60) for n in range(size)]
        matcher = Matcher(phrases)
        queries = [(*phrase[1:], rng.choice(words)) for phrase, _ in rng.sample(phrases, 300)]
        began = time.process_time()
        for query in queries:
            matcher.match(query)
        print(f"matcher, {size} phrases: {1e6 * (time.process_time() - began) / len(queries):.0f}")


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["a", "b", "c", "d"]
    for key, run in {"a": heldout, "b": out_of_scope, "c": intent_task, "d": speed}.items():
        if key in wanted:
            run()
