"""Reads a conda environment.yml: its pip part, and the packages of conda where they have the same names.

Nothing here reads YAML; these files are lists of one shape, and are read by line.
"""

import re
from pathlib import Path

from adopted.facts import Note, Place
from adopted.requirements.collected import Collected, read_text, relative, requirement, unreadable

_ITEM = re.compile(r"(\s*)-\s+(.*?)\s*(?:\s#.*)?$")
# Of conda alone: no registry of Python packages has them.
_NOT_PYTHON = {
    "python",
    "pip",
    "nodejs",
    "gdal",
    "geos",
    "proj",
    "postgresql",
    "libpq",
    "openssl",
    "redis",
    "git",
    "make",
}


def read_environment(path: Path, top: Path) -> Collected:
    """Read an environment.yml."""
    name = relative(path, top)
    found = Collected(files=[name])
    conda: list[tuple[str, Place]] = []
    inside, pip = False, -1
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if re.match(r"\S", line) and not line.startswith(("-", "#")):
            inside = line.startswith("dependencies:")
        item = _ITEM.match(line)
        if not inside or item is None:
            continue
        indent, text, place = len(item[1]), item[2].strip("\"'"), Place(name, number)
        if text == "pip:":
            pip = indent
        elif indent > pip >= 0:
            _add(found, text, place)
        else:
            pip = -1
            conda.append((text, place))
    for text, place in conda:
        _add_of_conda(found, text, place)
    return found


def _add(found: Collected, text: str, place: Place) -> None:
    if text.startswith("-r"):
        found.notes.append(Note(f"{text} of a conda environment is not read", place=place))
        return
    try:
        found.requirements.append(requirement(text, place))
    except ValueError:
        found.notes.append(unreadable(text, place))


def _add_of_conda(found: Collected, text: str, place: Place) -> None:
    """Add a package of conda under its name. `=4.2` is any 4.2 there, and a second `=` names a build."""
    match = re.fullmatch(r"(?:[\w-]+::)?([\w.-]+)\s*(.*)", text)
    if match is None:
        found.notes.append(unreadable(text, place))
        return
    name, version = match[1], match[2].replace(" ", "")
    exact = re.fullmatch(r"=([^=<>!]+?)(?:\.\*)?(?:=.*)?", version)
    version = f"=={exact[1]}.*" if exact else version
    if name == "python":
        found.python, found.python_found = version, str(place)
    elif name not in _NOT_PYTHON and name not in found.names():
        _add(found, name + version, place)
        found.notes.append(
            Note(
                f"{name} comes from conda in your environment, and from a registry of Python packages here", place=place
            )
        )
