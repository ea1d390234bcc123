"""What other commands have found out about operations: which tests ask for them, and whether parity was seen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from strangler.errors import ToolkitError

VERSION = 1
PARITY = "parity.json"  # written by `manage.py parity`
TESTS = "tests.json"  # written by the test suite's plugin (strangler/exchanges)
VERDICTS = ("same", "different", "untested")


@dataclass(frozen=True)
class Parity:
    """What the last comparison of an operation's halves has shown.

    Args:
        verdict: same, different or untested.
        requests: how many were compared.
        shapes: how many kinds of answers were among them.
        at: when, in ISO 8601.
        safe: whether that was enough to switch.
    """

    verdict: str
    requests: int = 0
    shapes: int = 0
    at: str = ""
    safe: bool = False


@dataclass(frozen=True)
class Asked:
    """What the project's own tests ask of an operation.

    Args:
        requests: how many they sent.
        tests: how many of them sent one.
        statuses: what was answered, each status once.
    """

    requests: int
    tests: int = 0
    statuses: tuple[int, ...] = ()


def read_parity(folder: Path) -> dict[str, Parity] | None:
    """Return what parity was seen by the keys of operations, or None where nothing was compared yet.

    Raises:
        ToolkitError: the file can't be read, or is of another version.
    """
    entries = _operations(folder / PARITY)
    return None if entries is None else {key: _parity(entry) for key, entry in entries.items()}


def read_tests(folder: Path) -> dict[str, Asked] | None:
    """Return what the tests asked for by the keys of operations, or None where they were not run with the plugin.

    Raises:
        ToolkitError: the file can't be read, or is of another version.
    """
    entries = _operations(folder / TESTS)
    return None if entries is None else {key: _tests(entry) for key, entry in entries.items()}


def _operations(path: Path) -> dict[str, Mapping[str, Any]] | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ToolkitError(f"{path} can't be read: {error}") from error
    if not isinstance(said, dict) or said.get("version") != VERSION:
        raise ToolkitError(f"{path} is not of version {VERSION}: delete it, and run the command that writes it again.")
    entries = said.get("operations")
    if not isinstance(entries, dict) or not all(isinstance(entry, dict) for entry in entries.values()):
        raise ToolkitError(f"{path} has no operations: delete it, and run the command that writes it again.")
    return entries


def _parity(entry: Mapping[str, Any]) -> Parity:
    verdict = entry.get("verdict")
    return Parity(
        verdict=verdict if verdict in VERDICTS else "untested",
        requests=_number(entry.get("requests")),
        shapes=_number(entry.get("shapes")),
        at=str(entry.get("at", "")),
        safe=entry.get("safe") is True,
    )


def _tests(entry: Mapping[str, Any]) -> Asked:
    statuses = entry.get("statuses") or ()
    return Asked(
        requests=_number(entry.get("requests")),
        tests=_number(entry.get("tests")),
        statuses=tuple(sorted({int(status) for status in statuses if str(status).isdigit()})),
    )


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
