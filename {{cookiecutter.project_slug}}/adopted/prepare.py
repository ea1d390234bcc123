"""What comes before everything else: the environment, the module search path, and which settings are theirs.

`manage.py` and `asgi.py` call `enter` first, and the settings `prepare`, for programs that begin with those: pytest
and django-admin. They may be called any number of times. Child processes, such as the one that `runserver` starts
anew, find everything in the environment.
"""

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from adopted.facts import Facts, Layout

PROJECT = Path(__file__).resolve().parent.parent
FACTS = Path(__file__).resolve().parent / "facts.json"
OURS = "adopted.settings"
DJANGO = "DJANGO_SETTINGS_MODULE"
THEIRS = "LEGACY_SETTINGS_MODULE"


@dataclass(frozen=True)
class Start:
    """How the adopted project is started.

    Args:
        settings: its settings module.
        found: who has said so.
        root: the folder that its own programs run in.
        application: its ASGI application, where that is more than Django and no setting names it.
        project: the folder of this repository.
    """

    settings: str
    found: str
    root: Path
    application: str = ""
    project: Path = PROJECT


@cache
def prepare() -> Start:
    """Set up this process for Django, without importing it.

    Raises:
        SystemExit: `.env` can't be read, or nobody has named a settings module; the message says what to do.
    """
    facts = Facts.read(FACTS)
    layout = facts.layout
    if os.environ.get(DJANGO) == OURS:  # by a program that was told to begin with our settings
        del os.environ[DJANGO]
    read_environment(PROJECT / ".env")
    for name, value in layout.environment:
        if name != DJANGO:
            os.environ.setdefault(name, value)
    if layout.configurations:
        os.environ.setdefault("DJANGO_CONFIGURATION", layout.configurations)
    settings, found = settings_module(layout)
    os.environ[THEIRS] = settings
    os.environ[DJANGO] = OURS
    root = PROJECT / "legacy" / layout.root
    search(PROJECT, root, *(PROJECT / "legacy" / path for path in layout.paths))
    return Start(settings, found, root, facts.settings.asgi)


def enter() -> None:
    """Prepare, and go to the folder that their programs run in: what they open by relative paths is there.

    For programs; who only wants the settings may have reasons to be where it is.
    """
    start = prepare()
    # What Django's reloader starts anew by a relative name would be another file there: their `manage.py`.
    if Path(sys.argv[0]).is_file():
        sys.argv[0] = str(Path(sys.argv[0]).resolve())
    os.chdir(start.root)


def read_environment(path: Path) -> None:
    """Put what the file says into the environment, which wins where it says something itself.

    Raises:
        SystemExit: the file can't be read, or a line of it means nothing.
    """
    # Here, so that what else is in this module can be had where no library is installed.
    from dotenv import load_dotenv  # noqa: PLC0415

    from bridge.envfile import broken_line  # noqa: PLC0415

    try:
        if path.exists():
            if number := broken_line(path):
                sys.exit(f"{path}, line {number}: expected NAME=value, with quotes that are closed.")
            load_dotenv(path, override=False)
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"Can't read {path}: {error}. See to its owner, its mode and its encoding, which is UTF-8.")


def settings_module(layout: Layout) -> tuple[str, str]:
    """Return the project's own settings module, and where that stands.

    Raises:
        SystemExit: it stands nowhere.
    """
    if module := os.environ.get(THEIRS):
        return module, THEIRS
    module = os.environ.get(DJANGO, "")
    if module not in {"", OURS}:
        return module, DJANGO
    if layout.settings:
        return layout.settings, layout.settings_found
    sys.exit(f"Set {THEIRS} in .env: the project's settings module could not be told from its files.")


def search(ours: Path, *theirs: Path) -> None:
    """Let modules be found in our folder first, then in theirs, then wherever else.

    In their own programs their folder is the first one, before the standard library and whatever is installed.
    Generation has seen to it that theirs and ours have no name in common.
    """
    # An empty entry, as `python -m` and uvicorn have it, is the working folder: most often ours, perhaps theirs.
    folders = [str(ours), *(str(folder) for folder in theirs)]
    rest = [entry for entry in sys.path if entry not in folders and Path(entry).resolve() != ours]
    sys.path[:] = list(dict.fromkeys(folders)) + rest
