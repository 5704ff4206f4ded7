"""`python -m voicecoach` is `voicecoach`."""

import sys

from .cli import main

sys.exit(main())
