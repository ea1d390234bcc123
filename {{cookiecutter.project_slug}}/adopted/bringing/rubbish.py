"""What lies in a project's folder and is no part of it: made by tools, or data. Only where git doesn't track it."""

import re
from pathlib import Path

# What tools make and make again. Not `build`, `dist`, `static` or `media`: some projects keep theirs there.
FOLDERS = frozenset(
    """
    __pycache__ node_modules bower_components .venv .tox .nox .eggs .cache .mypy_cache .pytest_cache .ruff_cache
    .hypothesis .ipynb_checkpoints .import_linter_cache .terraform .vagrant .idea .hg .svn .bzr htmlcov .sass-cache
    .parcel-cache .next .nuxt .turbo
    """.split()  # noqa: SIM905 - a list would be thirty lines
)
FILES = re.compile(
    r".*\.(py[cod]|sw[op]|pid|log|egg-info|orig|rej)|.*~|\.coverage(\..*)?|\.DS_Store|Thumbs\.db|celerybeat-schedule.*"
    r"|celerybeat\.pid|nohup\.out|core\.\d+",
    re.IGNORECASE,
)
DATA = re.compile(r".*\.(sqlite3?|db3?)(-journal|-wal|-shm)?|dump\.rdb|.*\.(dump|bak)", re.IGNORECASE)
SQLITE = b"SQLite format 3\0"
# What stands in a virtual environment's folder, or that of conda, whatever its name.
ENVIRONMENT = ("pyvenv.cfg", "bin/activate_this.py", "Scripts/activate.bat", "conda-meta")


def is_rubbish_folder(name: str) -> bool:
    """Say whether a folder of this name is made by tools."""
    return name in FOLDERS or name.endswith(".egg-info")


def is_environment(folder: Path) -> bool:
    """Say whether Python packages are installed in the folder."""
    try:
        return any((folder / each).exists() for each in ENVIRONMENT)
    except PermissionError:  # whether this matters is seen where the folder is read
        return False


def rubbish_file(path: Path) -> str:
    """Say why a file is no part of the project, or "" if it is."""
    if FILES.fullmatch(path.name):
        return "made by tools"
    if not DATA.fullmatch(path.name):
        return ""
    if path.suffix.lower() in {".db", ".db3"} and not starts_with(path, SQLITE):
        return ""
    return "data, and not the project"


def starts_with(path: Path, start: bytes) -> bool:
    """Say whether the file begins so."""
    with path.open("rb") as file:
        return file.read(len(start)) == start
