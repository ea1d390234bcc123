"""Which file is the project's `manage.py`, whatever its name."""

import re
from pathlib import Path, PurePosixPath

from adopted.errors import AdoptionError
from adopted.facts import Note
from adopted.reading.project import Project, mentions, read

# Folders of projects that a repository shows or tests with, rather than being them.
SHOWN = re.compile(
    r"^(tests?|testing|test_?projects?|tests?_.*|docs?|documentation|examples?(_.*)?|example_?projects?|demos?|samples?|"
    r"sandbox|vendors?|vendored|third_party|thirdparty|external|fixtures?|templates?|project_template|app_template|"
    r"benchmarks?|e2e|playground|.*[{][{].*|\..*)$",
    re.IGNORECASE,
)
STARTS = r"execute_from_command_line|ManagementUtility|call_command"
DJANGO = r"django|DJANGO"


def find_program(project: Project) -> tuple[Path | None, list[Note]]:
    """Return the program that the project is managed with: manage.py, or what is in its place.

    Raises:
        AdoptionError: There are several projects, and none of them is clearly the one.

    """
    named = [path for path in project.files("manage.py") if manages(path)]
    if not named:
        named = [path for path in project.files("manage") if path.suffix == "" and mentions(path, STARTS)]
    if not named:
        named = [path for path in project.files() if is_program(path) and mentions(path, r"execute_from_command_line")]
    return choose(project, named)


def manages(path: Path) -> bool:
    """Return whether a manage.py is Django's: Flask has one too."""
    text = read(path)
    if re.search(r"flask_script|from flask|import flask", text, re.IGNORECASE):
        return False
    return bool(re.search(DJANGO, text) or re.search(r"^\s*(from|import) ", text, re.MULTILINE))


def is_program(path: Path) -> bool:
    """Return whether a file may be a Python program: by its name, or its first line."""
    if path.suffix == ".py":
        return not re.match(r"test_|conftest|setup\.py|noxfile|runtests|.*_test\.py", path.name)
    try:
        with path.open("rb") as file:
            return path.suffix == "" and re.match(rb"#!.*python", file.readline(200)) is not None
    except OSError:
        return False


def is_shown(path: PurePosixPath) -> bool:
    """Return whether a file is in a folder of examples, tests or foreign code."""
    return any(SHOWN.match(part) for part in path.parts[:-1])


def choose(project: Project, found: list[Path]) -> tuple[Path | None, list[Note]]:
    """Return the one that is nearest to the top; the project itself before its examples."""
    relative = {path: PurePosixPath(project.relative(path)) for path in found}
    own = [path for path in found if not is_shown(relative[path])] or found
    if not own:
        return None, []
    depth = min(len(relative[path].parts) for path in own)
    nearest = [path for path in own if len(relative[path].parts) == depth]
    if len(nearest) > 1:
        names = ", ".join(sorted(str(relative[path]) for path in nearest))
        folder = relative[nearest[0]].parent
        message = f"There are several Django projects ({names}): name one, as in #subdirectory={folder}"
        raise AdoptionError(message)
    others = [str(relative[path]) for path in found if path != nearest[0]]
    notes = []
    if others:
        text = f"{relative[nearest[0]]} is taken as the project; there are also {', '.join(others[:5])}"
        notes.append(Note(text, "If another one is meant, adopt with #subdirectory=…"))
    return nearest[0], notes
