"""Writes files that list requirements, and says what was read of them."""

from pathlib import Path
from textwrap import dedent

from adopted.requirements.collected import Collected


def write(top: Path, **files: str) -> None:
    for name, text in files.items():
        path = top / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def said(found: Collected, group: str = "") -> list[str]:
    return [one.text for one in found.requirements if one.group == group]


def places(found: Collected) -> dict[str, str]:
    return {one.name: str(one.place) for one in found.requirements}


def notes(found: Collected) -> str:
    return "\n".join(note.text for note in found.notes)
