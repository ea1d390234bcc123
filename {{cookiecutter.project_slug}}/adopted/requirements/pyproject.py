"""Reads pyproject.toml: PEP 621, PEP 735, and what uv, PDM and Hatch keep there. Poetry has a reader of its own."""

import re
import tomllib
from pathlib import Path
from typing import Any

from adopted.facts import Note, Place, Requirement
from adopted.requirements import pep508
from adopted.requirements.collected import (
    RUNTIME,
    Collected,
    inside,
    key_line,
    line_of,
    path_requirement,
    read_text,
    relative,
    requirement,
    unreadable,
)
from adopted.requirements.pip_files import read_requirements_file
from adopted.requirements.poetry import read_poetry
from adopted.requirements.uv_sources import with_sources


def read_pyproject(path: Path, top: Path) -> Collected:
    """Read a pyproject.toml. Its extras and groups keep their names.

    Raises:
        ValueError: it is no TOML.
    """
    text = read_text(path)
    data = tomllib.loads(text)
    name = relative(path, top)
    found = Collected(files=[name])
    project, tool = data.get("project", {}), data.get("tool", {})
    if python := project.get("requires-python"):
        found.python, found.python_found = str(python), f"{name}:{key_line(text, 'requires-python')} (requires-python)"
    reading = _Reading(path, top, text, found)
    reading.texts(project.get("dependencies", []), RUNTIME, "dependencies")
    own = pep508.normalised(str(project.get("name", "")))
    reading.extras(project.get("optional-dependencies", {}), own)
    reading.groups(data.get("dependency-groups", {}))
    if "dependencies" in project.get("dynamic", []):
        reading.dynamic(tool)
    reading.tools(tool)
    with_sources(found, data, path, top)
    if "poetry" in tool:
        found.add(read_poetry(tool["poetry"], path, top, text=text, declared=found.names()))
    return found


class _Reading:
    """One file that is being read."""

    def __init__(self, path: Path, top: Path, text: str, found: Collected) -> None:
        self.path, self.top, self.text, self.found = path, top, text, found
        self.name = relative(path, top)

    def place(self, words: str, after: str = "") -> Place:
        return Place(self.name, line_of(self.text, words, after))

    def texts(self, items: list[Any], group: str, after: str) -> None:
        """Read a list of requirements."""
        for item in items:
            if not isinstance(item, str):
                continue
            place = self.place(item, after)
            try:
                self.found.requirements.append(requirement(item, place, group))
            except ValueError:
                self.found.notes.append(unreadable(item, place))

    def extras(self, extras: dict[str, list[str]], own: str) -> None:
        """Read the extras, of which one may include others: `all = ["thing[a,b]"]`."""
        for extra, items in extras.items():
            for item in _expanded(items, extras, own, {extra}):
                self.texts([item], extra, "optional-dependencies")

    def groups(self, groups: dict[str, list[Any]]) -> None:
        """Read the groups of PEP 735."""
        for group in groups:
            for item in _included(group, groups, ()):
                self.texts([item], group, "dependency-groups")

    def dynamic(self, tool: dict[str, Any]) -> None:
        """Read dependencies that the build system takes from requirement files."""
        setuptools = tool.get("setuptools", {}).get("dynamic", {}).get("dependencies", {}).get("file", [])
        hatch = tool.get("hatch", {}).get("metadata", {}).get("hooks", {}).get("requirements_txt", {}).get("files", [])
        for file in [*([setuptools] if isinstance(setuptools, str) else setuptools), *hatch]:
            target = self.path.parent / file
            if target.is_file() and inside(target, self.top):
                self.found.add(read_requirements_file(target, self.top))
            else:
                self.found.notes.append(
                    Note(f"{file} is named by {self.name}, but isn't there", place=self.place(file))
                )

    def tools(self, tool: dict[str, Any]) -> None:
        """Read what uv, PDM and Hatch keep in tables of their own."""
        uv = tool.get("uv", {})
        self.texts(uv.get("dev-dependencies", []), "dev", "dev-dependencies")
        self.apart(uv.get("constraint-dependencies", []), self.found.constraints, "constraint-dependencies")
        self.apart(uv.get("override-dependencies", []), self.found.overrides, "override-dependencies")
        for index in uv.get("index", []):
            if isinstance(index, dict) and "url" in index and not index.get("explicit"):
                option = "--index-url" if index.get("default") else "--extra-index-url"
                self.found.options.append(f"{option} {index['url']}")
        for group, items in tool.get("pdm", {}).get("dev-dependencies", {}).items():
            for item in items:
                match = re.fullmatch(r"-e file:///\$\{PROJECT_ROOT\}/([^#]*)(?:#.*)?", item)
                if match and (self.path.parent / match[1]).is_dir():
                    folder = self.path.parent / match[1]
                    self.found.requirements.append(
                        path_requirement(folder, self.top, self.place(item), group, editable=True)
                    )
                else:
                    self.texts([item], group, "dev-dependencies")
        for environment, table in tool.get("hatch", {}).get("envs", {}).items():
            items = [*table.get("dependencies", []), *table.get("extra-dependencies", [])]
            self.texts(items, "dev" if environment == "default" else environment, f"envs.{environment}")

    def apart(self, items: list[Any], into: list[Requirement], after: str) -> None:
        """Read requirements that are none by themselves."""
        for item in items:
            place = self.place(str(item), after)
            try:
                into.append(requirement(str(item), place))
            except ValueError:
                self.found.notes.append(unreadable(str(item), place))


def _expanded(items: list[str], extras: dict[str, list[str]], own: str, seen: set[str]) -> list[str]:
    found: list[str] = []
    for item in items:
        try:
            parsed = pep508.parse(item)
        except ValueError:
            parsed = pep508.Parsed("")
        if not own or parsed.name != own:
            found.append(item)
            continue
        for extra, members in extras.items():
            if pep508.normalised(extra) in parsed.extras and extra not in seen:
                found += _expanded(members, extras, own, seen | {extra})
    return found


def _included(group: str, groups: dict[str, list[Any]], seen: tuple[str, ...]) -> list[str]:
    wanted = pep508.normalised(group)
    if wanted in seen:
        return []
    found: list[str] = []
    for name, items in groups.items():
        if pep508.normalised(name) != wanted:
            continue
        for item in items:
            if isinstance(item, str):
                found.append(item)
            elif isinstance(item, dict) and isinstance(item.get("include-group"), str):
                found += _included(item["include-group"], groups, (*seen, wanted))
    return found
