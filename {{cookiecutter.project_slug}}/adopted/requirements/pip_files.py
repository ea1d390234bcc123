"""Reads requirements.txt and its like, as pip does: https://pip.pypa.io/en/stable/reference/requirements-file-format/."""

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adopted.facts import Note, Place, Requirement
from adopted.requirements import pep508
from adopted.requirements.collected import (
    RUNTIME,
    Collected,
    inside,
    path_requirement,
    read_text,
    relative,
    requirement,
    unreadable,
)

_COMMENT = re.compile(r"(^|\s+)#.*$")
_OPTION = re.compile(
    r"(?P<name>-r|--requirement|-c|--constraint|-e|--editable|-i|--index-url|--extra-index-url|-f|--find-links|"
    r"--no-binary|--only-binary|--trusted-host|--use-feature|--no-index|--pre|--prefer-binary|--require-hashes)"
    r"(?:\s*[= ]\s*|(?<=-[rcief])|$)(?P<value>.*)"
)
_OF_ONE = re.compile(r"\s--(?:hash|config-settings?|global-option|install-option)[= ].*$")
_SCHEME = re.compile(r"(?:git|hg|svn|bzr)\+|[a-z][a-z0-9+]*://", re.IGNORECASE)
# What pip needs to find a package; the rest of pip's options has no counterpart, or concerns only pip itself.
_KEPT = {
    "-i": "--index-url", "--index-url": "--index-url", "--extra-index-url": "--extra-index-url", "-f": "--find-links",
    "--find-links": "--find-links", "--no-index": "--no-index", "--no-binary": "--no-binary",
    "--only-binary": "--only-binary",
}  # fmt: skip
# Debian's pip once listed this, which no registry has.
_NEVER = {"pkg-resources"}


def read_requirements_file(path: Path, top: Path, group: str = RUNTIME, base: Path | None = None) -> Collected:
    """Read a file and those that it includes.

    `base` is the folder that pip would be run in: paths of requirements (not those of included files) start there.
    """
    reading = _Reading(top, group, base or path.parent, Collected())
    reading.read(path, constraints=False)
    return reading.found


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, with their numbers: continued ones joined, comments gone."""
    joined, start = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        start = start or number
        stripped = line.rstrip()
        if stripped.endswith("\\") and not _COMMENT.match(joined + stripped):
            joined += stripped[:-1] + " "
            continue
        whole = _COMMENT.sub("", joined + stripped).strip()
        if whole:
            yield start, whole
        joined, start = "", 0
    if joined.strip():
        yield start, joined.strip()


@dataclass
class _Reading:
    """One run of pip's reader."""

    top: Path
    group: str
    base: Path
    found: Collected

    def read(self, path: Path, *, constraints: bool) -> None:
        name = relative(path, self.top)
        if name in self.found.files:
            return
        self.found.files.append(name)
        text = read_text(path)
        if "--hash=" in text:
            self.found.notes.append(Note(f"The hashes of {name} are not kept: its versions are, with those of ours"))
        for number, line in logical_lines(text):
            place = Place(name, number)
            option = _OPTION.fullmatch(line) if line.startswith("-") else None
            if option:
                self.option(option["name"], _unquoted(option["value"].strip()), path, place, constraints=constraints)
            elif line.startswith("-"):
                self.found.notes.append(
                    Note(f"{line!r} is no option that is known here, and was left out", place=place)
                )
            else:
                self.line(line, path, place, constraints=constraints)

    def option(self, name: str, value: str, path: Path, place: Place, *, constraints: bool) -> None:
        if name in {"-r", "--requirement", "-c", "--constraint"}:
            self.include(value, path, place, constraints=constraints or name in {"-c", "--constraint"})
        elif name in {"-e", "--editable"}:
            self.line(value, path, place, constraints=constraints, editable=True)
        elif name in _KEPT:
            # An address may be written with a blank, or as "a b": both are values of their own.
            for part in shlex.split(value) if value else [""]:
                option = f"{_KEPT[name]} {part}".strip()
                if option not in self.found.options:
                    self.found.options.append(option)

    def include(self, value: str, path: Path, place: Place, *, constraints: bool) -> None:
        target = path.parent / value
        if "://" in value or "${" in value:
            self.found.notes.append(Note(f"{value} is not read: it isn't a file of the project", place=place))
        elif not inside(target, self.top):
            self.found.notes.append(Note(f"{value} is not read: it is outside of the project", place=place))
        elif not target.is_file():
            self.found.notes.append(
                Note(f"{value} is included, but isn't there", "Is it made by a step of yours?", place)
            )
        else:
            self.read(target, constraints=constraints)

    def line(self, line: str, path: Path, place: Place, *, constraints: bool, editable: bool = False) -> None:
        text = _unquoted(_OF_ONE.sub("", line).strip())
        try:
            one = self.requirement(text, path, place, editable=editable)
        except ValueError:
            self.found.notes.append(unreadable(line, place))
            return
        if one.name in _NEVER:
            return
        if "file:///" in one.text:
            self.found.notes.append(
                Note(
                    f"{one.text} is a file of the machine where this list was written; {one.name} is taken without it",
                    f"Write the version that you use: {one.name}==...",
                    place,
                )
            )
            one = Requirement(one.name, one.name, place, one.group)
        (self.found.constraints if constraints else self.found.requirements).append(one)

    def requirement(self, text: str, path: Path, place: Place, *, editable: bool) -> Requirement:
        """Read one requirement: of PEP 508, an address, or a path."""
        if _SCHEME.match(text):
            return self.address(text, place)
        bare, _, marker = text.partition(" ;")
        match = re.fullmatch(r"(.*?)(\[[^\]]*\])?", os.path.expandvars(bare.strip()))
        target, extras = (match[1], match[2] or "") if match else (bare, "")
        if target.startswith((".", "/", "file:")) or "/" in target.split("@")[0] or editable:
            target = re.sub(r"^file:(//)?", "", target).split("#")[0]
            places = [folder / target for folder in (self.base, path.parent, self.top)]
            there = next((each for each in places if each.exists() and inside(each, self.top)), None)
            if there is None:
                raise ValueError(f"{target} isn't in the project")
            return path_requirement(
                there, self.top, place, self.group, editable=editable, extras=extras, marker=marker.strip()
            )
        return requirement(text, place, self.group)

    def address(self, text: str, place: Place) -> Requirement:
        """Read an address without a name before it: it has one as `#egg=name`, or in the name of its file."""
        url, _, marker = text.partition(" ;")
        egg = re.search(r"[#&]egg=([A-Za-z0-9._-]+)(\[[^\]]*\])?", url)
        if egg:
            plain = re.sub(r"([#&])egg=[^&]*&?", r"\1", url).rstrip("#&")
            name = re.sub(r"-\d.*$", "", egg[1]) + (egg[2] or "")
            return requirement(f"{name} @ {plain}{f' ; {marker}' if marker else ''}", place, self.group)
        tail = url.split("#")[0].split("://", 1)[-1].partition("/")[2].split("@")[0].rstrip("/")
        if "/archive/" in tail:
            tail = tail.split("/archive/")[0]
        file = tail.rsplit("/", 1)[-1]
        name = re.sub(r"(-\d.*)?(\.whl|\.tar\.gz|\.zip|\.git)$", "", file)
        # A guess is good enough to speak of it; who installs it asks the address itself.
        return Requirement(text, pep508.normalised(name), place, self.group)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
