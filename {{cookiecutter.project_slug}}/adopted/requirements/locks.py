"""Reads the exact versions of lock files: what runs in production, where the declared requirements are loose."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adopted.facts import Place, Requirement
from adopted.requirements import pep508
from adopted.requirements.collected import Collected, read_text, relative
from adopted.requirements.pip_files import read_requirements_file

NAMES = (
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pylock.toml",
    "Pipfile.lock",
    "requirements.lock",
    "requirements-dev.lock",
)


def read_lock(path: Path, top: Path) -> Collected:
    """Read a lock file. A package that it has in several versions, for several platforms, is left to the resolver.

    Raises:
        ValueError: it is not what its name says.
    """
    if path.suffix in {".txt", ".pip"} or path.name.startswith("requirements"):
        return read_locked_requirements(path, top)
    text = read_text(path)
    name = relative(path, top)
    data = json.loads(text) if path.name == "Pipfile.lock" else tomllib.loads(text)
    found = Collected(files=[name])
    versions: dict[str, set[str]] = {}
    for package, version in _pipfile(data) if path.name == "Pipfile.lock" else _packages(data):
        versions.setdefault(pep508.normalised(package), set()).add(version)
    places = _places(text, name)
    for package, each in versions.items():
        if len(each) == 1:
            text_of_one = f"{package}=={next(iter(each))}"
            found.locked.append(Requirement(text_of_one, package, places.get(package, Place(name, 1))))
    return found


def read_locked_requirements(path: Path, top: Path) -> Collected:
    """Read a requirements file that a tool has compiled: every exact version of it is one of a lock."""
    read = read_requirements_file(path, top)
    found = Collected(files=read.files, options=read.options)
    for one in [*read.requirements, *read.constraints]:
        try:
            exact = pep508.parse(one.text).specifiers.pin is not None
        except ValueError:
            exact = False  # a path, or an address
        if exact:
            found.locked.append(one)
    return found


def _packages(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the packages of a registry from the tables of uv, Poetry, PDM and PEP 751."""
    for package in [*data.get("package", []), *data.get("packages", [])]:
        source = package.get("source", {})
        other = {"git", "directory", "url", "path", "editable", "virtual"}
        if other & source.keys() or source.get("type") in other or {"git", "path", "vcs", "directory"} & package.keys():
            continue
        if "version" in package:
            yield package["name"], package["version"]


def _pipfile(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for section, packages in data.items():
        if section == "_meta":
            continue
        for name, package in packages.items():
            if isinstance(package, dict) and str(package.get("version", "")).startswith("=="):
                yield name, package["version"].lstrip("=")


def _places(text: str, file: str) -> dict[str, Place]:
    """Return where each package stands."""
    found: dict[str, Place] = {}
    for number, line in enumerate(text.splitlines(), 1):
        key, _, value = line.strip().partition("=")
        if key.strip() == "name":
            found.setdefault(pep508.normalised(value.strip().strip("\"'")), Place(file, number))
        elif line.startswith('        "') and line.endswith(": {"):
            found.setdefault(pep508.normalised(line.strip().split('"')[1]), Place(file, number))
    return found
