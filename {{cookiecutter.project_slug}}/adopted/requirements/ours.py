"""What we need, as the generated project's own files say it: nothing of it stands here again."""

import tomllib
from pathlib import Path

from adopted.facts import Place, Requirement
from adopted.requirements.collected import line_of, read_text, requirement
from adopted.requirements.pip_files import logical_lines

# The oldest Django that works here, and the newest that was tried.
OLDEST_DJANGO, NEWEST_DJANGO = "4.2", "6.1"
# The versions of Python that the generated project runs on.
PYTHONS = ("3.11", "3.12", "3.13")
# Which Python each series of Django runs on, by https://docs.djangoproject.com/en/stable/faq/install/ and, for 6.1, by
# its own classifiers. A Python of its end may need a later patch release: 4.2.8 for 3.12, 5.1.3 for 3.13.
DJANGO_PYTHONS = {
    "4.2": ("3.8", "3.12"),
    "5.0": ("3.10", "3.12"),
    "5.1": ("3.10", "3.13"),
    "5.2": ("3.10", "3.14"),
    "6.0": ("3.12", "3.14"),
    "6.1": ("3.12", "3.15"),
}


def runtime(project: Path) -> list[Requirement]:
    """Read the dependencies in a generated project's pyproject.toml, those of the pool too.

    Django isn't among them: the adopted project brings it.
    """
    return [one for one in (*_read(project, "dependencies"), *pool(project)) if one.name != "django"]


def pool(project: Path) -> list[Requirement]:
    """Read what pooled connections need, for a project on PostgreSQL."""
    return _read(project, "pool")


def development(project: Path) -> list[Requirement]:
    """Read the group "dev" of a generated project's pyproject.toml."""
    return _read(project, "dev")


def _read(project: Path, table: str) -> list[Requirement]:
    path = project / "pyproject.toml"
    text = read_text(path)
    data = tomllib.loads(text)
    tables = {**data.get("dependency-groups", {}), **data["project"].get("optional-dependencies", {})}
    items = data["project"][table] if table == "dependencies" else tables.get(table, [])
    return [requirement(item, Place(path.name, line_of(text, item, table))) for item in items if isinstance(item, str)]


def locked(project: Path) -> list[Requirement]:
    """Read the exact versions of what we need, and of what that needs."""
    return exact(project / "adopted" / "ours.txt")


def exact(path: Path) -> list[Requirement]:
    """Read a file of exact versions; where there is none, there are none."""
    if not path.is_file():
        return []
    return [requirement(line, Place(path.name, number)) for number, line in logical_lines(read_text(path))]
