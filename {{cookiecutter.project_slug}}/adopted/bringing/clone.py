"""Clones one commit of a git repository, with its submodules, into a temporary folder."""

import os
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from adopted.bringing.address import expand, without_password
from adopted.bringing.git import GitError, git, meaning
from adopted.bringing.limits import Limits, check_size
from adopted.bringing.removing import remove_tree
from adopted.bringing.showing import megabytes, shown
from adopted.errors import AdoptionError

ADVICE = "Name the folder that Django is in with #subdirectory=backend, or give a folder without what isn't needed."
COMMIT = re.compile(r"[0-9a-f]{4,64}")
DEEPEST = 5  # submodules in submodules


@dataclass(frozen=True)
class Clone:
    """A commit that was checked out, and what is missing of it."""

    commit: str
    missing: dict[Path, str]  # why a submodule isn't there, by its folder


@dataclass(frozen=True)
class Submodule:
    """Another repository that belongs at `path`, at `commit`."""

    path: str
    commit: str
    url: str


def clone(url: str, ref: str, into: Path, limits: Limits, *, subdirectory: str = "", depth: int = 0) -> Clone:
    """Check out one commit of a repository, without what came before it where the server can do so.

    No filter of its .gitattributes is run, so that files in Git LFS stay pointers.

    Args:
        url: of the repository.
        ref: a branch, tag or commit; empty for what the repository calls HEAD.
        into: an empty folder, which becomes a working copy.
        limits: the largest that is brought, and the longest that git may take.
        subdirectory: check out only this folder.
        depth: how many submodules this one is in.

    Raises:
        AdoptionError: it can't be cloned, or is too large; says why.
    """
    # Without a template there are no hooks, neither git's samples nor the user's.
    git("init", "--quiet", "--template=", folder=into)
    (into / ".git" / "info").mkdir(exist_ok=True)
    (into / ".git" / "info" / "attributes").write_text("* -filter\n", encoding="utf-8")
    commit = fetch(url, ref, into, limits)
    sizes, submodules = list_commit(into, commit, subdirectory)
    if subdirectory and not sizes and not submodules:
        raise AdoptionError(
            f"There is no folder {shown(subdirectory)} in {without_password(url)}: check #subdirectory=."
        )
    check_size(sizes, limits, ADVICE)
    if sizes or submodules:
        checkout = ("--literal-pathspecs", "checkout", "--quiet", commit, "--", subdirectory or ".")
        try:
            git(*checkout, folder=into, seconds=limits.seconds)
        except GitError as error:
            raise AdoptionError(meaning(error, url)) from error
    return Clone(commit, clone_submodules(submodules, url, into, limits, depth))


def fetch(url: str, ref: str, into: Path, limits: Limits) -> str:
    """Fetch the commit that `ref` names and return it."""
    watch = size_watch(into / ".git" / "objects", limits)
    try:
        git("fetch", "--quiet", "--no-tags", "--depth=1", "--", url, ref or "HEAD", folder=into, seconds=limits.seconds,
            watch=watch)  # fmt: skip
    except GitError as error:
        # A commit that isn't named in full, or that the server only gives with a branch; or a server of plain files.
        if not COMMIT.fullmatch(ref) and "shallow" not in str(error):
            raise AdoptionError(fetch_failed(error, url, ref)) from error
    else:
        return one_commit(into, "FETCH_HEAD", url, ref)
    everything = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*", "+HEAD:refs/remotes/origin/HEAD")
    try:
        git("fetch", "--quiet", "--no-tags", "--", url, *everything, folder=into, seconds=limits.seconds, watch=watch)
    except GitError as error:
        raise AdoptionError(fetch_failed(error, url, ref)) from error
    for name in (f"refs/tags/{ref}", f"refs/remotes/origin/{ref or 'HEAD'}"):
        try:
            return one_commit(into, name, url, ref)
        except AdoptionError:
            continue
    return one_commit(into, ref, url, ref)


def one_commit(into: Path, name: str, url: str, ref: str) -> str:
    """Return the commit that `name` stands for in the clone."""
    try:
        return git("rev-parse", "--verify", "--quiet", name + "^{commit}", folder=into).decode().strip()
    except GitError as error:
        raise AdoptionError(no_ref(url, ref)) from error


def no_ref(url: str, ref: str) -> str:
    """Say that the repository hasn't got what was asked for."""
    address = without_password(url)
    if not ref:
        return f"The repository {address} is empty, or its HEAD names a branch that isn't there: name one with @branch."
    return f"There is no branch, tag or commit {shown(ref)!r} in {address}: see `git ls-remote {address}`."


