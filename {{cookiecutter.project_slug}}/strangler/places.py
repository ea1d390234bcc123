"""Where the toolkit's own files are: beside `manage.py`, wherever a project's programs run."""

from pathlib import Path

from strangler.errors import ToolkitError

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / ".strangler"  # what commands have found out, for others to show; not committed
LEDGER = ROOT / "endpoints.toml"


def given_file(name: str) -> Path:
    """Return the file that somebody has named on the command line, seen from where they are or from the project.

    Raises:
        ToolkitError: there is none.
    """
    for path in (Path(name), ROOT / name):
        if path.is_file():
            return path
    raise ToolkitError(f"There is no file {name}.")
