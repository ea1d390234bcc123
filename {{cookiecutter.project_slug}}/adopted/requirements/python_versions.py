"""Which Python a project allows, and which it runs on."""

import re
from collections.abc import Iterator
from pathlib import Path

from adopted.requirements.collected import read_text, relative
from adopted.requirements.evidence import Script

_IMAGE = re.compile(r"FROM\s+(?:--\S+\s+)?\S*python:?(\d\.\d+|\d)\b", re.IGNORECASE)
_WORKFLOW = re.compile(r"python-version[\"']?\s*:\s*(.+)")


def python_used(top: Path, folders: list[Path], scripts: list[Script]) -> tuple[str, str]:
    """Return the version that production runs on, such as "3.10", and where that stands; both empty if nothing says.

    `folders` are those where the project's own files may be, the nearest first.
    """
    return next(_used(top, folders, scripts), ("", ""))


def _used(top: Path, folders: list[Path], scripts: list[Script]) -> Iterator[tuple[str, str]]:
    yield from _images([script for script in scripts if script.production])
    for folder in folders:
        for name, pattern in (
            (".python-version", r"^(?:cpython-)?(\d\.\d+)"),
            ("runtime.txt", r"^python-(\d\.\d+)"),
            (".tool-versions", r"^python\s+(\d\.\d+)"),
            ("Pipfile", r"^python_(?:full_)?version\s*=\s*[\"'](\d\.\d+)"),
        ):
            path = folder / name
            if not path.is_file():
                continue
            text = read_text(path)
            match = re.search(pattern, text, re.MULTILINE)
            if match:
                line = text[: match.start()].count("\n") + 1
                yield match[1], f"{relative(path, top)}:{line}"
    yield from _images([script for script in scripts if script.docker and not script.production])
    for script in scripts:
        if script.docker:
            continue
        found = [(tuple(map(int, one.split("."))), number) for number, one in _in_workflow(script)]
        if found:
            newest, number = max(found)
            yield ".".join(map(str, newest)), f"{script.file}:{number}"


def _images(scripts: list[Script]) -> Iterator[tuple[str, str]]:
    for script in scripts:
        images = [(number, match[1]) for number, line in script.commands if (match := _IMAGE.match(line))]
        if images:
            number, version = images[-1]  # the last stage is what runs
            yield version, f"{script.file}:{number}"


def _in_workflow(script: Script) -> Iterator[tuple[int, str]]:
    for number, line in script.commands:
        match = _WORKFLOW.search(line)
        for version in re.findall(r"\b(\d\.\d+)\b", match[1]) if match else []:
            yield number, version
