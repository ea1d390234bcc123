"""Takes the requirement of the project itself (`-e .`) apart: into what it depends on, where that can be read."""

import re
import tomllib
from pathlib import Path

from adopted.facts import Note, Requirement
from adopted.requirements.collected import RUNTIME, Collected, read_text
from adopted.requirements.pyproject import read_pyproject
from adopted.requirements.setuptools_files import read_setup_cfg, read_setup_py

_PATH = re.compile(r"(?:-e )?(\./[^\[;]*?)(?:\[([^\]]*)\])?(?: ;.*)?$")


def without_itself(requirements: list[Requirement], legacy: Path) -> tuple[list[Requirement], list[Note]]:
    """Replace what is the project itself, or a folder around Django's root, by what it depends on.

    The combined application finds the project's modules by their folder. It is installed all the same where it has
    entry points, which only an installation shows to others.
    """
    kept: list[Requirement] = []
    notes: list[Note] = []
    for one in requirements:
        match = _PATH.fullmatch(one.text)
        folder = legacy / match[1].strip() if match else None
        if match is None or folder is None or not folder.is_dir() or folder.resolve() != legacy.resolve():
            kept.append(one)
            continue
        found = read_folder(folder, legacy)
        if not found.requirements or _has_entry_points(folder):
            kept.append(one)
            notes.append(Note("The project itself is installed as a package, as its own files do it", place=one.place))
            continue
        extras = {extra.strip() for extra in (match[2] or "").split(",")}
        kept += [
            Requirement(each.text, each.name, each.place, one.group)
            for each in found.requirements
            if each.group == RUNTIME or each.group in extras
        ]
        notes += found.notes
        notes.append(Note("The project itself is not installed as a package; what it depends on is", place=one.place))
    return kept, notes


def read_folder(folder: Path, top: Path) -> Collected:
    """Read what a Python package depends on."""
    found = Collected()
    for name, read in (("pyproject.toml", read_pyproject), ("setup.cfg", read_setup_cfg), ("setup.py", read_setup_py)):
        if (folder / name).is_file():
            try:
                found.add(read(folder / name, top))
            except ValueError:
                continue
    return found


def _has_entry_points(folder: Path) -> bool:
    pyproject = folder / "pyproject.toml"
    if pyproject.is_file():
        try:
            data = tomllib.loads(read_text(pyproject))
        except ValueError:
            data = {}
        if data.get("project", {}).get("entry-points") or data.get("tool", {}).get("poetry", {}).get("plugins"):
            return True
    setup = "".join(read_text(folder / name) for name in ("setup.cfg", "setup.py") if (folder / name).is_file())
    return bool(re.search(r"entry_points", setup)) and not re.fullmatch(
        r"(?s).*entry_points\W*[=\]][^\[]*console_scripts[^\[\]]*.*", setup
    )
