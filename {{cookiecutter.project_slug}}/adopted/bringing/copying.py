"""Copies chosen files into a new folder, and says what was in each."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from adopted.bringing.choosing import Chosen
from adopted.bringing.showing import shown
from adopted.errors import AdoptionError

CHUNK = 1_000_000  # bytes
POINTER = b"version https://git-lfs.github.com/spec/"
# A link or a pipe that took a file's place since it was looked at is not followed, and not waited for.
READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def copy_files(files: Iterable[Chosen], root: Path, into: Path) -> tuple[dict[str, str], list[str]]:
    """Copy files and links. Of their modes, only whether they can be executed is kept.

    Args:
        files: what to copy.
        root: the folder that they are in.
        into: an empty folder.

    Returns:
        The digest of each file, by its path, and the paths of those that are pointers of Git LFS.

    Raises:
        AdoptionError: a file can't be read or written.
    """
    digests: dict[str, str] = {}
    pointers: list[str] = []
    made: set[Path] = set()
    for each in files:
        target = into / each.path
        try:
            if target.parent not in made:
                make_folder(target.parent, into)
                made.add(target.parent)
            if each.link is not None:
                target.symlink_to(each.link)
                digests[each.path] = link_digest(each.link)
            else:
                digests[each.path], start = copy_file(root / each.path, target, executable=each.executable)
                if start.startswith(POINTER):
                    pointers.append(each.path)
        except OSError as error:
            raise AdoptionError(f"{shown(root / each.path)} can't be copied: {error.strerror}.") from error
    return digests, pointers


def make_folder(folder: Path, top: Path) -> None:
    """Make the folder and those around it that aren't there. `Path.mkdir` calls itself for each level."""
    missing = [folder]
    while missing[-1] != top and not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for each in reversed(missing):
        each.mkdir(exist_ok=True)


def copy_file(source: Path, target: Path, *, executable: bool) -> tuple[str, bytes]:
    """Copy one file; return its digest and how it begins."""
    with (
        os.fdopen(os.open(source, READ), "rb") as reading,
        os.fdopen(os.open(target, WRITE, 0o777 if executable else 0o666), "wb") as writing,
    ):
        start = reading.read(CHUNK)
        writing.write(start)
        return digest(reading, start, writing), start[:200]


def digest(reading: BinaryIO, start: bytes = b"", writing: BinaryIO | None = None) -> str:
    """Return the digest of the rest of a file, after `start`, while copying it.

    Line ends count the same, whichever they are: git may have changed them in the user's repository.
    """
    found = hashlib.sha256()
    chunk, kept = start or reading.read(CHUNK), b""
    while chunk:
        text = kept + chunk
        kept = b"\r" if text.endswith(b"\r") else b""  # its \n may be in the next chunk
        found.update(text[: len(text) - len(kept)].replace(b"\r\n", b"\n"))
        chunk = reading.read(CHUNK)
        if writing:
            writing.write(chunk)
    found.update(kept)
    return found.hexdigest()


def link_digest(target: str) -> str:
    """Return what stands for a symbolic link in place of a digest."""
    return f"-> {target}"


def digest_on_disk(path: Path) -> str:
    """Return the digest of a file, or what stands for one of a link."""
    if path.is_symlink():
        return link_digest(os.readlink(path))  # noqa: PTH115 - pathlib would tidy it
    with path.open("rb") as file:
        return digest(file)
