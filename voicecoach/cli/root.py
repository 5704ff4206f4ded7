"""All commands of `voicecoach`. Imports what a command needs only when it runs, so that the quick ones start quickly."""

import sys
from pathlib import Path
from typing import Any

import click

from .. import __version__
from .options import Common, common

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(invoke_without_command=True, context_settings=_CONTEXT)
@click.version_option(__version__)
@common
def voicecoach(common: Common) -> int:
    """Talk with a coach for kinder self-talk: by voice, or by keyboard, and entirely on this machine.

    Without a command a conversation starts. It is self-help, never therapy.
    """
    if click.get_current_context().invoked_subcommand:
        return 0
    from .talk import converse

    return converse(common)


@voicecoach.command()
@click.argument("exercise")
@common
def start(common: Common, exercise: str) -> int:
    """Run one exercise and end. 'voicecoach list' shows them."""
    from .talk import converse

    return converse(common, exercise)


@voicecoach.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@common
def list_(common: Common, as_json: bool) -> int:
    """List the exercises."""
    from .content import list_exercises

    return list_exercises(as_json)


@voicecoach.command()
@click.argument("exercise")
@click.option(
    "--answers", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="One answer a line, - is silence."
)
@click.option("--silent", is_flag=True, help="Answer nothing.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@common
def rehearse(common: Common, exercise: str, answers: Path | None, silent: bool, as_json: bool) -> int:
    """Print an exercise as it would be spoken, with times, in an instant."""
    from .content import rehearse_exercise

    return rehearse_exercise(common.settings, exercise, answers, silent, as_json)


@voicecoach.command()
@common
def check(common: Common) -> int:
    """Check all exercises, phrases and helplines."""
    from .content import check_content

    return check_content()


@voicecoach.command()
@click.argument("text", required=False)
@click.option("--scope", default="menu", metavar="S", help="Where it is said: menu, exercise, yesno, number, ...")
@click.option("--choices", default="", metavar="A|B|C", help="What may be chosen, for --scope choice.")
@click.option("--intents", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Other phrases than ours.")
@click.option("--wav", metavar="FILE.wav", help="Hear a recording instead; - reads one path a line.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@common
def understand(common: Common, text: str | None, **options: Any) -> int:
    """Tell what would be understood, one line for each line."""
    from .understand import understand_lines

    return understand_lines(common.settings, text, **options)


@voicecoach.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.wav", help="Write it, left the user.")
@common
def demo(common: Common, out: Path | None) -> int:
    """Play a whole spoken conversation with a synthetic user, heard by the real recognizer."""
    from .demo import play_demo

    return play_demo(common.settings, out)


@voicecoach.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@common
def doctor(common: Common, as_json: bool) -> int:
    """Check microphone, loudspeaker, voice and recognizers, and say how to mend each."""
    from .machine import check_machine

    return check_machine(common.settings, as_json)


@voicecoach.command()
@common
def devices(common: Common) -> int:
    """List microphones and loudspeakers."""
    from .machine import list_devices

    return list_devices()


@voicecoach.group(invoke_without_command=True)
@common
def models(common: Common) -> int:
    """List recognition models, or get one."""
    if click.get_current_context().invoked_subcommand:
        return 0
    from .machine import list_models

    return list_models()


@models.command("list")
@common
def models_list(common: Common) -> int:
    """List the models that can be had, and which are here."""
    from .machine import list_models

    return list_models()


@models.command("get")
@click.argument("name")
@click.option("--connect-timeout", type=float, default=20.0, metavar="S", help="Seconds to wait for a connection.")
@common
def models_get(common: Common, name: str, connect_timeout: float) -> int:
    """Fetch a model, verify it and put it in place."""
    from .machine import get_model

    return get_model(name, connect_timeout)


def echo(text: str) -> None:
    """Print a line at once, whoever reads."""
    print(text, file=sys.stdout, flush=True)
