"""Adopts a project: brings it, reads it, refuses what can't be, and writes what depends on it.

Used by the template's hook when a project is generated, and by `python -m adopted` afterwards. Nothing but Python's own
library is used: where this runs, nothing is installed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from adopted.bringing.manifest import Changes
from adopted.errors import AdoptionError
from adopted.facts import Facts, Note, Requirements, Source
from adopted.names import refuse_names
from adopted.reading import read_layout, read_settings, read_tests
from adopted.requirements import Verdict, conflicts, ours, read_requirements
from adopted.source import bring, bring_again
from adopted.writing.compose import write_compose
from adopted.writing.environment import write_environment
from adopted.writing.images import choose_python, write_packages
from adopted.writing.install_files import write_requirements
from adopted.writing.report import markdown
from adopted.writing.values import server_of

FACTS = Path("adopted", "facts.json")
REPORT = Path("adopted", "REPORT.md")


@dataclass(frozen=True)
class Adopted:
    """What came of an adoption.

    Args:
        facts: everything that was found out.
        python: the version of Python that the project is to run on.
        changes: to `legacy/`, when it was adopted before.
    """

    facts: Facts
    python: str
    changes: Changes | None = None


def adopt(source: str, project: Path, *, python: str, called_from: Path) -> Adopted:
    """Bring a project into a generated one, for the first time.

    Args:
        source: a folder or a git URL, with `@ref` and `#subdirectory=backend`.
        project: the generated project.
        python: the version of Python that was asked for, such as "3.13"; where theirs doesn't run on it, another.
        called_from: what a relative folder is relative to.

    Raises:
        AdoptionError: it can't be adopted; each line says why, and what to do.
    """
    brought = bring(source, project / "legacy", project, called_from=called_from)
    return write(brought, project, python)


def adopt_again(source: str, project: Path, *, called_from: Path, force: bool = False) -> Adopted:
    """Put the project's present state in the place of that which was adopted, and write anew what depends on it.

    Args:
        source: as for `adopt`.
        project: the generated project.
        called_from: what a relative folder is relative to.
        force: overwrite what was changed in `legacy/` since it was brought.

    Raises:
        AdoptionError: it can't be adopted.
    """
    again: Callable[..., tuple[Source, Changes]] = bring_again
    brought, changes = again(source, project / "legacy", project, called_from=called_from, force=force)
    return replace(write(brought, project, choose_python(project)), changes=changes)


def write(source: Source, project: Path, python: str) -> Adopted:
    """Read what is in `legacy/`, and write what depends on it."""
    legacy = project / "legacy"
    layout, of_layout = read_layout(legacy)
    refuse_names(legacy, layout, project)
    settings, of_settings = read_settings(legacy, layout)
    requirements, of_requirements = read_requirements(legacy, layout)
    tests, of_tests = read_tests(legacy, layout)
    facts = Facts(source, layout, settings, requirements, tests)
    python, verdict = compared(facts, project, python)
    notes = (*of_layout, *of_settings, *of_requirements, *of_tests, *verdict.notes)
    notes += write_requirements(requirements, verdict, project)
    choose_python(project, python)
    write_packages(requirements, project)
    notes += write_environment(facts, project)
    notes += write_compose(facts, project)
    facts = replace(facts, notes=unique(notes))
    facts.write(project / FACTS)
    (project / REPORT).write_text(markdown(facts, python), encoding="utf-8", newline="\n")
    return Adopted(facts, python)


def compared(facts: Facts, project: Path, python: str) -> tuple[str, Verdict]:
    """Hold what the project needs against what we need, on its own Python, the one asked for, or another.

    Raises:
        AdoptionError: it runs on none.
    """
    requirements = facts.requirements
    verdicts = {
        version: conflicts(
            requirements,
            ours.runtime(project),
            ours.locked(project),
            project / "legacy",
            python=version,
            postgresql=server_of(facts) == "postgresql",
        )
        for version in preferred(requirements, python)
    }
    fitting = best(verdicts, requirements.python_used) or python
    verdict = verdicts[fitting]
    verdict.require()
    if fitting != python:
        other = verdicts[python]
        reason = other.errors[0] if other.errors else other.unsuited or "the project runs on that one."
        verdict.notes.append(Note(f"Python {fitting} was chosen instead of {python}: {reason}"))
    return fitting, verdict


def preferred(requirements: Requirements, python: str) -> list[str]:
    """Return the versions of Python to try: theirs, the one that was asked for, and the others, newest first."""
    used = [requirements.python_used] if requirements.python_used in ours.PYTHONS else []
    return list(dict.fromkeys([*used, python, *reversed(ours.PYTHONS)]))


def best(verdicts: Mapping[str, Verdict], used: str) -> str | None:
    """Return the first Python that nothing forbids and, unless the project runs on it, that all is made for.

    An exact version that is older than a Python has no wheels for it, and most often can't be built either.
    """
    allowed = [version for version, verdict in verdicts.items() if not verdict.errors]
    suited = [version for version in allowed if version == used or not verdicts[version].unsuited]
    return next(iter([*suited, *allowed]), None)


def unique(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """Return the notes, each once, with those first that ask for something."""
    return tuple(sorted(dict.fromkeys(notes), key=lambda note: not note.todo))


__all__ = ["Adopted", "AdoptionError", "adopt", "adopt_again"]
