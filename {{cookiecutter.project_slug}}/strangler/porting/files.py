"""Files that a port writes: shown first, never over somebody's work, and all of them or none."""

import ast
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from strangler.errors import ToolkitError


@dataclass(frozen=True)
class Change:
    """A file as it is and as it is to be.

    Args:
        path: of the file, relative to the project.
        new: its text.
        old: its text now, or None where there is no such file.
        edits: whether somebody's file is added to, which needs no leave, and not written anew.
    """

    path: Path
    new: str
    old: str | None = None
    edits: bool = False

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return self.old != self.new

    @property
    def overwrites(self) -> bool:
        """Whether it would take the place of something else."""
        return self.old is not None and self.changes and not self.edits

    @property
    def diff(self) -> str:
        """What it does, as a unified diff."""
        before = [] if self.old is None else self.old.splitlines(keepends=True)
        names = ("/dev/null" if self.old is None else f"a/{self.path}", f"b/{self.path}")
        return "".join(unified_diff(before, self.new.splitlines(keepends=True), *names))


def change_of(path: Path, new: str, root: Path, *, edits: bool = False) -> Change:
    """Return what it would be to write a file.

    Args:
        path: relative to the project.
        new: its text.
        root: the project.
        edits: whether `new` is the file's text with something added.

    Raises:
        ToolkitError: what is there can't be read.
    """
    try:
        old = (root / path).read_text("utf-8")
    except FileNotFoundError:
        old = None
    except (OSError, UnicodeDecodeError) as error:
        raise ToolkitError(f"{path} can't be read: {error}") from error
    return Change(path, new, old, edits)


def write(changes: Iterable[Change], root: Path, *, force: bool = False) -> list[Path]:
    """Write files, all or none, and return those that were written.

    Raises:
        ToolkitError: one is there already and says something else, is no Python, or can't be written.
    """
    wanted = [change for change in changes if change.changes]
    taken = [str(change.path) for change in wanted if change.overwrites]
    if taken and not force:
        there = "is there and says" if len(taken) == 1 else "are there and say"
        raise ToolkitError(
            f"{', '.join(taken)} {there} something else. --diff shows what would change, --module takes another name,"
            " --force overwrites."
        )
    for change in wanted:
        _check(change)
    try:
        _write_all(wanted, root)
    except OSError as error:
        raise ToolkitError(f"Nothing is written: {error}") from error
    return [change.path for change in wanted]


def _check(change: Change) -> None:
    if change.path.suffix != ".py":
        return
    try:
        ast.parse(change.new)
    except SyntaxError as error:
        raise ToolkitError(f"Nothing is written: what would stand in {change.path} is no Python: {error}") from error


def _write_all(changes: Sequence[Change], root: Path) -> None:
    """Write beside their places first, then put them there; where that fails, put everything back."""
    with ExitStack() as undo:
        ready = []
        for change in changes:
            for folder in reversed(_missing_folders(root / change.path)):
                folder.mkdir()
                undo.callback(_forget_folder, folder)
            ready.append((_beside(root / change.path, change.new, undo), change))
        for temporary, change in ready:
            place = root / change.path
            temporary.replace(place)
            undo.callback(_put_back, place, change.old)
        undo.pop_all()


def _missing_folders(path: Path) -> list[Path]:
    return [folder for folder in path.parents if not folder.exists()]


def _beside(path: Path, text: str, undo: ExitStack) -> Path:
    """Write a temporary file beside the place where it is to be, with the rights of a file that stands there."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    undo.callback(lambda: Path(name).unlink(missing_ok=True))
    with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    with suppress(OSError):
        Path(name).chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _put_back(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(text, "utf-8")


def _forget_folder(path: Path) -> None:
    with suppress(OSError):  # somebody else has put something there
        path.rmdir()
