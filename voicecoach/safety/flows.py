"""From a finding to the exercise that answers it: flows.toml beside this file. Reads it once; pure after that."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def table() -> Mapping[str, Mapping[str, str]]:
    """The rows of flows.toml: "level-2" -> category or "any" -> exercise id."""
    return tomllib.loads(resources.files(__package__).joinpath("flows.toml").read_text("utf-8"))


def flow_for(level: int, category: str | None) -> str | None:
    """The id of the exercise that answers a finding; None where nothing needs an answer."""
    rows = table().get(f"level-{level}", {})
    return rows.get(category or "any", rows.get("any"))
