"""The committed ledger, `endpoints.toml`: what each operation's state was when somebody last looked and agreed.

Sorted and one value a line, so that a difference reads well. `owner`, `note`, and whatever else somebody adds to an
operation is kept.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from strangler.errors import ToolkitError

VERSION = 1
OURS = ("grade", "view", "route")  # what the command writes of each operation; the rest is the team's
ROOM = ("owner", "note")  # always there, to be filled
HEADING = """\
# The endpoints of this service, and how far each is on its way from Django REST Framework to FastAPI.
# `manage.py endpoints --write` brings it up to date and keeps what people have written: owner, note, and what else they
# add; comments are lost. `manage.py endpoints --check` compares it with the service (docs/endpoints.md).
"""


@dataclass(frozen=True)
class Accepted:
    """A route that may hide an operation.

    Args:
        route: the key of the route.
        hides: the key of the operation.
        reason: why that is right.
    """

    route: str
    hides: str
    reason: str


@dataclass(frozen=True)
class LedgerFile:
    """What the file says.

    Args:
        operations: by their keys, what stands there of each.
        accepted: routes that may hide an operation.
    """

    operations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()

    @property
    def notes(self) -> dict[str, dict[str, str]]:
        """What people have written of operations, by their keys."""
        return {
            key: {name: str(value) for name, value in entry.items() if name not in OURS}
            for key, entry in self.operations.items()
        }


def read_file(path: Path) -> LedgerFile | None:
    """Return what the committed ledger says, or None where there is none.

    Raises:
        ToolkitError: it can't be read, or is of another version; the message says where.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ToolkitError(f"{path.name} can't be read: {error}") from error
    if said.get("version") != VERSION:
        raise ToolkitError(f"{path.name}: expected version = {VERSION}.")
    operations = said.get("operations", {})
    if not isinstance(operations, dict) or not all(isinstance(entry, dict) for entry in operations.values()):
        raise ToolkitError(f'{path.name}: expected a table for each operation, [operations."GET /api/"].')
    return LedgerFile(operations, tuple(_accepted(path, said.get("accepted", []))))


def _accepted(path: Path, said: Any) -> Iterable[Accepted]:
    for entry in said if isinstance(said, list) else [said]:
        values = [entry.get(name) for name in ("route", "hides", "reason")] if isinstance(entry, dict) else [None]
        if not all(isinstance(value, str) and value for value in values):
            raise ToolkitError(f"{path.name}: [[accepted]] needs a route, what it hides, and a reason.")
        yield Accepted(*map(str, values))


def written(file: LedgerFile) -> str:
    """Return the text of a ledger."""
    lines = [HEADING, f"version = {VERSION}"]
    for accepted in sorted(file.accepted, key=lambda one: (one.route, one.hides)):
        lines += ["", "[[accepted]]", *(_line(name, getattr(accepted, name)) for name in ("route", "hides", "reason"))]
    for key in sorted(file.operations, key=by_path):
        entry = file.operations[key]
        names = [*OURS, *ROOM, *sorted(set(entry) - {*OURS, *ROOM})]
        lines += ["", f"[operations.{_text(key)}]", *(_line(name, entry.get(name, "")) for name in names)]
    return "\n".join(lines) + "\n"


def by_path(key: str) -> tuple[str, str]:
    """Return what keys of operations are sorted by: the path, then the method."""
    method, _, path = key.partition(" ")
    return path, method


def _line(name: str, value: Any) -> str:
    bare = name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else _text(name)
    return f"{bare} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(_line(name, inner) for name, inner in value.items())} }}" if value else "{}"
    return _text(str(value)) if isinstance(value, str) else str(value)  # a date writes itself


def _text(text: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
