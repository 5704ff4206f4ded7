"""From a finding to the exercise that answers it: flows.toml beside this file. Reads it once; pure after that."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=1)
def table() -> Mapping[str, Any]:
    """The rows of flows.toml."""
    return tomllib.loads(resources.files(__package__).joinpath("flows.toml").read_text("utf-8"))


def flow_for(level: int, category: str | None) -> str | None:
    """The id of the exercise that answers a finding; None where nothing needs an answer."""
    rows = table()
    by_level = rows.get(f"level-{level}", {})
    if category in by_level:
        return str(by_level[category])
    if category in rows["categories"]:
        return str(rows["categories"][category])
    found = rows["levels"].get(str(level))
    return str(found) if found else None
