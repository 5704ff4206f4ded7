"""Recognition of real speech, through the path of ``understand --wav``: right, wrong, and what is wrongly let in.

    python benchmarks/recognition.py [--only orders control speech_commands digits noise cost] [--every N]

Beside each figure stand those published or measured of others (each by its own maker's rules); the curve over the ratio
replaces every ratio of belief.toml by one and keeps its log probabilities.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import speech

from voicecoach.ears.clip import Clips
from voicecoach.grammar import OneOf, Words, words
from voicecoach.intents import Intents
from voicecoach.messages import Heard
from voicecoach.recognizers.automaton import Automaton
from voicecoach.recognizers.belief import believed, thresholds
from voicecoach.recognizers.moonshine import Moonshine, Recognition
from voicecoach.scope import Scope

MENU = Scope("menu")
RATIOS = (-0.25, -0.5, -0.75, -1.0, -1.25, -1.5, -2.0, -3.0, -99.0)
OTHER = ("an4_other", "librispeech", "wakeword", "s2p_real", "s2p_tts", "voice2json")
REFERENCES = {
    "orders": "Rhino 99 / 98 / 96 at 24 / 12 / 6 dB, Watson 96 / 89 / 72, LUIS 93 / 90 / 86, Lex 88 / 85 / 80,"
    " Dialogflow 83 / 78 / 70 (published); closed pocketsphinx grammar 82 without noise, 77 at 12 dB",
    "control": "closed pocketsphinx grammar: 97 right, 3 wrong, 81-100 % of other speech let in",
    "speech_commands": "closed pocketsphinx grammar: 86 right, 10 wrong, 84 % of the other words let in",
    "digits": "8 kHz recordings; free decoding 66 right",
}


@dataclass
class Tried:
    """One clip as heard: what it should be (None: nothing of the grammar) and what was made of it."""

    kind: str
    wanted: str | None
    heard: Heard
    right: bool
    tokens: int
    speech: float


class Bench:
    """One grammar on one model."""

    def __init__(self, name: str, model: Moonshine) -> None:
        self.name, self.intents, self.model = name, Intents.load(Path(__file__).parent / "grammars" / name), model
        self.ears, self.rows = Clips(self.intents, model), thresholds()

    def hear(self, kind: str, samples: speech.Samples, wanted: str | None, right: Callable[[str], bool]) -> Tried:
        heard = self.ears.hear(samples, MENU)
        found = self.ears.utterance(samples)
        said = heard.grammar or ""
        return Tried(kind, wanted, heard, bool(said) and right(said), self._tokens(said), found.speech if found else 0.0)

    def believed(self, one: Tried, ratio: float | None = None) -> bool:
        if ratio is None:
            return one.heard.phrase is not None
        heard = one.heard
        found = Recognition(heard.text, heard.grammar, heard.ratio, heard.log_prob, one.tokens)
        return believed(found, tuple(replace(row, ratio=ratio) for row in self.rows), one.speech)

    def _tokens(self, text: str) -> int:
        return len(self.model.tokenizer.tokens(text)) + 2 if text else 0


def orders(model: Moonshine, every: int) -> None:
    bench, noise = Bench("orders", model), speech.kitchen()
    for snr in (None, 24.0, 12.0, 6.0):
        tried = []
        for clip in speech.clips("picovoice")[::every]:
            label = clip["label"]["slots"]

            def right(said: str, label: dict[str, str] = label) -> bool:
                found = bench.intents.parse(said, MENU)
                return found is not None and all(found[1].get(k, "").strip() == v.strip() for k, v in label.items())

            tried.append(bench.hear("in", speech.mixed(speech.sound(clip), noise, clip["id"], snr), clip["id"], right))
        print(f"\norders, {'no noise' if snr is None else f'kitchen {snr:g} dB'}")
        report(bench, tried)
    print("others:", REFERENCES["orders"])
    others = [bench.hear("other", speech.sound(c), None, lambda said: False) for c in speech.clips(*OTHER)[:: 2 * every]]
    print("\norders' grammar, other speech")
    report(bench, others)


def single_words(name: str, own: str, model: Moonshine, every: int) -> None:
    bench = Bench(name, model)
    vocabulary = {w for intent in bench.intents.all for node in intent.nodes for w in _said(bench.intents, node)}
    digits = dict(zip("0123456789", "zero one two three four five six seven eight nine".split(), strict=True))
    tried = []
    for clip in speech.clips(own)[::every] + speech.clips(*OTHER)[::every]:
        text = " ".join(words(clip["text"] or ""))
        kind = ("in" if text in vocabulary else "other words") if clip["set"] == own else "other speech"
        if kind == "other speech" and text in vocabulary:
            continue  # it says a phrase of the grammar, and so is no other speech
        tried.append(bench.hear(kind, speech.sound(clip), text, lambda said, t=text: digits.get(said, said) == t))
    print(f"\n{name}")
    report(bench, tried)
    print("others:", REFERENCES[name])


def _said(intents: Intents, node: object) -> list[str]:
    from voicecoach.grammar import expand

    return [text for text, _ in expand(node)]  # type: ignore[arg-type]


def noise_alone(model: Moonshine, every: int) -> None:
    windows = speech.noises(3, 6)[::every]
    for name in ("orders", "control", "speech_commands", "digits"):
        bench = Bench(name, model)
        tried = [bench.hear("noise", samples, source, lambda said: False) for source, samples in windows]
        print(
            f"\nnoise alone, grammar {name}: speech found in {sum(t.heard.text != '' for t in tried)} of {len(tried)} windows"
        )
        report(bench, tried)


def report(bench: Bench, tried: list[Tried]) -> None:
    kinds = list(dict.fromkeys(t.kind for t in tried))
    for ratio in (None, *RATIOS):
        cells = []
        for kind in kinds:
            of = [t for t in tried if t.kind == kind]
            taken = [t for t in of if bench.believed(t, ratio)]
            right = sum(t.right for t in taken)
            if kind == "in":
                forced = f" (forced {_share(sum(t.right for t in of), of)})" if ratio is None else ""
                cells.append(f"right {_share(right, of)}, wrong {_share(len(taken) - right, of)}{forced}")
            else:
                cells.append(f"{kind} let in {_share(len(taken), of)}")
        print(f"  {'belief.toml' if ratio is None else f'ratio {ratio:6.2f}'}: {'; '.join(cells)}")
    wrong = [t for t in tried if bench.believed(t) and not t.right]
    missed = [t for t in tried if t.kind == "in" and not bench.believed(t)]
    for title, some in (("wrong or let in", wrong), ("missed", missed)):
        for t in some[:12]:
            heard = t.heard
            scores = "" if heard.ratio is None else f" {heard.ratio:.2f} {heard.log_prob:.2f}"
            print(f"    {title}: {t.wanted}: {heard.grammar!r}{scores}, free {heard.text!r}")


def _share(count: int, of: list[Tried]) -> str:
    return f"{count}/{len(of)} = {100 * count / max(1, len(of)):.1f} %"


def cost(model: Moonshine, every: int) -> None:
    """Processor time of a command of a second with 50 and 500 phrases in scope."""
    from itertools import product

    spare = [" ".join(p) for p in product("take try keep open hold leave find bring".split(), "me this that it".split(),
        "back down away slowly again tomorrow now later here there up out off in on over".split())]  # fmt: skip
    heard = Clips(Intents.load(Path(__file__).parent / "grammars" / "control"), model).utterance(
        speech.sound(speech.clips("an4_control")[4])
    )
    assert heard is not None
    samples = heard.samples
    print(
        f"\ncost of a word of {len(samples) / 16000:.1f} s with what is around it, milliseconds of processor time, median of 15"
    )
    for what, phrases in (("free only", None), ("50", spare[:49]), ("500", spare[:499])):
        began = time.process_time()
        grammar = Automaton(OneOf(tuple(map(Words, [*phrases, "next"]))), model.tokenizer) if phrases else None
        built = time.process_time() - began
        times = []
        for _ in range(15):
            began = time.process_time()
            model.recognize(samples, grammar)
            times.append(time.process_time() - began)
        print(f"  {what:9}: {sorted(times)[7] * 1000:.0f} (first {times[0] * 1000:.0f}; built in {built * 1000:.0f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parts: dict[str, Callable[[Moonshine, int], None]] = {
        "orders": orders,
        "control": lambda model, every: single_words("control", "an4_control", model, every),
        "speech_commands": lambda model, every: single_words("speech_commands", "speech_commands", model, every),
        "digits": lambda model, every: single_words("digits", "fsdd_test", model, every),
        "noise": noise_alone,
        "cost": cost,
    }
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    parser.add_argument("--every", type=int, default=1, help="measure every Nth clip only")
    args = parser.parse_args()
    model = Moonshine()
    for name in args.only:
        parts[name](model, args.every)


if __name__ == "__main__":
    main()
