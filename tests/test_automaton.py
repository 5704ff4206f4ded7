"""The automaton of a scope's sentences, over tokens of a toy recognizer that spells word by word."""

import time
from collections.abc import Iterable, Sequence
from itertools import product

import pytest

from voicecoach.grammar import expand, parse
from voicecoach.recognizers.automaton import Automaton


class Spelling:
    """Each letter is a token; a space begins each word."""

    marks = (ord(","),)
    ends = (ord("."), ord("?"))

    def spell(self, word: str, first: bool) -> Iterable[Sequence[int]]:
        forms = {word, word.capitalize()} if first else {word}
        return [[ord(c) for c in f" {form}"] for form in sorted(forms)]


def automaton(template: str) -> Automaton:
    return Automaton(parse(template, {}, {}), Spelling())


def holds(grammar: Automaton, text: str) -> bool:
    return grammar.holds([ord(c) for c in f" {text}"])


@pytest.mark.parametrize(
    "text", ["stop", "Stop.", "stop it", "Please stop it.", "please, stop, now?", "Please halt", "Halt now"]
)
def test_a_sentence_in_its_dress_is_held(text: str) -> None:
    assert holds(automaton("[please] (stop|halt) [it] [now]"), text)


@pytest.mark.parametrize(
    "text", ["", "please", "stopit", "stop please", "stop Now", "stop, , now", "stop.,", "stop..", "sto", ",stop", "STOP"]
)
def test_anything_else_is_not(text: str) -> None:
    assert not holds(automaton("[please] (stop|halt) [it] [now]"), text)


def test_it_holds_just_the_sentences_of_its_tree() -> None:
    template = "[a|b c] (d [e]|f) ([g];[h])"
    sentences = {text for text, _ in expand(parse(template, {}, {}))}
    grammar = automaton(template)
    for n in range(1, 5):
        for some in product("abcdefgh", repeat=n):
            text = " ".join(some)
            assert holds(grammar, text) == (text in sentences), text


def test_phrases_that_begin_alike_share_their_states() -> None:
    grammar = automaton("(can you stop|can you pause|can you repeat that)")
    state = grammar.start
    for letter in " can you ":
        tokens, states = grammar.next(state)
        state = states[list(tokens).index(ord(letter))]
    assert {chr(t) for t in grammar.next(state)[0]} == set("spr")


def test_a_grammar_of_millions_is_built_at_once() -> None:
    began = time.perf_counter()
    grammar = automaton(" ".join(f"[{w}|not {w}]" for w in ["yes", "no", "stop"] * 12) + " end")
    assert holds(grammar, "not yes no not stop yes end")
    assert time.perf_counter() - began < 1
