"""How large each file of a model should be, and which are not. Reads and writes small lists beside the model."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

NAME = ".voicecoach.json"
"""Written into a model's folder once the model has been verified; says so, and how large its files were."""


def write(folder: Path) -> None:
    """Note the present sizes of the model's files as right. Raises OSError where the folder cannot be written."""
    sizes = {str(f.relative_to(folder).as_posix()): f.stat().st_size for f in sorted(folder.rglob("*")) if f.is_file()}
    sizes.pop(NAME, None)
    (folder / NAME).write_text(json.dumps({"sizes": sizes}, indent=1) + "\n", "utf-8")


def sizes(folder: Path) -> Mapping[str, int] | None:
    """File by file, relative to the folder; None when nobody has verified the model."""
    try:
        said = json.loads((folder / NAME).read_text("utf-8"))["sizes"]
        return {str(name): int(size) for name, size in said.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _of_package(folder)


def _of_package(folder: Path) -> Mapping[str, int] | None:
    """What pip wrote down when it installed the package that the folder lies in."""
    for site in list(folder.parents)[:4]:
        inside = folder.relative_to(site).as_posix()
        for record in site.glob(f"{folder.relative_to(site).parts[0]}-*.dist-info/RECORD"):
            with record.open(encoding="utf-8", newline="") as lines:
                rows = [row for row in csv.reader(lines) if len(row) == 3 and row[0].startswith(f"{inside}/") and row[2]]
            return {name.removeprefix(f"{inside}/"): int(size) for name, _, size in rows} or None
    return None


def wrong_files(folder: Path) -> list[str]:
    """The files that are missing or of another size than they should be; [] also where nothing is known of them."""
    return [name for name, size in (sizes(folder) or {}).items() if _size(folder / name) != size]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1
