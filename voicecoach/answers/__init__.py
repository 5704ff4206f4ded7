"""Readers of answers, one module a kind of question: words in, a value or None out. Pure."""
