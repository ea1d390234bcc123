"""Where in a project the files of a port stand."""

import keyword
import tomllib
from dataclasses import dataclass
from pathlib import Path

from strangler.errors import ToolkitError
from strangler.places import ROOT

PACKAGE = "routes"


@dataclass(frozen=True)
class Layout:
    """The files of one ported module, relative to the project.

    Args:
        module: its name.
        root: the project.
    """

    module: str
    root: Path = ROOT

    def __post_init__(self) -> None:
        if not self.module.isidentifier() or keyword.iskeyword(self.module) or self.module.startswith("_"):
            raise ToolkitError(f"{self.module!r} can't be the name of a module: --module takes one like `products`.")

    @property
    def routes(self) -> Path:
        """The module with the router."""
        return Path(PACKAGE, f"{self.module}.py")

    @property
    def package(self) -> Path:
        """Where the router is included."""
        return Path(PACKAGE, "__init__.py")

    @property
    def test(self) -> Path:
        """The module with the parity test."""
        return self.tests / f"test_{self.module}.py"

    @property
    def tests(self) -> Path:
        """The folder of parity tests, which the project's pytest collects."""
        paths = test_paths(self.root)
        # Not among the routes, which must not import the toolkit; an adopted project may have `tests` of its own.
        folder = next((path for path in ("tests", "adopted/tests") if path in paths), paths[0] if paths else "tests")
        return Path(folder, "parity")

    @property
    def test_packages(self) -> list[Path]:
        """The `__init__.py` files that the folder of parity tests needs, so that its modules' names are their own."""
        folders = [self.tests, *self.tests.parents]
        return [folder / "__init__.py" for folder in reversed(folders) if folder != Path() and self._is_ours(folder)]

    def _is_ours(self, folder: Path) -> bool:
        """Return whether a folder is a package, or is yet to be made."""
        return not (self.root / folder).exists() or (self.root / folder / "__init__.py").exists()


def test_paths(root: Path) -> list[str]:
    """Return the folders in which the project's pytest looks for tests.

    Raises:
        ToolkitError: pyproject.toml can't be read.
    """
    try:
        with (root / "pyproject.toml").open("rb") as file:
            options = tomllib.load(file).get("tool", {}).get("pytest", {}).get("ini_options", {})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ToolkitError(f"pyproject.toml can't be read: {error}") from error
    paths = options.get("testpaths", [])
    return paths.split() if isinstance(paths, str) else list(paths)
