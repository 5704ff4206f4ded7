"""Yes, no or unsure, with negation and second thoughts ("no, actually yes")."""

import re
from typing import Literal

from ..text import Tokens

YesNo = Literal["yes", "no", "unsure"]

_UNSURE = re.compile(
    r"\b(?:(?:do not|don't) (?:know|mind|care)|not (?:\w+ )?(?:sure|certain)|unsure|no idea|maybe|perhaps|possibly|"
    r"dunno|not decided|"
    r"hard to say|hard to tell|difficult to say|could be|might be|kind of|sort of|so so|yes and no|i guess|i suppose|"
    r"undecided|either way|"
    r"who knows|can not (?:say|tell|decide)|could go either way|it depends|depends|half and half|i wonder|fifty fifty|"
    r"not convinced|a bit of both|yes or no|torn|neither|may be|in between|let me think|partly|a little|a bit|somewhat|ish|"
    r"let me see|no clue|beats me|ask me later|up to you|you (?:decide|choose|pick)|whatever|idk|whichever|"
    r"if you (?:want|say|think)|fifty fifty|50 50|maybe yes maybe no)\b"
)
_NO = re.compile(
    r"\b(?:no|nope|nah|nay|naw|nein|nyet|nahi|never|negative|not (?:really|now|today|yet|at all|tonight|this time|"
    r"quite|exactly|particularly|"
    r"necessarily|for me|a chance|especially|anymore|likely|right now|interested|ready|so much|true|in the mood|bothered)|"
    r"(?:would|do|does|did|is|am|will|can|should|was|could|had|has|have|are|want) (?:rather )?not|rather not|no way|"
    r"no thanks|no thank you|"
    r"pass on that|i am (?:good|okay|fine|alright|all right)|maybe (?:later|another time|not|next time|tomorrow)|"
    r"another time|later|hell no|"
    r"next time|some other time|leave it|uh uh|nuh uh|mm mm|hardly|doubt it|refuse|too (?:soon|tired|early|much|hard|"
    r"scary)|absolutely not|"
    r"definitely not|certainly not|of course not|no no|false|wrong|nothing|nope nope|incorrect|forget it|i disagree|non|"
    r"you are (?:alright|all right|okay)|not)\b"
)
_YES = re.compile(
    r"\b(?:yes|yeah|yea|ya|yah|yep|yup|yah|yip|aye|yass|yas|sure|okay|ok|okey|certainly|definitely|absolutely|"
    r"of course|indeed|affirmative|"
    r"please|go (?:ahead|for it|on then)|why not|i (?:do|am|would|will|did|have|can|think so|guess so|suppose so|"
    r"believe so|hope so)|"
    r"would (?:like|love)|sounds (?:good|great|nice|fine|lovely|okay)|that (?:is|would be|sounds) (?:right|good|great|"
    r"nice|fine|okay|lovely|"
    r"true|helpful|wonderful)|right|correct|true|exactly|fine|good|great|lovely|by all means|with pleasure|naturally|"
    r"totally|mm hm|mm hmm|"
    r"mhm|mmhm|uh huh|mhmm|m hm|mmhmm|you bet|let us|happy to|ready|all right|alright|do it|for sure|very much|gladly|cool|"
    r"it (?:is|does|was|did|has)|they (?:are|do|did)|he (?:did|does|is)|she (?:did|does|is)|we (?:did|do|are|can|could)|"
    r"a lot|closer|hai|haan|si|oui|ja|righto|rightio|go|perfect|deal|course|i want (?:to|it|that)|bet|always|ofc|y|"
    r"yessir|might as well|okey dokey|okey doke|sure thing|jawohl|da|if you like|love to|like to|amen|deffo|defo|obvs|"
    r"obviously|k|kk|yh)\b"
)
_TURN = re.compile(
    r"\b(?:actually|no wait|wait|i mean|on second thoughts?|or rather|scratch that|changed my mind|hang on|well okay|"
    r"oh okay|but okay|but yes|but no)\b"
)
_BOTH = re.compile(r"\b(?:yes and no|maybe yes maybe no|maybe no maybe yes|yes or no|yes no maybe|half and half|no and yes)\b")
_SOFT_YES = re.compile(r"\b(?:yes|yeah|yep|sure|okay|why not|go ahead|please|guess so|suppose so|let us|i would like)\b")
_POLITE = re.compile(
    r"\b(?:do not|don't|would not|no) (?:mind (?:if|at all|that|it)|mind|problem|worries|objections?|harm|doubt)\b"
)


def yesno(said: Tokens) -> YesNo | None:
    """What was answered; None when it is no answer to a yes/no question."""
    text = " ".join(said)
    if _BOTH.search(text):
        return "unsure"
    parts = [part for part in _TURN.split(text) if part.strip()]
    if parts and parts[-1] != text and (last := _one(parts[-1])) is not None:
        return last
    return _one(text)


def _one(text: str) -> YesNo | None:
    if re.search(
        r"\b(?:do not|would not) mind\b|\bno (?:problem|worries|doubt|objections?)\b|\bcan not wait\b|\bwhy not\b", text
    ):
        if not re.search(r"^\s*(?:i )?(?:really )?do not mind\s*(?:either way|really)?\s*$", text):
            return "yes"
        return "unsure"
    no, yes, unsure = _NO.search(text), _YES.search(text), _UNSURE.search(text)
    if re.search(r"\bask me (?:again )?later\b|\btwo minds\b", text):
        return "unsure"
    if unsure and re.search(r"\b(?:maybe|perhaps|possibly) (?:later|another time|not|next time|tomorrow|some other)\b", text):
        return "no"
    if unsure and re.search(r"\bnot (?:sure|certain|decided|convinced)|do not know|no idea|no clue\b", text):
        return "unsure"
    if no and no.start() == 0 and no[0] in ("no", "nope", "nah", "never", "no thanks", "no thank you"):
        return "no"
    if unsure:
        firm = _SOFT_YES.search(_UNSURE.sub(" ", text))
        guess = re.search(
            r"\bi (?:guess|suppose) (?:so|yes|yeah|okay|not)\b|\b(?:yes|yeah|sure|okay|yep),? i (?:guess|suppose)\b", text
        )
        if guess:
            return "no" if " not" in guess[0] else "yes"
        if no and re.search(r"\b(?:not|no|nah|nope)\b", _UNSURE.sub(" ", text)):
            return "no"
        return "yes" if firm else "unsure"
    if no and yes:
        if no.start() <= yes.start() < no.end():
            return "no"
        if re.search(r"\bnot\b", text) and not re.match(r"(?:yes|yeah|yep|yup|sure|okay)\b", text):
            return "no"
        return (
            "yes"
            if yes.start() < no.start() and re.match(r"(?:yes|yeah|yep|yup|sure)\b", text) and len(text.split()) > 3
            else "no"
            if no.start() > yes.start()
            else "yes"
        )
    if no:
        return "no"
    return "yes" if yes else None
