"""Where a project is: reads what the user wrote for `legacy_source`."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit, urlunsplit

from adopted.bringing.showing import shown
from adopted.errors import AdoptionError

# The same as for templates.
ABBREVIATIONS = {
    "gh": "https://github.com/{}.git",
    "gl": "https://gitlab.com/{}.git",
    "bb": "https://bitbucket.org/{}",
}
URL = re.compile(r"(?:https?|ssh|git|file)://.", re.IGNORECASE)
# `git@host:org/repo`. A single letter before the colon is a drive of Windows.
SSH = re.compile(r"(?:[\w.-]+@)?[\w][\w.-]+:(?!//)[^:]")
# The ref stands after the last @ of the path; an @ that begins a name, as in `host/@team/repo`, belongs to the path.
REF = re.compile(r"(?P<path>.*[^/@])@(?P<ref>[^@]*)", re.DOTALL)
# What git forbids in names of branches and tags (git check-ref-format), and what its command line would read otherwise.
NO_REF = re.compile(r"^[-+]|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|^$")
FORMS = "a folder, or a git URL with https://, ssh://, git@host:, file://, gh:, gl: or bb:, and perhaps @ref after it"


@dataclass(frozen=True)
class Address:
    """A folder, or a git repository that is to be cloned from `url`."""

    folder: Path | None = None
    url: str = ""  # with the user and password that git needs
    ref: str = ""
    subdirectory: str = ""

    def __str__(self) -> str:
        """Return the folder or the URL, without a password."""
        return shown(self.folder) if self.folder else without_password(self.url)


def read_address(source: str, called_from: Path) -> Address:
    """Return where `source` is.

    An existing folder is taken as it is written, since `@` and `#` may stand in its name. A folder with `@ref` is a
    repository that is cloned at that ref.

    Args:
        source: a folder (`~` is the home folder) or a git URL, with `@ref` and `#subdirectory=backend`.
        called_from: the folder that a relative folder is relative to.

    Raises:
        AdoptionError: it is neither, or the folder isn't there.
    """
    source = source.strip()
    if not source or re.search(r"[\x00-\x1f\x7f]", source):
        raise AdoptionError(f"The source {shown(source)!r} is no place of a project: give {FORMS}.")
    folder = local(source, called_from)
    if is_there(folder):
        return Address(checked(folder))
    place, subdirectory = split_fragment(source)
    url = expand(place)
    if url:
        return Address(None, *split_ref(url), subdirectory)
    folder = local(place, called_from)
    if is_there(folder):
        return Address(checked(folder), subdirectory=subdirectory)
    before, _, ref = place.rpartition("@")
    folder = local(before, called_from)
    if before and is_there(folder):
        return Address(None, checked(folder).as_uri(), checked_ref(ref), subdirectory)
    raise AdoptionError(f"There is no folder {shown(local(place, called_from))}: give {FORMS}.")


def expand(place: str) -> str:
    """Return the git URL that `place` is or abbreviates, or "" when it is none."""
    place = place.removeprefix("git+")  # pip's prefix
    name, _, rest = place.partition(":")
    if name in ABBREVIATIONS and rest and not rest.startswith("//"):
        path, ref = split_ref(rest)
        repository = ABBREVIATIONS[name].format(path.strip("/").removesuffix(".git"))
        return f"{repository}@{ref}" if ref else repository
    return place if URL.match(place) or SSH.match(place) else ""


def split_fragment(source: str) -> tuple[str, str]:
    """Return what stands before `#subdirectory=...`, and that folder.

    Raises:
        AdoptionError: something else stands after the #, or the folder leads out of the repository.
    """
    place, mark, fragment = source.partition("#")
    if not mark:
        return source, ""
    name, _, value = fragment.partition("=")
    path = PurePosixPath(unquote(value))
    if name != "subdirectory" or not value:
        raise AdoptionError(f"#{shown(fragment)} isn't understood after a source: write #subdirectory=backend.")
    if path.is_absolute() or ".." in path.parts or ".git" in path.parts or "\\" in value:
        raise AdoptionError(f"The subdirectory {shown(value)} leads out of the source: name a folder inside of it.")
    return place, "" if str(path) == "." else str(path)


def split_ref(url: str) -> tuple[str, str]:
    """Return the URL and the branch, tag or commit after it. The @ of `user@host` is none.

    Raises:
        AdoptionError: the ref can't be one.
    """
    start = 0
    if "://" in url:
        authority = url.index("://") + 3
        start = url.find("/", authority)
        if start < 0:
            return url, ""
        if url.lower().startswith("file://") and is_there(Path(unquote(url[start:]))):
            return url, ""
    elif SSH.match(url):
        start = url.index(":") + 1
    found = REF.fullmatch(url[start:])
    return (url[:start] + found["path"], checked_ref(found["ref"])) if found else (url, "")


def checked_ref(ref: str) -> str:
    """Return `ref`.

    Raises:
        AdoptionError: it can't be the name of a branch, tag or commit.
    """
    if NO_REF.search(ref):
        raise AdoptionError(
            f"{shown(ref)!r} after the @ is no branch, tag or commit: name one that the repository has."
        )
    return ref


def without_password(url: str) -> str:
    """Return the URL without what may let others in: user, password, token, query.

    The user of an SSH address stays: it is part of the address, and opens nothing.
    """
    if "://" not in url:
        return url
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    keep = f"{user.partition(':')[0]}@" if user and parts.scheme.lower() == "ssh" else ""
    return urlunsplit((parts.scheme, keep + host, parts.path, "", ""))


def local(place: str, called_from: Path) -> Path:
    """Return the folder that `place` names for a user whose working folder is `called_from`."""
    try:
        return called_from / Path(place).expanduser()
    except RuntimeError:  # ~nobody: there is no such user
        return called_from / place


def is_there(path: Path) -> bool:
    """Say whether there is anything at the path; a path that can't be one is nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def checked(folder: Path) -> Path:
    """Return the folder, symbolic links resolved.

    Raises:
        AdoptionError: it is a file.
    """
    if not folder.is_dir():
        raise AdoptionError(f"{shown(folder)} is no folder: give {FORMS}.")
    return folder.resolve()
