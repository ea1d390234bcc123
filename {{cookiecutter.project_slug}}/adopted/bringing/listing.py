"""Lists the files of a project: what git tracks or doesn't ignore, else what tools haven't made. Writes nothing."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adopted.bringing.git import GitError, git, git_with_warnings
from adopted.bringing.rubbish import is_environment, is_rubbish_folder
from adopted.bringing.showing import counted, shown
from adopted.errors import AdoptionError

MOST_LINES = 20  # of ignored files that are named
SUBMODULE = b"160000"


@dataclass
class Listing:
    """The files of a project, by path from its folder: whether git tracks them."""

    files: dict[str, bool] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)  # one line each
    hidden: set[str] = field(default_factory=set)  # tracked, and yet a .gitignore names them
    rubbish: Counter[str] = field(default_factory=Counter)  # folders that tools made, by name
    commit: str = ""


def list_files(root: Path, excluded: Path, most: int, missing: Mapping[Path, str]) -> Listing:
    """List the files of a project.

    Args:
        root: its folder, symbolic links resolved.
        excluded: a folder, perhaps inside of it, that is no part of it.
        most: more files than that are no project's, and aren't listed to the end.
        missing: why a submodule isn't there, by its folder.

    Raises:
        AdoptionError: git or the file system can't read it.
    """
    listing = Listing()
    try:
        if is_repository(root) and not is_ignored(root):
            list_repository(root, excluded, missing, listing)
        else:
            walk(root, excluded, most, listing)
    except GitError as error:
        raise AdoptionError(unreadable(root, error)) from error
    return listing


def is_repository(folder: Path) -> bool:
    """Say whether git has a working copy at the folder or around it.

    Raises:
        AdoptionError: there should be one, and git can't read it.
    """
    try:
        return git("rev-parse", "--is-inside-work-tree", folder=folder).strip() == b"true"
    except AdoptionError:  # git isn't installed
        if any((each / ".git").exists() for each in (folder, *folder.parents)):
            raise
        return False
    except GitError as error:
        if "not a git repository" in str(error) and not (folder / ".git").exists():
            return False
        raise AdoptionError(unreadable(folder, error)) from error


def unreadable(folder: Path, error: GitError) -> str:
    """Say that git can't read the repository, and why."""
    said = shown(str(error).splitlines()[-1])
    return f"Git can't read the repository at {shown(folder)}: {said}. Mend it, or give a copy without its .git."


def is_ignored(folder: Path) -> bool:
    """Say whether a repository around the folder ignores it as a whole, and tracks nothing in it."""
    if (folder / ".git").exists() or git("ls-files", "-z", folder=folder):
        return False
    try:
        git("check-ignore", "--quiet", str(folder), folder=folder)
    except GitError:
        return False
    return True


def list_repository(root: Path, excluded: Path, missing: Mapping[Path, str], listing: Listing) -> None:
    """Add what git tracks and what it doesn't ignore, with the submodules and repositories inside."""
    listing.commit = head(root)
    deleted = 0
    folders = [""]
    for prefix in folders:
        folder = root / prefix
        for path, kind in tracked(folder).items():
            if kind != SUBMODULE:
                listing.files[prefix + path] = True
                deleted += not os.path.lexists(folder / path)
            elif (folder / path / ".git").exists():
                folders.append(f"{prefix}{path}/")
            else:
                why = missing.get(folder / path, "a submodule that isn't checked out")
                listing.left_out.append(f"{shown(prefix + path)}: {why}")
        for path in untracked(folder):
            if path.endswith("/"):  # a repository of its own
                if folder / path != excluded and not is_rubbish_folder(path.rstrip("/").rpartition("/")[2]):
                    folders.append(prefix + path)
            else:
                listing.files[prefix + path] = False
    if deleted:
        listing.left_out.append(f"{counted(deleted, 'file')} tracked by git, but not in the working copy")
    listing.left_out += ignored(root, excluded)
    listing.hidden = hidden(root)


def head(folder: Path) -> str:
    """Return the commit that is checked out, or "" when there is none yet."""
    try:
        return git("rev-parse", "--verify", "--quiet", "HEAD", folder=folder).decode().strip()
    except GitError:
        return ""


def tracked(folder: Path) -> dict[str, bytes]:
    """Return the modes of what git tracks in a folder, by path."""
    listed = git("ls-files", "-z", "--stage", folder=folder).split(b"\0")[:-1]
    return {os.fsdecode(path): about[:6] for about, _, path in (line.partition(b"\t") for line in listed)}


def untracked(folder: Path) -> list[str]:
    """Return what git neither tracks nor ignores; repositories end with a slash.

    Raises:
        AdoptionError: a folder can't be read, of which git only warns.
    """
    listed, warnings = git_with_warnings("ls-files", "-z", "--others", "--exclude-standard", folder=folder)
    for line in warnings.splitlines():
        if "could not open directory" in line:
            raise AdoptionError(
                f"A folder in {shown(folder)} can't be read: {shown(line.removeprefix('warning: '))}."
                " Let yourself read it, or let git ignore it."
            )
    return [os.fsdecode(path) for path in listed.split(b"\0")[:-1]]


def ignored(folder: Path, excluded: Path) -> list[str]:
    """Return a line for each file or folder that git ignores and a person may miss."""
    asked = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    try:
        paths = [os.fsdecode(path) for path in git(*asked, folder=folder).split(b"\0")[:-1]]
    except GitError:  # git 2.39 fails where the folder itself is ignored, and yet tracked in part
        return []
    named = [path for path in paths if folder / path != excluded and not is_made_by_tools(folder, path)]
    lines = [f"{shown(path)}: git ignores it" for path in named[:MOST_LINES]]
    return lines if len(named) <= MOST_LINES else [*lines, f"{len(named) - MOST_LINES:,} more that git ignores"]


def is_made_by_tools(root: Path, path: str) -> bool:
    """Say whether nobody misses what is at the path."""
    name = path.rstrip("/").rpartition("/")[2]
    return (
        any(map(is_rubbish_folder, path.split("/")))
        or name.endswith((".pyc", ".pyo", ".DS_Store"))
        or (path.endswith("/") and is_environment(root / path))
    )


def hidden(folder: Path) -> set[str]:
    """Return what git tracks though it ignores it: a new repository wouldn't take it."""
    listed = git("ls-files", "-z", "--cached", "--ignored", "--exclude-standard", folder=folder)
    return {os.fsdecode(path) for path in listed.split(b"\0")[:-1]}


def walk(root: Path, excluded: Path, most: int, listing: Listing) -> None:
    """Add every file below the folder, without what tools made."""
    folders = [""]
    for prefix in folders:
        try:
            with os.scandir(root / prefix) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            raise AdoptionError(
                f"The folder {shown(root / prefix)} can't be read ({error.strerror}): let yourself read it."
            ) from error
        for entry in entries:
            path = prefix + entry.name
            if not entry.is_dir(follow_symlinks=False):
                listing.files[path] = False
            elif is_rubbish_folder(entry.name) or entry.name == ".git":
                listing.rubbish[entry.name] += 1
            elif is_environment(Path(entry.path)):
                listing.rubbish["virtual environments"] += 1
            elif Path(entry.path) != excluded:
                folders.append(f"{path}/")
        if len(listing.files) > most:
            raise AdoptionError(
                f"{shown(root)} has more than {most:,} files: give the folder that the project is in, or let git"
                " ignore what isn't needed."
            )
