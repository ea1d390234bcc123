"""Writes what is installed: the project's requirements beside ours, and the exact versions of both to start from."""

import re
from collections.abc import Iterable
from pathlib import Path

from adopted.facts import Note, Requirements
from adopted.requirements import Verdict, ours
from adopted.requirements.writing import (
    BOUNDS,
    bound_lines,
    constraint_lines,
    development_lines,
    our_development,
    override_lines,
    requirement_lines,
)


def write_requirements(requirements: Requirements, verdict: Verdict, project: Path) -> tuple[Note, ...]:
    """Write `adopted/*.txt` and `constraints.txt`, and take out of pyproject.toml what theirs has no room for."""
    development = ours.development(project)
    kept, notes = our_development(requirements, development)
    gone = [one.text for one in development if one.text not in kept]
    leave_out(gone, project / "pyproject.toml")
    folder = project / "adopted"
    pool = ["", "# Ours: the pool", *(one.text for one in ours.pool(project))] if verdict.psycopg else []
    write_lines([*requirement_lines(requirements, verdict.instead), *pool], folder / "requirements.txt")
    write_lines(development_lines(requirements, verdict.instead), folder / "requirements-dev.txt")
    write_lines(bound_lines(requirements, verdict.instead), folder / BOUNDS)
    write_lines(override_lines(requirements), folder / "overrides.txt")
    constraints = project / "constraints.txt"  # once installed, it has the versions that were found for the rest
    known = [*ours.locked(project), *ours.exact(constraints)]
    write_lines(constraint_lines(requirements, known, verdict.instead), constraints)
    return tuple(notes)


def leave_out(requirements: Iterable[str], path: Path) -> None:
    """Remove the lines of pyproject.toml that these requirements stand in, one on each."""
    text = path.read_text(encoding="utf-8")
    for one in requirements:
        text = re.sub(rf'^ *"{re.escape(one)}",.*\n', "", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_lines(lines: list[str], path: Path) -> None:
    """Write a file, or remove it where there is nothing to be written."""
    if lines:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    else:
        path.unlink(missing_ok=True)
