"""The errors a person can be told about. Only exception classes live here.

VoiceCoachError
├── ContentError   the author's: names the file, the place in it and the mend
├── DeviceError    the host's: says how to go on without the device
├── ModelError     missing or corrupt: says the one command that mends it
└── UsageError     the command line's or the settings file's: says what was expected

Each message is one or two whole sentences: what happened, and the one thing to do next. It never quotes
what a user said.
"""


class VoiceCoachError(Exception):
    """Anything that voicecoach can explain in a sentence."""

    def __str__(self) -> str:
        """The sentence, whole: with its full stop."""
        text = super().__str__()
        return text if text.endswith((".", "?", "!")) else f"{text}."


class ContentError(VoiceCoachError):
    """A content file does not say what it should."""


class DeviceError(VoiceCoachError):
    """A microphone, a loudspeaker or a synthesizer cannot be used."""


class ModelError(VoiceCoachError):
    """A recognition model is missing or is not what it should be."""


class UsageError(VoiceCoachError):
    """What was asked for on the command line or in the settings file makes no sense."""
