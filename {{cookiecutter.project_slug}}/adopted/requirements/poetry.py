"""Reads the tables of Poetry: https://python-poetry.org/docs/dependency-specification/."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adopted.facts import Note, Place, Requirement
from adopted.requirements import pep508
from adopted.requirements.collected import RUNTIME, Collected, inside, key_line, path_requirement, relative, unreadable
from adopted.requirements.specifiers import Specifiers
from adopted.requirements.uv_sources import git_address
from adopted.requirements.versions import Version


def read_poetry(poetry: dict[str, Any], path: Path, top: Path, *, text: str, declared: set[str]) -> Collected:
    """Read `tool.poetry`. What [project] has declared already is left to it, as Poetry 2 does.

    Optional dependencies stand in the group of each extra that has them.
    """
    found = Collected()
    name = relative(path, top)
    extras = poetry.get("extras", {})
    dependencies = dict(poetry.get("dependencies", {}))
    python = dependencies.pop("python", None)
    if isinstance(python, str):
        line = key_line(text, "python", "tool.poetry.dependencies")
        try:
            found.python, found.python_found = specifier(python), f"{name}:{line} (Poetry's python)"
        except ValueError:
            found.notes.append(Note(f"python = {python!r} can't be read", place=Place(name, line)))
    for group, heading, table in _tables(poetry, dependencies):
        for key, value in table.items():
            if group == RUNTIME and pep508.normalised(key) in declared:
                continue
            place = Place(name, key_line(text, key, heading))
            groups = _groups(key, value, extras) if group == RUNTIME else [group]
            found.add(_read(key, value, path, top, place, groups))
    for source in poetry.get("source", []):
        if "url" in source and source.get("priority") != "explicit":
            option = (
                "--index-url" if source.get("priority") == "default" or source.get("default") else "--extra-index-url"
            )
            found.options.append(f"{option} {source['url']}")
    return found


def _tables(poetry: dict[str, Any], dependencies: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each table of dependencies, with its group and the words that stand above it."""
    yield RUNTIME, "tool.poetry.dependencies", dependencies
    yield "dev", "tool.poetry.dev-dependencies", poetry.get("dev-dependencies", {})
    for group, table in poetry.get("group", {}).items():
        yield group, f"tool.poetry.group.{group}.dependencies", table.get("dependencies", {})


def _read(key: str, value: Any, path: Path, top: Path, place: Place, groups: list[str]) -> Collected:  # noqa: PLR0917
    """Read a dependency, which may be several: for several versions of Python, say."""
    found = Collected()
    for each in value if isinstance(value, list) else [value]:
        try:
            one = table_requirement(key, as_table(each), path.parent, top, place)
        except ValueError:
            found.notes.append(unreadable(f"{key} = {each}", place))
        else:
            found.requirements += [Requirement(one.text, one.name, place, group) for group in groups]
    return found


def _groups(key: str, value: Any, extras: dict[str, list[str]]) -> list[str]:
    if not (isinstance(value, dict) and value.get("optional")):
        return [RUNTIME]
    wanted = pep508.normalised(key)
    return [extra for extra, names in extras.items() if wanted in {pep508.normalised(name) for name in names}]


def as_table(value: Any) -> dict[str, Any]:
    """Return a dependency as the table that it is short for."""
    return dict(value) if isinstance(value, dict) else {"version": value}


def table_requirement(key: str, table: dict[str, Any], folder: Path, top: Path, place: Place) -> Requirement:
    """Return the requirement that a table of Poetry or Pipenv means.

    Raises:
        ValueError: it can't be read.
    """
    name = pep508.normalised(key)
    extras = f"[{','.join(table['extras'])}]" if table.get("extras") else ""
    marker = _marker(table)
    ending = f" ; {marker}" if marker else ""
    if "git" in table:
        return Requirement(f"{name}{extras} @ {git_address(str(table['git']), table)}{ending}", name, place)
    if "path" in table or "file" in table:
        target = str(table.get("path", table.get("file")))
        if "://" in target:
            return Requirement(f"{name}{extras} @ {target}{ending}", name, place)
        if not (folder / target).exists() or not inside(folder / target, top):
            raise ValueError(f"{target} isn't in the project")
        editable = bool(table.get("develop") or table.get("editable"))
        found = path_requirement(folder / target, top, place, editable=editable, extras=extras, marker=marker)
        return Requirement(found.text, name, place)
    if "url" in table:
        return Requirement(f"{name}{extras} @ {table['url']}{ending}", name, place)
    return Requirement(f"{name}{extras}{specifier(str(table.get('version', '*')))}{ending}", name, place)


def _marker(table: dict[str, Any]) -> str:
    parts = [str(table["markers"])] if table.get("markers") else []
    if table.get("python"):
        parts += [f'python_full_version {one.operator} "{one.version}"' for one in _python(str(table["python"])).each]
    if table.get("platform"):
        parts.append(f'sys_platform == "{table["platform"]}"')
    return " and ".join(f"({part})" if " or " in part and len(parts) > 1 else part for part in parts)


def _python(text: str) -> Specifiers:
    return Specifiers.parse(specifier(text))


def specifier(text: str) -> str:
    """Return the specifier of PEP 440 that a constraint of Poetry means: `^4.2` is `>=4.2,<5`.

    Alternatives (`^4 || ^5`) have none; what is between the lowest and the highest of them stands for it.

    Raises:
        ValueError: it can't be read.
    """
    alternatives = [part.strip() for part in re.split(r"\|\|?", text)]
    found = [Specifiers.parse(",".join(_all(alternative))) for alternative in alternatives]
    if len(found) == 1:
        return str(found[0])
    lows = [bounds[0] for each in found if (bounds := each.bounds())[0] is not None]
    highs = [bounds[2:] for each in found if (bounds := each.bounds())[2] is not None]
    low = f">={min(lows)}" if len(lows) == len(found) else ""
    high = ""
    if len(highs) == len(found):
        top, included = max(highs)
        high = f"{'<=' if included else '<'}{re.sub(r'^0!|[.]dev0$', '', str(top))}"
    return ",".join(part for part in (low, high) if part)


def _all(text: str) -> list[str]:
    """Return what each part of a constraint means; parts have commas or blanks between them."""
    text = re.sub(r"([<>=!~^]+)\s+", r"\1", text)
    return [found for part in re.split(r"[,\s]+", text) if part for found in _one(part)]


def _one(part: str) -> list[str]:
    if part == "*":
        return []
    if part.startswith(("^", "~")) and not part.startswith("~="):
        version = Version.parse(part[1:].removesuffix(".*"))
        return [f">={version}", f"<{'.'.join(map(str, _limit(part[0], version.release)))}"]
    if re.match(r"[<>]|~=|!=|===", part):
        return [part]
    bare = part.lstrip("=")
    return [f"=={bare}"]


def _limit(sign: str, release: tuple[int, ...]) -> tuple[int, ...]:
    """Return the first release that is too high: `^` keeps the first number that isn't 0, `~` the first two."""
    if sign == "~":
        kept = min(2, len(release))
    else:
        kept = next((place for place, number in enumerate(release, 1) if number), len(release))
    return (*release[: kept - 1], release[kept - 1] + 1)
