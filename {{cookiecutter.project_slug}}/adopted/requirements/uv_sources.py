"""Applies `tool.uv.sources`: https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources."""

import tomllib
from pathlib import Path
from typing import Any

from adopted.facts import Note, Place, Requirement
from adopted.requirements import pep508
from adopted.requirements.collected import Collected, inside, key_line, path_requirement, read_text, relative


def with_sources(found: Collected, data: dict[str, Any], path: Path, top: Path) -> None:
    """Put where each requirement comes from into its text: git, an address, a folder, a member of the workspace."""
    uv = data.get("tool", {}).get("uv", {})
    sources = {pep508.normalised(name): source for name, source in uv.get("sources", {}).items()}
    explicit = {index.get("name"): index.get("url") for index in uv.get("index", []) if isinstance(index, dict)}
    text = read_text(path)
    for number, one in enumerate(found.requirements):
        source = sources.get(one.name)
        if isinstance(source, list):
            source = next((each for each in source if isinstance(each, dict)), None)
            found.notes.append(Note(f"{one.name} comes from several places; the first is taken", place=one.place))
        if not isinstance(source, dict):
            continue
        place = Place(relative(path, top), key_line(text, one.name, "tool.uv.sources"))
        if "index" in source and source["index"] in explicit:
            option = f"--extra-index-url {explicit[source['index']]}"
            if option not in found.options:
                found.options.append(option)
                text = f"{one.name} comes from an index of its own, which is asked for everything here"
                found.notes.append(Note(text, place=place))
            continue
        replaced = _replaced(one, source, path, top)
        if replaced is None:
            found.notes.append(Note(f"{one.name} comes from a place that can't be read: {source}", place=place))
        else:
            found.requirements[number] = replaced


def _replaced(one: Requirement, source: dict[str, Any], path: Path, top: Path) -> Requirement | None:
    parsed = pep508.parse(one.text)
    extras = f"[{','.join(parsed.extras)}]" if parsed.extras else ""
    marker = f" ; {parsed.marker}" if parsed.marker else ""
    place = one.place or Place(relative(path, top), 1)
    if "git" in source:
        url = git_address(source["git"], source)
        return Requirement(f"{one.name}{extras} @ {url}{marker}", one.name, place, one.group)
    if "url" in source:
        return Requirement(f"{one.name}{extras} @ {source['url']}{marker}", one.name, place, one.group)
    folder = path.parent / source["path"] if "path" in source else None
    if source.get("workspace"):
        folder = _member(one.name, path, top)
    if folder is None or not folder.exists() or not inside(folder, top):
        return None
    editable = bool(source.get("editable", source.get("workspace", False)))
    found = path_requirement(folder, top, place, one.group, editable=editable, extras=extras, marker=parsed.marker)
    return Requirement(found.text, one.name, place, one.group)


def git_address(address: str, source: dict[str, Any]) -> str:
    """Return the address that pip knows for a git source with a `rev`, `tag` or `branch`, and a `subdirectory`."""
    if address.startswith("git@"):  # git@host:path, which no installer reads
        address = "ssh://" + address.replace(":", "/", 1)
    ref = source.get("rev") or source.get("tag") or source.get("branch") or source.get("ref")
    folder = source.get("subdirectory")
    address = address if address.startswith("git+") else f"git+{address}"
    return f"{address}{f'@{ref}' if ref else ''}{f'#subdirectory={folder}' if folder else ''}"


def _member(name: str, path: Path, top: Path) -> Path | None:
    """Find a member of the workspace, whose root may be a folder above."""
    for folder in (path.parent, *path.parent.parents):
        if not inside(folder, top):
            return None
        root = folder / "pyproject.toml"
        if not root.is_file():
            continue
        workspace = _toml(root).get("tool", {}).get("uv", {}).get("workspace", {})
        for pattern in workspace.get("members", []):
            for member in sorted(folder.glob(pattern)):
                own = _toml(member / "pyproject.toml").get("project", {}).get("name", "")
                if pep508.normalised(own) == name and inside(member, top):
                    return member
    return None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except (OSError, ValueError):
        return {}
