"""Temporary folders, and how they are removed on every way out."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adopted.bringing.showing import shown
from adopted.errors import AdoptionError


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """Give a temporary folder in the same folder as `beside`, so that what is made there can be renamed to it.

    Raises:
        AdoptionError: the folder can't be made, or not all of it can be removed again.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=".adopting-", dir=beside.parent))
    except OSError as error:
        raise AdoptionError(f"Nothing can be written beside {shown(beside)}: {error.strerror}.") from error
    try:
        yield folder
    finally:
        try:
            remove_tree(folder)
        except OSError as error:
            raise AdoptionError(f"{shown(folder)} can't be removed ({error.strerror}): remove it by hand.") from error


def remove_tree(folder: Path) -> None:
    """Remove a folder and everything in it, however deep. Follows no symbolic link.

    `shutil.rmtree` calls itself for each level, and so doesn't come to the end of a thousand.

    Raises:
        OSError: something can't be removed.
    """
    folders = [folder]
    for each in folders:
        with os.scandir(each) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    remove_file(Path(entry.path))
    for each in reversed(folders):
        each.rmdir()


def remove_file(path: Path) -> None:
    """Remove a file; on Windows, those that may not be written need that right first."""
    try:
        path.unlink()
    except PermissionError:
        if os.name != "nt":
            raise
        path.chmod(stat.S_IWRITE)
        path.unlink()
