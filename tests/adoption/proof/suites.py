"""Runs a project's own tests, and reads how they ended."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.adoption.proof.sides import INSIDE, Both, Side

CLIENT = INSIDE / "client"
LONGEST = 1800  # seconds
PYTEST = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s.*$", re.MULTILINE)
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
UNITTEST = re.compile(r"^Ran (\d+) tests? in [\d.]+s\s+(OK|FAILED|NO TESTS RAN)(?: \((.*)\))?", re.MULTILINE)
FAILED = re.compile(r"^(?:(?:FAIL|ERROR): (.+)|(?:FAILED|ERROR) ([^\s(]\S*).*)$", re.MULTILINE)


@dataclass(frozen=True)
class Ended:
    """How tests ended.

    Args:
        counts: how many passed, failed, and so on.
        failed: the names of those that did not pass.
        printed: everything that was printed.
    """

    counts: Mapping[str, int]
    failed: tuple[str, ...]
    printed: str

    def __str__(self) -> str:
        """Return the counts in words."""
        return ", ".join(f"{count} {what}" for what, count in self.counts.items() if count) or "nothing was run"


def run_suite(
    both: Both, side: Side, more: Mapping[str, str], record: Path | None = None, *, through: bool = False
) -> Ended | None:
    """Run the tests on one side, with the project's own settings; None: it has none.

    Args:
        both: what is known of the project.
        side: where.
        more: variables that they need.
        record: the file that gets the requests that they make.
        through: let their requests go through the combined application, whose settings are theirs with ours on top.
    """
    command = both.project.tests or both.facts.tests.command
    if not command:
        return None
    environment = {**side.bare_environment, **dict(both.facts.tests.environment), **more}
    if through:
        command, theirs = without_settings(command)
        theirs = theirs or environment.get("DJANGO_SETTINGS_MODULE") or both.facts.layout.settings
        environment |= {"DJANGO_SETTINGS_MODULE": "adopted.settings", "LEGACY_SETTINGS_MODULE": theirs}
        environment |= {"PYTHONPATH": f"{CLIENT}{os.pathsep}{side.home}", "PROOF_THROUGH": "1"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "NO_COLOR": "1", "COLUMNS": "200"}
    if record is not None:
        environment |= {"PYTHONPATH": str(CLIENT), "PROOF_RECORD": str(record)}
    command = (str(side.python), *command[1:]) if command[0] in {"python", "python3"} else command
    done = subprocess.run(
        command,
        cwd=side.tree / both.facts.tests.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=LONGEST,
        check=False,
    )
    return read(done.stdout)


def without_settings(command: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return a command without the settings module that it names, and that module."""
    kept, named = [], ""
    words = iter(command)
    for word in words:
        name, sign, value = word.partition("=")
        if name in {"--settings", "--ds"}:
            named = value if sign else next(words)
        else:
            kept.append(word)
    return tuple(kept), named


def read(printed: str) -> Ended:
    """Read what pytest or Django's test runner prints at the end."""
    failed = tuple(sorted({name or path for name, path in FAILED.findall(printed)}))
    return Ended(counts_of(printed), failed, printed)


def counts_of(printed: str) -> dict[str, int]:
    """Return the counts of a run's last lines."""
    if lines := PYTEST.findall(printed):
        return {what.removesuffix("s") if what == "errors" else what: int(n) for n, what in COUNT.findall(lines[-1])}
    match = UNITTEST.search(printed)
    if match is None:
        return {}
    parts: dict[str, Any] = dict(part.split("=") for part in (match[3] or "").split(", ") if "=" in part)
    counts = {what: int(parts.get(key, 0)) for key, what in (("failures", "failed"), ("errors", "error"))}
    counts["skipped"] = int(parts.get("skipped", 0))
    return {"passed": int(match[1]) - sum(counts.values()), **counts}
