"""``python -m voicecoach.recognizers.vosk_trial FOLDER``: load a Vosk model and leave; exit code 0 when it works."""

import sys
from pathlib import Path

from ..errors import ModelError
from .vosk_model import VoskModel


def main(folder: str) -> int:
    try:
        VoskModel(Path(folder), trusted=True)
    except ModelError as err:
        print(err, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