def fetch_failed(error: GitError, url: str, ref: str) -> str:
    """Say why nothing was fetched."""
    if re.search(r"couldn't find remote ref|not our ref|unadvertised object|no such remote ref", str(error)):
        return no_ref(url, ref)
    return meaning(error, url)


def size_watch(folder: Path, limits: Limits) -> Callable[[], None]:
    """Return what refuses a repository while it is still being fetched, if it's so large that its files must be."""

    def watch() -> None:
        size = sum(size_on_disk(Path(parent) / name) for parent, _, names in os.walk(folder) for name in names)
        # Files that were left out count here as well, and so does the history where the server gives nothing less.
        if size > 2 * limits.size:
            raise AdoptionError(
                f"The repository is too large: more than {megabytes(size)} were fetched, and at most"
                f" {megabytes(limits.size)} are brought. Clone it yourself and give the folder that Django is in."
            )

    return watch


def size_on_disk(path: Path) -> int:
    """Return a file's size, or 0 if git has just moved it."""
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def list_commit(repository: Path, commit: str, subdirectory: str) -> tuple[list[tuple[str, int]], list[Submodule]]:
    """Return the files of a commit with their sizes in bytes, and its submodules."""
    where = ("--", f"{subdirectory}/") if subdirectory else ()
    listed = git("ls-tree", "-r", "-l", "-z", "--full-tree", commit, *where, folder=repository)
    if subdirectory and not listed:  # a submodule itself
        listed = git("ls-tree", "-l", "-z", "--full-tree", commit, "--", subdirectory, folder=repository)
    sizes: list[tuple[str, int]] = []
    submodules: list[Submodule] = []
    urls: dict[str, str] | None = None
    for line in listed.split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        _, kind, identity, size = about.split()
        path = os.fsdecode(name)
        if kind == b"commit":
            urls = submodule_urls(repository, commit) if urls is None else urls
            submodules.append(Submodule(path, identity.decode(), urls.get(path, "")))
        elif kind == b"blob" and size.isdigit():
            sizes.append((path, int(size)))
    return sizes, submodules


def submodule_urls(repository: Path, commit: str) -> dict[str, str]:
    """Return the URL of each submodule, by its path, as .gitmodules has them."""
    asked = ("config", "--blob", f"{commit}:.gitmodules", "-z", "--get-regexp", r"^submodule\..*\.(path|url)$")
    try:
        listed = git(*asked, folder=repository)
    except GitError:  # there is no such file
        return {}
    values: dict[str, dict[str, str]] = {}
    for line in os.fsdecode(listed).split("\0")[:-1]:
        key, _, value = line.partition("\n")
        name, _, setting = key.rpartition(".")
        values.setdefault(name, {})[setting] = value
    return {each["path"]: each["url"] for each in values.values() if {"path", "url"} <= each.keys()}


def clone_submodules(
    submodules: list[Submodule], parent: str, into: Path, limits: Limits, depth: int
) -> dict[Path, str]:
    """Clone the submodules to where they belong, and return why one couldn't be, by its folder."""
    missing: dict[Path, str] = {}
    for each in submodules:
        folder = into / each.path
        url = submodule_url(parent, each.url)
        if not url or depth >= DEEPEST:
            missing[folder] = f"a submodule whose address can't be used ({shown(without_password(each.url))})"
            continue
        folder.mkdir(parents=True, exist_ok=True)
        try:
            missing |= clone(url, each.commit, folder, limits, depth=depth + 1).missing
        except AdoptionError as error:
            remove_tree(folder)
            missing[folder] = f"a submodule that couldn't be brought. {error}"
    return missing


def submodule_url(parent: str, url: str) -> str:
    """Return a submodule's URL, which may be relative to its parent's, or "" if it may not be used.

    A repository from elsewhere may not have folders of this machine brought.
    """
    if url.startswith(("./", "../")):
        split = parent.index("/", parent.index("://") + 3) if "://" in parent else parent.index(":") + 1
        rooted = posixpath.normpath(posixpath.join("/", parent[split:], url))
        url = parent[:split] + (rooted if "://" in parent or parent[split] == "/" else rooted.lstrip("/"))
    elif url.startswith("/"):
        url = Path(url).as_uri()
    local = url.lower().startswith("file://")
    return expand(url) if not local or parent.lower().startswith("file://") else ""
