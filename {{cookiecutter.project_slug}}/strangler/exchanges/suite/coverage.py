"""Which operations a suite asks for: `.strangler/tests.json`, which `manage.py endpoints` shows."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from strangler.errors import ToolkitError
from strangler.exchanges.suite.notes import Seen

FILE = "tests.json"
VERSION = 1


@dataclass
class Covered:
    """What a suite asks of one operation.

    Args:
        requests: how many.
        tests: which tests have sent one.
        statuses: what was answered, and how often.
    """

    requests: int = 0
    tests: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)

    def see(self, seen: Seen) -> None:
        """Count a request."""
        self.requests += 1
        self.tests.add(seen.source)
        self.statuses[seen.status] += bool(seen.status)

    def entry(self) -> dict[str, Any]:
        """Return what the file says of it."""
        statuses = {str(status): count for status, count in sorted(self.statuses.items()) if count}
        return {"requests": self.requests, "tests": len(self.tests), "statuses": statuses}


def coverage(seen: Iterable[Seen]) -> dict[str, Covered]:
    """Return what a suite asks of each operation, by keys. HEAD and OPTIONS are no operations."""
    covered: dict[str, Covered] = {}
    for each in seen:
        if each.operation and each.operation.partition(" ")[0] == each.method:
            covered.setdefault(each.operation, Covered()).see(each)
    return covered


def write_coverage(covered: dict[str, Covered], folder: Path) -> None:
    """Write the file.

    Args:
        covered: by keys.
        folder: that of what commands have found out.

    Raises:
        ToolkitError: it can't be written.
    """
    operations = {key: each.entry() for key, each in sorted(covered.items())}
    draft = folder / f"{FILE}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(f"{json.dumps({'version': VERSION, 'operations': operations}, indent=1)}\n", encoding="utf-8")
        draft.replace(folder / FILE)
    except OSError as error:
        raise ToolkitError(f"Can't write {folder / FILE}: {error.strerror or error}.") from error
