"""Puts a new state in the place of the old one, so that one of them is always there."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from adopted.bringing.copying import make_folder
from adopted.bringing.manifest import Digests, write_manifest
from adopted.bringing.showing import shown
from adopted.errors import AdoptionError


def keep_files(paths: Iterable[str], old: Path, new: Path) -> None:
    """Have files of the old state in the new one as well, as hard links where the file system can.

    Raises:
        OSError: one can't be kept.
    """
    for path in paths:
        make_folder((new / path).parent, new)
        try:
            os.link(old / path, new / path, follow_symlinks=False)
        except (OSError, NotImplementedError):
            shutil.copy2(old / path, new / path, follow_symlinks=False)


def put_in_place(tree: Path, digests: Digests, into: Path, manifest: Path) -> None:
    """Rename `tree` to `into`, and write the manifest. What was there before is moved to where `tree` was made.

    Args:
        tree: the new state, in a temporary folder of the same file system.
        digests: of its files.
        into: `legacy/`.
        manifest: where to write the digests.

    Raises:
        AdoptionError: it can't be done; then everything is as it was.
    """
    old = tree.parent / "old"
    written = tree.parent / "manifest.json"
    adopted_before = manifest.parent.exists()
    try:
        write_manifest(digests, written)
        manifest.parent.mkdir(exist_ok=True)
        if into.exists():
            into.rename(old)
        tree.rename(into)
        written.replace(manifest)
    except BaseException as error:
        # An interrupt may come after a step was done and before Python knows of it, so look at what is there.
        if written.exists() and old.exists():
            if into.exists():
                into.rename(tree)
            old.rename(into)
        elif written.exists() and into.exists() and not tree.exists():
            into.rename(tree)
        if written.exists() and not adopted_before and manifest.parent.exists():
            manifest.parent.rmdir()
        if isinstance(error, OSError):
            raise AdoptionError(
                f"{shown(into)} can't be put in place: {error.strerror}. Nothing was changed."
            ) from error
        raise
