"""The words the session and the world say to each other. Only plain immutable values live here.

Events tell the session what happened; actions tell the world what to do. A conversation is therefore a
list that can be printed, compared and replayed. Times are seconds on the host's monotonic clock.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from .scope import Scope

Source = Literal["microphone", "keyboard"]


@dataclass(frozen=True, slots=True)
class Heard:
    """A final result: the user has finished an utterance (or typed a line)."""

    text: str
    """The free hypothesis: what was said, in any words. The safety check always reads this."""
    source: Source = "keyboard"
    phrase: str | None = None
    """The likeliest phrase of the scope's grammar, when the recognizer believes it; otherwise None."""
    grammar: str | None = None
    """The likeliest phrase of the scope's grammar, believed or not; None where no grammar was tried."""
    ratio: float | None = None
    """Log likelihood ratio per token of ``grammar`` to ``text`` (0 or less, mostly; near 0 they agree)."""
    log_prob: float | None = None
    """Natural log probability per token of ``grammar``."""
    alternatives: tuple[str, ...] = ()
    """Other hypotheses of the same utterance, best first."""
    began: float | None = None
    """When the user began to speak."""
    tail: "Heard | None" = None
    """Where it began while the coach still spoke: what was heard since then. With a loudspeaker in the room the whole is
    our own voice and then the answer."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """A partial result: the user is still talking. ``text`` may be empty where only speech was detected."""

    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """Our utterance with this number has been played out."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The session's deadline has come."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A device was lost or came back; ``message`` says so in one sentence with how to go on."""

    device: Literal["microphone", "loudspeaker", "recognizer"]
    message: str
    lost: bool = True


@dataclass(frozen=True, slots=True)
class InputEnded:
    """No more will be heard: the keyboard's end of input, where nothing else listens."""


Event = Heard | Hearing | Spoken | Tick | Trouble | InputEnded


@dataclass(frozen=True, slots=True)
class Say:
    """Speak the text, replacing what is being said; report ``Spoken(utterance)`` when it has been played out."""

    text: str
    """One sentence as a rule, without markup."""
    utterance: int
    wpm: int = 130
    """Speech rate in words a minute."""
    gain: float = 1.0
    """Loudness factor, 0 to 1.5."""


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop speaking at once (barge-in). No ``Spoken`` follows for what was cut."""


@dataclass(frozen=True, slots=True)
class Listen:
    """What may be meant from now on, and how patiently to wait for the end of speech."""

    scope: Scope
    endpoint: float = 0.8
    """Seconds of silence that end an utterance which is not yet a complete phrase of the scope."""
    open: bool = True
    """False while the coach itself is audible and only commands are safe to take."""


@dataclass(frozen=True, slots=True)
class Show:
    """Put a line on the screen without speaking it."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth keeping happened. Never holds what the user said, unless ``kind`` is "kept"."""

    kind: Literal["started", "finished", "stopped", "rated", "kept", "set", "forget"]
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyboardOnly:
    """Close the microphone; the keyboard stays."""


@dataclass(frozen=True, slots=True)
class End:
    """The session is over."""


Action = Say | Hush | Listen | Show | Note | KeyboardOnly | End
