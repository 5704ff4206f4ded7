"""`doctor`, `devices` and `models`: what this machine has."""

import json
from contextlib import nullcontext
from dataclasses import asdict

from .. import doctor, models
from ..config import Settings


def check_machine(settings: Settings, as_json: bool) -> int:
    checks = doctor.checks(settings)
    if as_json:
        print(json.dumps([asdict(check) for check in checks], indent=1))
    else:
        for check in checks:
            print(f"{'ok ' if check.ok else '-- '} {check.name}: {check.detail}")
            if not check.ok and check.mend:
                print(f"    {check.mend}")
    return 0 if all(check.ok for check in checks) else 1


def list_devices() -> int:
    for line in doctor.devices():
        print(line)
    return 0


def list_models() -> int:
    for listed in models.list_models():
        model = listed.model
        state = "here" if listed.path else "not here"
        if listed.damaged:
            state = f"damaged: run voicecoach models get {model.name}"
        print(f"{model.name:18} {model.engine}, {model.language}, {model.size / 1e6:.0f} MB, {model.licence}: {state}")
    return 0


def get_model(name: str, connect_timeout: float) -> int:
    """Fetch with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console) if console.is_terminal else nullcontext() as bar:
        task = bar.add_task(name, total=None) if bar else None

        def progress(done: int, total: int | None) -> None:
            if bar and task is not None:
                bar.update(task, completed=done, total=total)

        path = models.get(name, connect_timeout=connect_timeout, progress=progress)
    print(f"{name} is in {path}")
    return 0
