"""Utterances as tokens that the safety rules are written in. Pure functions and their small tables.

Contractions are opened ("i'm" is "i am", "don't" is "do not"), fillers and intensifiers dropped, stammers collapsed,
and spellings of dialect and chat made plain, so that one rule covers all the ways of saying it. Nothing is guessed
here: mishearings are tolerated only inside the rules.
"""

import re

_PHRASES = {
    "you know": "", "i mean": "", "sort of": "", "kind of": "", "oh my god": "", "or something": "", "or anything": "",
    "no one": "nobody", "no won": "nobody", "any more": "anymore", "to night": "tonight", "to morrow": "tomorrow",
    "some one": "someone", "every one": "everyone", "every body": "everyone", "any one": "anyone", "any body": "anyone",
    "self harm": "selfharm", "self harming": "selfharming", "self harmed": "selfharmed", "self harms": "selfharms",
    "self injure": "selfharm", "self injury": "selfharm", "self injuring": "selfharming", "step dad": "stepdad",
    "step father": "stepfather", "step mum": "stepmum", "step mom": "stepmom", "good bye": "goodbye", "o d": "overdose",
    "best friend": "friend", "best mate": "mate",
}  # fmt: skip

_WORDS = {
    "im": "i am", "ive": "i have", "id": "i would", "dont": "do not", "cant": "can not", "cannot": "can not",
    "didnt": "did not", "doesnt": "does not", "isnt": "is not", "wasnt": "was not", "couldnt": "could not",
    "wouldnt": "would not", "shouldnt": "should not", "havent": "have not", "hasnt": "has not", "aint": "is not",
    "arent": "are not", "theres": "there is", "thats": "that is", "whats": "what is", "hes": "he is", "shes": "she is",
    "theyre": "they are", "youre": "you are", "theyd": "they would", "cannae": "can not",
    "dinnae": "do not", "dinna": "do not", "dunna": "do not", "didnae": "did not", "wouldnae": "would not",
    "willnae": "will not", "wanna": "want to", "wannae": "want to", "gonna": "going to", "gunna": "going to",
    "gon": "going to", "gotta": "have to", "finna": "going to", "tryna": "trying to",
    "imma": "i am going to", "ima": "i am going to", "dunno": "do not know", "lemme": "let me", "gimme": "give me",
    "tae": "to", "wiv": "with", "fink": "think", "finking": "thinking", "finkin": "thinking", "nothin": "nothing",
    "nuffin": "nothing", "nowt": "nothing", "owt": "anything", "nae": "no", "tonite": "tonight", "2nite": "tonight",
    "2night": "tonight", "tmrw": "tomorrow", "tmr": "tomorrow", "u": "you", "ur": "your",
    "everybody": "everyone", "anybody": "anyone", "somebody": "someone", "mom": "mum", "mam": "mum", "mama": "mum",
    "mummy": "mum", "mommy": "mum", "ma": "mum", "mother": "mum", "father": "dad", "daddy": "dad", "papa": "dad",
    "da": "dad", "hubby": "husband", "bf": "boyfriend", "gf": "girlfriend", "bestie": "friend", "bruv": "brother",
    "sis": "sister", "killin": "killing", "cuttin": "cutting",
    "hurtin": "hurting", "livin": "living", "dyin": "dying", "endin": "ending", "hittin": "hitting",
    "thinkin": "thinking", "feelin": "feeling", "goin": "going", "doin": "doing", "beatin": "beating",
    "tellin": "telling", "hearin": "hearing", "cos": "because", "cuz": "because", "coz": "because", "til": "until",
    "till": "until", "burnt": "burned", "od": "overdose", "oded": "overdosed",
}  # fmt: skip

_DROPPED = frozenset(
    [
        "um",
        "uh",
        "uhm",
        "er",
        "erm",
        "ah",
        "oh",
        "hmm",
        "mm",
        "mhm",
        "eh",
        "just",
        "really",
        "actually",
        "honestly",
        "literally",
        "fucking",
        "fuckin",
        "freaking",
        "bloody",
        "kinda",
        "sorta",
        "basically",
        "simply",
        "totally",
        "even",
        "still",
        "so",
        "please",
        "lol",
        "lmao",
        "ngl",
        "fr",
        "lowkey",
        "highkey",
        "innit",
        "well",
        "also",
        "very",
        "truly",
        "absolutely",
        "seriously",
        "quite",
        "frankly",
        "probably",
        "definitely",
    ]
)

_ENDINGS = (("n't", " not"), ("'m", " am"), ("'ve", " have"), ("'ll", " will"), ("'re", " are"), ("'d", " would"))
_IS = frozenset(
    [
        "he",
        "she",
        "it",
        "that",
        "there",
        "here",
        "what",
        "who",
        "where",
        "how",
        "why",
        "when",
        "nobody",
        "someone",
        "everyone",
        "everything",
        "nothing",
        "life",
    ]
)
_SINGLE = re.compile(r"\b(?:[a-z] ){2,}[a-z]\b")


def tokens(text: str) -> list[str]:
    """The words of an utterance, plain and lower-case; [] when it holds none."""
    text = text.lower().replace("\u2019", "'").replace("`", "'")
    text = re.sub(r"[^\w'\s]", " ", text.replace("o.d.", "od").replace("od'd", "overdosed"))
    text = _SINGLE.sub(lambda spelled: _joined(spelled[0]), " ".join(text.split()))
    opened = " ".join(_open(word.strip("'")) for word in text.split())
    kept = " ".join(word for word in opened.split() if word not in _DROPPED)
    for phrase, plain in _PHRASES.items():
        if phrase in kept:
            kept = re.sub(rf"(?<!\S){phrase}(?!\S)", plain, kept)
    return _steady(kept.split())


def _joined(letters: str) -> str:
    """Letters said one by one make a word ("k m s"), but "i" and "a" are words of their own at either end."""
    return letters if set(letters.split()) & {"i", "a"} and len(letters) < 6 else letters.replace(" ", "")


def _open(word: str) -> str:
    if word in ("can't", "cant"):
        return "can not"
    if word == "won't":
        return "will not"
    if word == "ain't":
        return "is not"
    if word == "let's":
        return "let us"
    for ending, plain in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending):
            return _WORDS.get(word.removesuffix(ending), word.removesuffix(ending)) + plain
    if word.endswith("'s"):
        owner = word.removesuffix("'s")
        return f"{owner} is" if owner in _IS else f"{_WORDS.get(owner, owner)} 's"
    if word.endswith("in'"):
        word = word[:-1] + "g"
    return _WORDS.get(word, word)


def _steady(words: list[str]) -> list[str]:
    """Without stammers: "i i i want" and "d d die" lose what is said twice or only begun."""
    out: list[str] = []
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else ""
        begun = len(word) <= 2 and len(following) > len(word) and following.startswith(word) and word not in _SHORT
        if word != following and not begun:
            out.append(word)
    return out


_SHORT = frozenset(
    [
        "i",
        "a",
        "am",
        "an",
        "as",
        "at",
        "be",
        "by",
        "do",
        "go",
        "he",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "no",
        "of",
        "on",
        "or",
        "so",
        "to",
        "up",
        "us",
        "we",
        "ok",
    ]
)
