"""What was brought last: a digest of each file, so that an update can tell what the user has changed since."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adopted.bringing.copying import digest_on_disk
from adopted.bringing.showing import some
from adopted.errors import AdoptionError

Digests = dict[str, str]


@dataclass(frozen=True)
class Changes:
    """What an update did to `legacy/`, by paths in it."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()  # files that the user or a program had put there, and that are still there
    overwritten: tuple[str, ...] = ()  # files that the user had changed, when told to

    def __str__(self) -> str:
        """Return this as one line."""
        if not (self.added or self.changed or self.removed):
            return "nothing changed"
        return f"{len(self.added):,} added, {len(self.changed):,} changed, {len(self.removed):,} removed"


def place(output: Path) -> Path:
    """Return where the manifest of a project is."""
    return output / "adopted" / "manifest.json"


def write_manifest(digests: Digests, path: Path) -> None:
    """Write the digests. A name that is no UTF-8 is escaped."""
    path.write_text(json.dumps(digests, indent=0, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def read_manifest(path: Path, *, required: bool = True) -> Digests:
    """Read what `write_manifest` wrote; if it isn't `required`, nothing is what can't be read.

    Raises:
        AdoptionError: it isn't there, or is something else.
    """
    try:
        return {str(name): str(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError) as error:
        if not required:
            return {}
        raise AdoptionError(
            f"What was brought last can't be read from {path.parent.name}/{path.name}, so nobody knows what you"
            " changed since: commit legacy/, and bring the source with force."
        ) from error


def files_in(folder: Path) -> Iterator[str]:
    """Yield the paths of all files and links in the folder, without what Python compiled."""
    folders = [""]
    for prefix in folders:
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                if entry.is_symlink() or entry.is_file():
                    yield prefix + entry.name
                elif entry.is_dir() and entry.name != "__pycache__":
                    folders.append(f"{prefix}{entry.name}/")


def users_files(legacy: Path, brought: Digests, new: Digests) -> tuple[list[str], list[str]]:
    """Tell what in `legacy/` is the user's.

    Args:
        legacy: the folder as it stands.
        brought: what was brought last.
        new: what would take its place.

    Returns:
        Files that the user changed and that would be lost, and files that were put there and can stay.
    """
    lost: list[str] = []
    stay: list[str] = []
    new_folders = {parent for path in new for parent in parents(path)}
    for path in files_in(legacy):
        if path in brought or path in new:
            if digest_on_disk(legacy / path) not in {brought.get(path), new.get(path)}:
                lost.append(path)
        elif path in new_folders or any(parent in new for parent in parents(path)):  # in the way
            lost.append(path)
        else:
            stay.append(path)
    return sorted(lost), sorted(stay)


def parents(path: str) -> Iterator[str]:
    """Yield the folders around a path."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def compare(before: Digests, after: Digests) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return which files were added, changed and removed."""
    added = tuple(sorted(after.keys() - before.keys()))
    removed = tuple(sorted(before.keys() - after.keys()))
    return added, tuple(sorted(path for path in after if path in before and before[path] != after[path])), removed


def refuse_lost(lost: list[str]) -> None:
    """Refuse an update that would lose changes of the user's.

    Raises:
        AdoptionError: there are some; names them.
    """
    if lost:
        raise AdoptionError(
            f"You changed files in legacy/ since they were brought: {some(lost, 10)}. Make these changes in the source,"
            " or commit them here and bring it with force, which puts the source's in their place."
        )
