"""Trains intents/en/evidence.json.gz, the weights of voicecoach/evidence.py. Run it after changing menu phrases.

Needs scikit-learn (the benchmark extra) and ../shared/data/intents (or $VOICECOACH_SHARED). Positive examples are the
menu's own templates, intents/en/examples and the development utterances; negative ones
the training halves of CLINC150 and HWU64, never their tests.
"""

import csv
import gzip
import json
import os
import random
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from voicecoach.evidence import FILE, features
from voicecoach.grammar import expand
from voicecoach.intents import Intents
from voicecoach.text import Tokens, Vocabulary

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("VOICECOACH_SHARED", ROOT.parent / "shared")) / "data" / "intents"
OURS = ("yes", "no", "maybe", "repeat", "cancel", "goodbye", "are_you_a_bot", "what_can_i_ask_you", "change_speed",
    "change_volume",
        "next_song", "whisper_mode", "what_is_your_name", "who_made_you")  # fmt: skip
"""Intents of CLINC150 that are commands of ours too."""
LEAST = 0.04
"""Weights smaller than this are left out."""


def templates(intents: Intents) -> Iterator[tuple[str, str]]:
    rng = random.Random(1)
    for intent in intents.all:
        if intent.group not in ("menu", "distress"):
            continue
        label = intent.exercise or intent.name
        for nodes, count in ((intent.nodes, 300 if label == "distress" else 20), (intent.spots, 15)):
            for node in nodes:
                said = [text for text, _ in islice(expand(node), 3000)]
                rng.shuffle(said)
                yield from ((text.replace("_", " "), label) for text in said[:count])


def examples(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["scope"] == "menu":
                    label = "distress" if row["expected"] == "none!" else row["expected"]
                    yield from [(row["text"], label)] * 3


def elsewhere() -> list[str]:
    data = json.loads((SHARED / "clinc150_data_full.json").read_text("utf-8"))
    out = [text for part in ("train", "val", "oos_train", "oos_val") for text, intent in data[part] if intent not in OURS]
    for line in (SHARED / "hwu64_train.tsv").read_text("utf-8").splitlines():
        text, _, intent = line.partition("\t")
        if not intent.startswith(("general_", "audio_volume_")):
            out.append(text)
    random.Random(3).shuffle(out)
    return out


EXAMPLES = [ROOT / "intents" / "en" / "examples" / "menu.tsv", ROOT / "tests" / "understanding" / "development.tsv"]


def main(paths: list[Path], target: Path, negatives: int = 20000) -> None:
    intents = Intents.load(ROOT / "intents" / "en")
    vocabulary = Vocabulary.of(intents.vocabulary)

    def tokens(text: str) -> Tokens:
        return vocabulary.unstammered(vocabulary.tokens(text))

    pairs = [*templates(intents), *examples(paths), *((text, "none") for text in elsewhere()[:negatives])]
    vectors = TfidfVectorizer(analyzer=lambda said: list(features(said)), sublinear_tf=True)
    seen = vectors.fit_transform([tokens(text) for text, _ in pairs])
    model = LinearSVC(class_weight="balanced", random_state=0).fit(seen, [label for _, label in pairs])
    weights = {}
    for feature, k in sorted(vectors.vocabulary_.items()):
        row = [round(float(vectors.idf_[k]) * 10)]
        for label, weight in enumerate(model.coef_[:, k]):
            if abs(weight) >= LEAST and round(weight * 50):
                row += [label, round(float(weight) * 50)]
        weights[feature] = row
    data = {"labels": list(model.classes_), "start": [round(float(b), 3) for b in model.intercept_],
            "unknown": round(float(vectors.idf_.max()), 2), "weights": weights}  # fmt: skip
    target.write_bytes(gzip.compress(json.dumps(data, separators=(",", ":")).encode(), mtime=0))
    print(f"{len(pairs)} utterances, {len(weights)} features, {target.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(
        [Path(path) for path in sys.argv[2:]] or EXAMPLES,
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "intents" / "en" / FILE,
    )
