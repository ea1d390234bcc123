"""Brings a project into `legacy/`, from a folder or a git repository. The source is only read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adopted.bringing.address import Address, read_address
from adopted.bringing.choosing import choose
from adopted.bringing.clone import ADVICE, clone
from adopted.bringing.copying import copy_files
from adopted.bringing.limits import Limits, check_size
from adopted.bringing.listing import list_files
from adopted.bringing.manifest import (
    Changes,
    Digests,
    compare,
    place,
    read_manifest,
    refuse_lost,
    users_files,
)
from adopted.bringing.placing import keep_files, put_in_place
from adopted.bringing.removing import workplace
from adopted.bringing.showing import counted, shown, some
from adopted.errors import AdoptionError
from adopted.facts import Source

LIMITS = Limits()
FOLDER_ADVICE = "Let git ignore what isn't needed, or name the folder that Django is in with #subdirectory=backend."


@dataclass(frozen=True)
class Brought:
    """A new state of the project, beside `legacy/`."""

    tree: Path
    digests: Digests
    source: Source


def bring(source: str, into: Path, output: Path, *, called_from: Path | None = None, limits: Limits = LIMITS) -> Source:
    """Copy a project into a folder: what git tracks and doesn't ignore, without history and secrets.

    When this fails, or is interrupted, nothing is left behind.

    Args:
        source: a folder or a git URL, with `@ref` and `#subdirectory=backend`.
        into: `legacy/` of the generated project, which doesn't exist or is empty.
        output: the generated project. What was brought is noted in its `adopted/manifest.json`.
        called_from: what a relative folder is relative to; None for the working folder.
        limits: the largest source that is brought.

    Raises:
        AdoptionError: it can't be brought; one line says why, and what to do.
    """
    if is_full(into):
        raise AdoptionError(f"{shown(into)} isn't empty: a project was brought already.")
    with new_state(source, into, output, called_from or Path.cwd(), limits) as brought:
        put_in_place(brought.tree, brought.digests, into, place(output))
        return brought.source


def bring_again(
    source: str,
    into: Path,
    output: Path,
    *,
    called_from: Path | None = None,
    limits: Limits = LIMITS,
    force: bool = False,
) -> tuple[Source, Changes]:
    """Put the project's present state in the place of that which was brought before.

    Files that the user or a program put into `legacy/` stay there. When this fails, the old state stays.

    Args:
        source: as for `bring`; so are the others.
        into: `legacy/` of the generated project.
        output: the generated project.
        called_from: what a relative folder is relative to; None for the working folder.
        limits: the largest source that is brought.
        force: overwrite what the user changed in `legacy/` since it was brought.

    Raises:
        AdoptionError: it can't be brought, or the user changed files in `legacy/`, and `force` isn't set.
    """
    if not is_full(into):
        found = bring(source, into, output, called_from=called_from, limits=limits)
        return found, Changes(added=tuple(sorted(read_manifest(place(output)))))
    before = read_manifest(place(output), required=not force)
    with new_state(source, into, output, called_from or Path.cwd(), limits) as brought:
        try:
            lost, stay = users_files(into, before, brought.digests)
            if not force:
                refuse_lost(lost)
            keep_files(stay, into, brought.tree)
        except OSError as error:
            raise AdoptionError(f"{shown(error.filename or into)} can't be read: {error.strerror}.") from error
        put_in_place(brought.tree, brought.digests, into, place(output))
        return brought.source, Changes(*compare(before, brought.digests), kept=tuple(stay), overwritten=tuple(lost))


def is_full(into: Path) -> bool:
    """Say whether anything is in the folder.

    Raises:
        AdoptionError: it is no folder.
    """
    if into.is_symlink() or (into.exists() and not into.is_dir()):
        raise AdoptionError(f"{shown(into)} is no folder: move it away.")
    return into.exists() and any(into.iterdir())


@contextmanager
def new_state(source: str, into: Path, output: Path, called_from: Path, limits: Limits) -> Iterator[Brought]:
    """Make the project's present state in a temporary folder beside `into`, which is removed afterwards."""
    address = read_address(source, called_from)
    output = output.resolve()
    if address.folder and address.folder.is_relative_to(output):
        raise AdoptionError(
            f"The source {address} is inside the generated project {shown(output)}: give it from elsewhere."
        )
    with workplace(into.resolve()) as work:
        repository, commit, missing = clone_of(address, work, limits)
        root = subfolder(repository or address.folder or work, address)
        excluded = work if repository else output
        listing = list_files(root, excluded, 5 * limits.files, missing)
        choice = choose(root, listing, excluded)
        check_size(((each.path, each.size) for each in choice.files), limits, ADVICE if repository else FOLDER_ADVICE)
        if not choice.files:
            raise AdoptionError(
                f"There are no files in {address}{at(address)}: give the folder that the project is in."
            )
        tree = work / "tree"
        tree.mkdir()
        digests, pointers = copy_files(choice.files, root, tree)
        yield Brought(
            tree,
            digests,
            Source(
                address=str(address),
                ref=address.ref,
                commit=commit or listing.commit,
                subdirectory=address.subdirectory,
                files=len(choice.files),
                size=sum(each.size for each in choice.files),
                left_out=tuple(choice.left_out),
                notices=(*choice.notices, *lfs_notice(pointers)),
            ),
        )


def clone_of(address: Address, work: Path, limits: Limits) -> tuple[Path | None, str, dict[Path, str]]:
    """Clone what has to be cloned; return the working copy, its commit and why a submodule is missing."""
    url = address.url
    if address.folder and is_bare(address.folder):
        url = address.folder.as_uri()
    if not url:
        return None, "", {}
    repository = work / "clone"
    repository.mkdir()
    cloned = clone(url, address.ref, repository, limits, subdirectory=address.subdirectory)
    return repository, cloned.commit, cloned.missing


def is_bare(folder: Path) -> bool:
    """Say whether the folder is a git repository without a working copy, as they are on servers."""
    return all((folder / each).exists() for each in ("HEAD", "objects", "refs")) and not (folder / ".git").exists()


def subfolder(root: Path, address: Address) -> Path:
    """Return the folder in the source that is brought.

    Raises:
        AdoptionError: it isn't there, or a link leads out of the source.
    """
    folder = (root / address.subdirectory).resolve()
    if not folder.is_dir():
        raise AdoptionError(f"There is no folder {shown(address.subdirectory)} in {address}: check #subdirectory=.")
    if not folder.is_relative_to(root):
        raise AdoptionError(
            f"The subdirectory {shown(address.subdirectory)} leads out of {address}: name one inside of it."
        )
    return folder


def at(address: Address) -> str:
    """Return the subdirectory for a message."""
    return f"#subdirectory={shown(address.subdirectory)}" if address.subdirectory else ""


def lfs_notice(pointers: list[str]) -> tuple[str, ...]:
    """Return a line on files whose content is elsewhere."""
    if not pointers:
        return ()
    return (
        f"{counted(len(pointers), 'file')} in Git LFS, brought as pointers ({some(pointers)}): run `git lfs pull` in a"
        " clone of your own, and give that folder",
    )
