"""All that may name a part of the legacy tree: Python everywhere in the project, and other text by its words."""

import re
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path

from django.conf import settings

from strangler.errors import ToolkitError
from strangler.retiring.occurrences import Definition, Module, Occurrence, Position, Use, read_module

LEGACY = "legacy"
OURS = ("bridge", "strangler", "adopted")  # which name nothing of a project
SKIPPED = {"node_modules", "__pycache__", "site-packages", "venv", "env", "static", "media"}
TEXTS = {".html", ".txt", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".xml", ".jinja", ".j2"}
BIGGEST_TEXT = 1_000_000


def project_folder() -> Path:
    """Return the folder of the generated project: where its `asgi.py` is.

    Raises:
        ToolkitError: there is none.
    """
    name = str(getattr(settings, "ASGI_APPLICATION", "")).rpartition(".")[0]
    try:
        file = import_module(name).__file__
    except (ImportError, ValueError) as error:
        raise ToolkitError(f"ASGI_APPLICATION names no module: {error}") from error
    return Path(file or "").resolve().parent


class Project:
    """The project's files.

    Args:
        root: its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.legacy = root / LEGACY

    @cached_property
    def modules(self) -> dict[Path, Module]:
        """All modules but ours, by their files."""
        read = ((path, read_module(path)) for path in self._files() if path.suffix == ".py")
        return {path: module for path, module in read if module is not None}

    @cached_property
    def by_name(self) -> dict[str, list[Occurrence]]:
        """All occurrences by what they name."""
        found: dict[str, list[Occurrence]] = {}
        for module in self.modules.values():
            for occurrence in module.occurrences:
                found.setdefault(occurrence.name, []).append(occurrence)
        return found

    @cached_property
    def defined(self) -> dict[str, list[Definition]]:
        """What the legacy tree defines at the top of its modules, by name."""
        found: dict[str, list[Definition]] = {}
        for path, module in self.modules.items():
            if path.is_relative_to(self.legacy):
                for name, definition in module.definitions.items():
                    found.setdefault(name, []).append(definition)
        return found

    @cached_property
    def words(self) -> dict[str, str]:
        """All words of templates and configuration, each with the file where it stands first."""
        found: dict[str, str] = {}
        for path in self._files():
            if path.suffix in TEXTS and path.stat().st_size <= BIGGEST_TEXT:
                for word in re.findall(r"\w+", path.read_text(encoding="utf-8", errors="replace")):
                    found.setdefault(word, self.relative(path))
        return found

    def relative(self, path: Path) -> str:
        """Return a file's path as people read it."""
        return path.relative_to(self.root).as_posix()

    def place(self, path: Path, position: Position) -> str:
        """Return a place as `legacy/shop/views.py:12`."""
        return f"{self.relative(path)}:{position[0]}"

    def uses(self, name: str) -> Iterator[Occurrence]:
        """Yield where something is named, but for imports and `__all__`, which only hand it on."""
        return (one for one in self.by_name.get(name, ()) if one.use not in {Use.IMPORT, Use.EXPORT})

    def _files(self) -> Iterator[Path]:
        waiting = [self.root]
        while waiting:
            for path in sorted(waiting.pop().iterdir()):
                if path.is_symlink() or path.name.startswith(".") or path.name in SKIPPED:
                    continue
                if path.is_dir():
                    if (path / "pyvenv.cfg").exists() or (path.parent == self.root and path.name in OURS):
                        continue
                    waiting.append(path)
                elif path.suffix == ".py" or path.suffix in TEXTS:
                    yield path
