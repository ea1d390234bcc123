"""Where the toolkit's own files are: beside `manage.py`, wherever a project's programs run."""

from pathlib import Path

from strangler.errors import ToolkitError

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / ".strangler"  # what commands have found out, for others to show; not committed
LEDGER = ROOT / "endpoints.toml"
INSTALLED = ("site-packages", "dist-packages")  # folders of packages


def shown(file: str | Path) -> str:
    """Return a file's name for people: from the project's folder on, or of a package from where it is installed."""
    path = Path(file)
    for folder in path.parents:
        if folder.name in INSTALLED:
            return path.relative_to(folder).as_posix()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def given_file(name: str) -> Path:
    """Return the file that somebody has named on the command line, seen from where they are or from the project.

    Raises:
        ToolkitError: there is none.
    """
    for path in (Path(name), ROOT / name):
        if path.is_file():
            return path
    raise ToolkitError(f"There is no file {name}.")
