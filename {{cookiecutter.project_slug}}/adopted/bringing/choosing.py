"""Chooses among the files of a project those that are brought: no secrets, no data, no links that lead outside."""

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from adopted.bringing.listing import Listing
from adopted.bringing.rubbish import ENVIRONMENT, is_rubbish_folder, rubbish_file
from adopted.bringing.secret_files import is_shared, secret
from adopted.bringing.showing import counted, shown, some
from adopted.errors import AdoptionError

SPECIAL = {stat.S_ISSOCK: "a socket", stat.S_ISFIFO: "a named pipe", stat.S_ISBLK: "a device", stat.S_ISCHR: "a device"}


@dataclass(frozen=True)
class Chosen:
    """One file that is brought, or a symbolic link."""

    path: str  # with slashes, and surrogates for bytes that are no UTF-8
    size: int = 0  # bytes
    executable: bool = False
    link: str | None = None


@dataclass
class Choice:
    """What is brought and what is not."""

    files: list[Chosen] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def choose(root: Path, listing: Listing, excluded: Path) -> Choice:
    """Choose the files that are brought.

    Args:
        root: the project's folder, symbolic links resolved.
        listing: its files.
        excluded: a folder, perhaps inside of `root`, that is no part of it.

    Raises:
        AdoptionError: a file can't be read.
    """
    choice = Choice()
    rubbish = Counter(listing.rubbish)
    outside = f"{excluded.relative_to(root).as_posix()}/" if excluded.is_relative_to(root) else None
    environments = environment_folders(listing)
    for path, tracked in sorted(listing.files.items()):
        made = "" if tracked else made_by_tools(path, environments)
        if made:
            rubbish[made] += 1
        elif ".git" not in path.lower().split("/") and not (outside and path.startswith(outside)):
            try:
                choose_one(root, path, tracked, choice)
            except OSError as error:
                raise AdoptionError(
                    f"{shown(root / path)} can't be read ({error.strerror}): let yourself read it, or git ignore it."
                ) from error
    if outside:
        choice.left_out.append(f"{shown(outside)}: the generated project itself")
    choice.left_out += listing.left_out
    choice.left_out += [f"{shown(name)}: made by tools" for name in sorted(rubbish) if name != ".git"]
    hidden = [each.path for each in choice.files if each.path in listing.hidden]
    if hidden:
        choice.notices.append(
            f"{counted(len(hidden), 'file')} tracked though a .gitignore names them ({some(hidden)}): add them with"
            " `git add --force`"
        )
    return choice


def environment_folders(listing: Listing) -> tuple[str, ...]:
    """Return the folders that Python packages are installed in, among the files that git doesn't track."""
    marks = tuple(f"/{each}" for each in ENVIRONMENT)
    files = (path for path, tracked in listing.files.items() if not tracked)
    return tuple({path.removesuffix(mark) + "/" for path in files for mark in marks if path.endswith(mark)})


def made_by_tools(path: str, environments: tuple[str, ...]) -> str:
    """Return the name of the folder around the file that tools made, or ""."""
    if environments and path.startswith(environments):
        return next(each for each in environments if path.startswith(each))
    return next((each for each in path.split("/")[:-1] if is_rubbish_folder(each)), "")


def choose_one(root: Path, path: str, tracked: bool, choice: Choice) -> None:
    """Add the file to those that are brought, or a line to those that are not."""
    file = root / path
    try:
        status = file.lstat()
    except FileNotFoundError:  # git tracks it, and it was deleted
        return
    if stat.S_ISLNK(status.st_mode):
        choose_link(root, path, choice)
    elif not stat.S_ISREG(status.st_mode):
        kinds = [kind for is_one, kind in SPECIAL.items() if is_one(status.st_mode)]
        choice.left_out += [f"{shown(path)}: {kind}" for kind in kinds]
    else:
        why = "" if tracked else rubbish_file(file)
        kind = "" if why else secret(path, file, status.st_size)
        if why == "made by tools":
            return
        if why or (kind and not (tracked and is_shared(path))):
            choice.left_out.append(f"{shown(path)}: {why or kind}")
            return
        if kind:
            choice.notices.append(
                f"{shown(path)}: {kind}; it was brought, since git tracks it and the tests may need it"
            )
        elif not tracked and file.name in {"local_settings.py", "settings_local.py"}:
            choice.notices.append(
                f"{shown(path)}: settings of one machine; they were brought, perhaps with passwords in them"
            )
        choice.files.append(Chosen(path, status.st_size, bool(status.st_mode & stat.S_IXUSR)))


def choose_link(root: Path, path: str, choice: Choice) -> None:
    """Keep a link that leads to somewhere in the project, whether or not anything is there."""
    target = os.readlink(root / path)  # noqa: PTH115 - pathlib would tidy it
    # Both what it says and where it leads: another link on the way can make a difference.
    written = Path(os.path.normpath(Path(path).parent / target))
    leads = Path(os.path.realpath(root / path))
    if Path(target).is_absolute():
        choice.left_out.append(f"{shown(path)}: a link to an absolute path, {shown(target)}")
    elif written.parts[:1] == ("..",) or not leads.is_relative_to(root):
        choice.left_out.append(f"{shown(path)}: a link that leads outside, to {shown(target)}")
    else:
        choice.files.append(Chosen(path, link=target))
