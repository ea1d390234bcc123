"""Ports every endpoint of a project in a copy of it, and counts how many pass their parity tests untouched.

    python -m tests.port_all PROJECT --python PROJECT/.venv/bin/python --grade hybrid

PROJECT is a generated project: the shop, or one around somebody's own service. Its routes are taken away first, but for
its health checks. `--keep FOLDER` leaves the copy there.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.environments import CLEAN_ENVIRONMENT
from tests.template import PROJECT, ROOT

GRADES = ("wrapped", "hybrid", "native")
KEPT = {"__init__.py", "dependencies.py", "health.py", "users.py"}  # of the routes
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".strangler", "media")


@dataclass(frozen=True)
class Result:
    """What became of one operation.

    Args:
        key: method and path.
        grade: that it reached.
        verdict: passed, failed, or untested where there is no test of it.
        reasons: why it isn't of a higher grade.
        details: of failures, the first lines.
    """

    key: str
    grade: str
    verdict: str
    reasons: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


def copied(project: Path, folder: Path) -> Path:
    """Copy a project without its routes, but for those that are not ported from anything."""
    shutil.copytree(project, folder, ignore=LEFT_OUT, symlinks=True)
    for module in (folder / "routes").glob("*.py"):
        if module.name not in KEPT:
            module.unlink()
    start = ROOT / PROJECT / "adopted" / "start" / "routes" / "__init__.py"
    shutil.copy(start, folder / "routes" / "__init__.py")
    return folder


def port(folder: Path, python: Path, grade: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run `manage.py port --all` in a copy, and return what it tells programs."""
    done = execute(folder, environment, python, "manage.py", "port", "--all", "--grade", grade, "--json")
    # 1: some operations did not reach the grade.
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def outcomes(folder: Path, python: Path, told: dict[str, Any], environment: Mapping[str, str]) -> Iterator[Result]:
    """Run the parity tests of a copy, and yield what became of each operation."""
    report = folder / "parity.xml"
    files = [
        each["path"]
        for module in told["modules"]
        for each in module["files"]
        if Path(each["path"]).name.startswith("test_")
    ]
    command = ("-m", "pytest", *files, "-q", "-p", "no:cacheprovider", "--create-db", f"--junitxml={report}")
    done = execute(folder, environment, python, *command)
    assert report.exists(), done.stdout + done.stderr
    cases = failures(report)
    for module in told["modules"]:
        for each in module["operations"]:
            key = (f"test_{module['module']}", f"test_{each['function']}")
            found = cases.get(key)
            verdict = "untested" if found is None else "failed" if any(found) else "passed"
            details = tuple(text for text in found or () if text)
            reasons = tuple(reason["text"] for reason in each["reasons"])
            yield Result(each["operation"], each["grade"], verdict, reasons, details)


def failures(report: Path) -> dict[tuple[str, str], list[str]]:
    """Return what a JUnit file says of each test, "" for one that passed, by module and function."""
    found: dict[tuple[str, str], list[str]] = {}
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - our own file
        problems = [*case.iter("failure"), *case.iter("error")]
        text = "\n".join((each.get("message") or "") + "\n" + (each.text or "") for each in problems)
        name = case.get("name", "").partition("[")[0]
        found.setdefault((case.get("classname", "").rpartition(".")[2], name), []).append(text)
    return found


def execute(folder: Path, environment: Mapping[str, str], *command: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command in a copy."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**CLEAN_ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def share(results: list[Result], grade: str) -> float:
    """Return which part of all operations has reached a grade and passes."""
    passed = [each for each in results if each.grade == grade and each.verdict == "passed"]
    return len(passed) / len(results) if results else 1.0


def shown(results: list[Result], grade: str, details: int) -> Iterator[str]:
    """Yield lines about what became of the operations."""
    counts = Counter((each.grade, each.verdict) for each in results)
    yield f"{len(results)} operations, {share(results, grade):.0%} pass as {grade}"
    for (reached, verdict), number in sorted(counts.items()):
        yield f"  {number:4} {reached:8} {verdict}"
    for reason, number in Counter(reason for each in results for reason in each.reasons).most_common(15):
        yield f"  {number:4} times: {reason}"
    for each in [each for each in results if each.verdict != "passed"]:
        yield f"{each.verdict}: {each.key} ({each.grade})"
        for text in each.details[:1]:
            yield from (f"    {line}" for line in text.strip().splitlines()[:details])


def main() -> None:
    """Port what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--grade", choices=GRADES, default="hybrid")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="in the environment")
    parser.add_argument("--details", type=int, default=6, metavar="LINES", help="of each failure")
    options = parser.parse_args()
    environment = dict(each.split("=", 1) for each in options.set)
    with tempfile.TemporaryDirectory() as temporary:
        folder = copied(options.project, (options.keep or Path(temporary)) / "copy")
        told = port(folder, options.python, options.grade, environment)
        results = list(outcomes(folder, options.python, told, environment))
    print("\n".join(shown(results, options.grade, options.details)))  # noqa: T201


if __name__ == "__main__":
    main()
