"""The command line: parses, calls, prints. Every error that voicecoach can explain becomes one sentence here."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. 2 for a command line or settings that make no sense, 1 for what else failed."""
    import click

    from ..errors import UsageError, VoiceCoachError
    from .root import voicecoach

    try:
        result = voicecoach.main(args=list(sys.argv[1:] if arguments is None else arguments), standalone_mode=False)
        return int(result or 0)
    except click.exceptions.Exit as err:
        return err.exit_code
    except click.UsageError as err:
        hint = f" See '{err.ctx.command_path} --help'." if err.ctx else ""
        print(f"voicecoach: {err.format_message()}{hint}", file=sys.stderr)
        return 2
    except click.ClickException as err:
        print(f"voicecoach: {err.format_message()}", file=sys.stderr)
        return 1
    except UsageError as err:
        print(f"voicecoach: {err}", file=sys.stderr)
        return 2
    except VoiceCoachError as err:
        print(f"voicecoach: {err}", file=sys.stderr)
        return 1
    except (click.Abort, KeyboardInterrupt):
        print("\nStopped. Come back when you like.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to say
        return 0
    except Exception as err:
        if os.environ.get("VOICECOACH_DEBUG"):
            raise
        print(f"voicecoach: {_fault(err)}", file=sys.stderr)
        return 70


def _fault(err: Exception) -> str:
    """A fault of ours in one sentence: its kind and place, never its message, which may hold what was said."""
    trace = err.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    place = f"{Path(code.co_filename).name}, {code.co_name}" if code else "an unknown place"
    return f"Something went wrong inside ({type(err).__name__} in {place}). Please report this line; it holds nothing you said."
