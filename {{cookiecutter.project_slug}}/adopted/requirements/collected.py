"""What a reader of one kind of file finds, and what all readers share."""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from adopted.facts import Note, Place, Requirement
from adopted.requirements import pep508

RUNTIME = ""  # the group of what is always installed


@dataclass
class Collected:
    """What was read from one project file and from those it includes. Groups are as the files name them."""

    requirements: list[Requirement] = field(default_factory=list)
    constraints: list[Requirement] = field(default_factory=list)
    overrides: list[Requirement] = field(default_factory=list)
    locked: list[Requirement] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # relative to the project's top, as in every Place
    python: str = ""  # a specifier
    python_found: str = ""

    def add(self, other: "Collected") -> None:
        """Take in what was read elsewhere, without saying anything twice."""
        for name in ("requirements", "constraints", "overrides", "locked", "options", "notes", "files"):
            mine = getattr(self, name)
            mine.extend(each for each in getattr(other, name) if each not in mine)
        if not self.python:
            self.python, self.python_found = other.python, other.python_found

    def names(self, group: str = RUNTIME) -> set[str]:
        """Return the names of the distributions in a group."""
        return {requirement.name for requirement in self.requirements if requirement.group == group}

    def groups(self) -> list[str]:
        """Return the names of the groups beside the runtime's, in their order."""
        return list(dict.fromkeys(each.group for each in self.requirements if each.group != RUNTIME))


def read_text(path: Path) -> str:
    """Return a file's text, in whatever encoding it was saved: Windows PowerShell writes UTF-16."""
    data = path.read_bytes()
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace").replace("\r\n", "\n")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\r\n", "\n")


def relative(path: Path, top: Path) -> str:
    """Return the path below the project's top, with slashes."""
    return path.resolve().relative_to(top.resolve()).as_posix()


def inside(path: Path, top: Path) -> bool:
    """Say whether the path is the project's top or below it, links followed."""
    return path.resolve().is_relative_to(top.resolve())


def line_of(text: str, wanted: str, after: str = "") -> int:
    """Return the number of the first line that has the words, below the line that has the others; 1 if none has.

    Parsers of TOML and INI files don't tell lines; the words of a requirement do well enough.
    """
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if after and after in line), 0)
    for number, line in enumerate(lines[start:], start + 1):
        if wanted in line:
            return number
    return start + 1


def key_line(text: str, key: str, after: str = "") -> int:
    """Return the line on which a key of TOML or INI is set, below the line that has the other words."""
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if after and after in line), 0)
    pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.:]""", re.IGNORECASE)
    return next((number for number, line in enumerate(lines[start:], start + 1) if pattern.match(line)), start + 1)


def requirement(text: str, place: Place, group: str = RUNTIME) -> Requirement:
    """Return a requirement in the words of PEP 508.

    Raises:
        ValueError: the text isn't one.
    """
    parsed = pep508.parse(text)
    return Requirement(str(parsed), parsed.name, place, group)


def unreadable(text: str, place: Place) -> Note:
    """Return the note on a requirement that can't be read."""
    return Note(
        f"{text!r} can't be read as a requirement and was left out",
        "Add what it means to pyproject.toml.",
        place,
    )


def path_requirement(
    folder: Path,
    top: Path,
    place: Place,
    group: str = RUNTIME,
    *,
    editable: bool = False,
    extras: str = "",
    marker: str = "",
) -> Requirement:
    """Return the requirement of a folder or file of the project itself; its text starts with `./` or `-e ./`."""
    path = relative(folder, top)
    name = PurePosixPath(path).name
    if name.endswith((".whl", ".tar.gz", ".zip")):
        name = re.split(r"-\d", name)[0]
    text = f"{'-e ' if editable else ''}./{'' if path == '.' else path}{extras}{f' ; {marker}' if marker else ''}"
    return Requirement(text, pep508.normalised(name) if name else "", place, group)


def is_default_index(option: str) -> bool:
    """Say whether an option names the registry that every installer asks anyway, unless it is told of a mirror."""
    host = option.partition("://")[2].split("/")[0].split("@")[-1]
    return "index-url " in option and host in {f"pypi{end}" for end in (".org", ".python.org")}


def pin_of(one: Requirement) -> str:
    """Return the one version that a requirement allows, or nothing."""
    try:
        parsed = pep508.parse(one.text)
    except ValueError:
        return ""  # a path or an address
    pin = None if parsed.url else parsed.specifiers.pin
    return str(pin) if pin else ""


def is_pinned(one: Requirement) -> bool:
    """Say whether a requirement allows one version only."""
    return bool(pin_of(one))
