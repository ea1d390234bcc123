"""The project's files: which module is which file, and what a file's syntax tree is. Nothing of it is imported."""

import ast
import platform
import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from adopted.facts import Note, Place

BIGGEST = 2_000_000  # bytes of a source file that is read
NOT_THEIRS = {
    ".git", ".hg", ".tox", ".nox", ".venv", "venv", "virtualenv", "node_modules", "bower_components", "site-packages",
    "__pycache__", ".eggs", ".mypy_cache", ".ruff_cache", "__pypackages__",
}  # fmt: skip


class Project:
    """The tree below `legacy/`, with the folders in which its modules are looked for."""

    def __init__(self, legacy: Path, paths: Iterable[str] = ("",)) -> None:
        self.legacy = legacy.resolve()
        self.paths = [self.legacy / path for path in dict.fromkeys(paths)]
        self.unreadable: list[Place] = []
        self._trees: dict[Path, ast.Module | None] = {}

    @property
    def root(self) -> Path:
        """The folder that the project's programs run in."""
        return self.paths[0]

    def find(self, name: str) -> Path | None:
        """Return the file of a module, the `__init__.py` of a package, or the folder of a package without one."""
        if not name or not all(part.isidentifier() for part in name.split(".")):
            return None
        for path in self.paths:
            place = path.joinpath(*name.split("."))
            for file in (place / "__init__.py", place.with_name(place.name + ".py")):
                if file.is_file():
                    return file
            if place.is_dir() and (any(place.glob("*.py")) or any(place.glob("*/*.py"))):
                return place
        return None

    def name_of(self, file: Path) -> str:
        """Return the name under which a file is imported."""
        folders = [path for path in self.paths if file.is_relative_to(path)]
        base = max(folders, key=lambda path: len(path.parts), default=self.legacy)
        parts = file.relative_to(base).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def relative(self, path: Path) -> str:
        """Return a path as the facts have it, relative to `legacy/`; empty for one that is outside."""
        return path.relative_to(self.legacy).as_posix() if path.is_relative_to(self.legacy) else ""

    def place(self, file: Path, node: ast.AST) -> Place:
        """Return where a node stands."""
        return Place(self.relative(file), getattr(node, "lineno", 0))

    def parse(self, file: Path) -> ast.Module | None:
        """Return the syntax tree of a file, or None with a note for one that this Python can't read."""
        if file not in self._trees:
            self._trees[file] = self._parse(file)
        return self._trees[file]

    def _parse(self, file: Path) -> ast.Module | None:
        try:
            if file.stat().st_size > BIGGEST:
                return None
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(file.read_bytes())
        except SyntaxError as error:
            self.unreadable.append(Place(self.relative(file), error.lineno or 0))
        except (OSError, ValueError, RecursionError, MemoryError):
            self.unreadable.append(Place(self.relative(file), 0))
        return None

    @property
    def notes(self) -> list[Note]:
        """What a person should know of files that couldn't be read."""
        if not self.unreadable:
            return []
        version = ".".join(platform.python_version_tuple()[:2])
        more = f", nor are {len(self.unreadable) - 1} others" if len(self.unreadable) > 1 else ""
        text = f"{self.unreadable[0].file} is not valid in Python {version}{more}: what they say was not read"
        return [
            Note(text, "Port it to Python 3, or adopt with the Python that the project runs on", self.unreadable[0])
        ]

    def files(self, pattern: str = "*", below: Path | None = None) -> Iterator[Path]:
        """Yield the project's own files, those nearest to the top first, without links and installed libraries."""
        folders = [below or self.legacy]
        while folders:
            inner: list[Path] = []
            for folder in folders:
                try:
                    entries = sorted(folder.iterdir())
                except OSError:
                    continue
                for entry in entries:
                    if entry.is_symlink():
                        continue
                    if entry.is_dir():
                        if entry.name not in NOT_THEIRS and not (entry / "pyvenv.cfg").exists():
                            inner.append(entry)
                    elif entry.match(pattern):
                        yield entry
            folders = inner


def read(path: Path) -> str:
    """Return a text file's contents, whatever its encoding; empty if it can't be read or is too large."""
    try:
        return path.read_bytes().decode("utf-8-sig", "replace") if path.stat().st_size <= BIGGEST else ""
    except OSError:
        return ""


def mentions(path: Path, pattern: str) -> bool:
    """Return whether a text file has what the regular expression matches."""
    return re.search(pattern, read(path)) is not None
