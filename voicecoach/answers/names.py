"""What a person is called: "my name is Priya", "call me Tom", "Priya"."""

import re

_FRAME = re.compile(
    r"^(?:(?:um|uh|er|well|so|oh|hi|hello|hey|yes|yeah|okay|sure)[,.\s]+)*"
    r"(?:(?:my (?:first )?name(?:'s| is|s)|myself|i'm called|i am called|(?:you (?:can|may|could) |please |just |"
    r"people |they |everyone |everybody |friends )*call(?:s|ed)? me|i'm|i am|"
    r"it's|it is|this is|the name(?:'s| is)|that's|that would be|name is|name's|i go by|i'd be|just|use)\s+)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,]+(?:please|thanks|thank you|is fine|will do|is my name|love|dear|mate|sir|madam|"
    r"but you can call me that|here|is okay))+[.!]?$",
    re.IGNORECASE,
)
_NICK = re.compile(
    r"(?:but|and)?\s*(?:everyone|people|friends|everybody|they|my friends|you can|just|please|"
    r"please just)\s+(?:all\s+)?calls? me\s+(.+)$",
    re.IGNORECASE,
)


def name(text: str) -> str | None:
    """The name as it was written, capitalized where it was not; None when nothing is left or it is too long to be one."""
    text = " ".join(text.replace("’", "'").split()).strip(" .!?,")
    if found := _NICK.search(text):
        text = found[1]
    said = _TAIL.sub("", _FRAME.sub("", text, count=1)).strip(" .!?,")
    words = said.split()
    if not words or len(words) > 4 or any(c.isdigit() for c in said):
        return None
    return " ".join(word[:1].upper() + word[1:] for word in words)
