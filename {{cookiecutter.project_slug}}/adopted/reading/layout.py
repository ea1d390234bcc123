"""Where the project's `manage.py` is, which settings it starts with, and what its programs put on the search path."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from adopted.errors import AdoptionError
from adopted.facts import Layout, Note, Place
from adopted.reading.candidates import Candidate, elsewhere, other_settings, settings_files
from adopted.reading.environment import Environment
from adopted.reading.evaluator import Evaluator
from adopted.reading.programs import find_program, is_shown
from adopted.reading.project import Project, mentions
from adopted.reading.values import Frame, Module

SETTINGS = "DJANGO_SETTINGS_MODULE"
CONFIGURATION = "DJANGO_CONFIGURATION"


@dataclass
class Started:
    """What a program of the project did before it handed over to Django."""

    candidates: list[Candidate]
    paths: list[str]
    environment: dict[str, str]
    configuration: str = ""


def read_layout(legacy: Path) -> tuple[Layout, list[Note]]:
    """Read how a project is laid out.

    Args:
        legacy: The folder that its source tree is in.

    Returns:
        The layout, and what a person should know.

    Raises:
        AdoptionError: It is no Django project, there are several, or its settings can't be found or read.

    """
    project = Project(legacy)
    if not any(
        mentions(path, r"(?m)^\s*(from|import)\s+(django|rest_framework|configurations)\b")
        for path in project.files("*.py")
    ):
        raise AdoptionError("No Django project: nothing in it imports django. Give the folder that manage.py is in.")
    program, notes = find_program(project)
    root = root_of(project, program)
    project = Project(legacy, [project.relative(root) if root != project.legacy else ""])
    started = start(project, program) if program else Started([], [], {})
    layout = Layout(
        manage=project.relative(program) if program else "",
        root=_relative(project, root),
        paths=tuple(path for path in started.paths if path != _relative(project, root)),
        configurations=started.configuration,
        environment=tuple(started.environment.items()),
    )
    layout, more = choose_settings(legacy, layout, started.candidates)
    return layout, [*notes, *more]


def _relative(project: Project, path: Path) -> str:
    return "" if path == project.legacy else project.relative(path)


def root_of(project: Project, program: Path | None) -> Path:
    """Return the folder that Django runs in: that of manage.py, or where the package starts that a program is in."""
    if program is None:
        servers = [path for name in ("wsgi.py", "asgi.py", "settings.py") for path in project.files(name)]
        own = [path for path in servers if not is_shown(PurePosixPath(project.relative(path)))] or servers
        program = own[0] if own else project.legacy / "manage.py"
    folder = program.parent
    while program.name != "manage.py" and (folder / "__init__.py").exists() and folder != project.legacy:
        folder = folder.parent
    if folder.name in {"bin", "scripts"} and folder != project.legacy:
        folder = folder.parent
    return folder


def start(project: Project, program: Path) -> Started:
    """Read what a program does: run as the main program, up to where Django takes over."""
    environment = Environment()
    evaluator = Evaluator(project, environment)
    module = Module("__main__", program)
    tree = project.parse(program)
    if tree is not None:
        evaluator.modules["__main__"] = module
        evaluator.run_module(tree.body, module)
        # A console script calls the function, not the file.
        for name in ("main", "run", "manage"):
            function = module.names.get(name)
            if function is not None and not environment.offered:
                evaluator.call(function, [], {}, Frame(module, module.names), tree)
    found = [
        Candidate(value, place, "sets it")
        for name, value, place in environment.offered
        if name == SETTINGS and isinstance(value, str)
    ]
    final = environment.given.get(SETTINGS)
    found.sort(key=lambda each: each.module != final)
    asked = environment.found.get(SETTINGS)
    if asked is not None and asked.default:
        found.append(Candidate(asked.default, asked.place, "its default"))
    given = {name: value for name, value in environment.given.items() if isinstance(value, str)}
    given.pop(SETTINGS, None)
    configuration = given.pop(CONFIGURATION, "")
    return Started(found, added_paths(project, evaluator.externals.get("sys.path")), given, configuration)


def added_paths(project: Project, value: Any) -> list[str]:
    """Return the folders of the project on a search path, relative to `legacy/`."""
    found = []
    for item in value if isinstance(value, list) else []:
        path = (project.root / item).resolve() if isinstance(item, str | Path) else None
        if path is not None and path.is_dir() and path.is_relative_to(project.legacy):
            found.append(_relative(project, path))
    return list(dict.fromkeys(found))


def choose_settings(legacy: Path, layout: Layout, candidates: list[Candidate]) -> tuple[Layout, list[Note]]:
    """Return the layout with the settings to start with: those that manage.py uses, else the best that others name."""
    project = Project(legacy, [layout.root, *layout.paths])
    everything = [*candidates, *elsewhere(project)]
    missing: list[Candidate] = []
    for candidate in [*everything, *settings_files(project)]:
        path = search_path(legacy, layout, candidate.module)
        if path is None:
            missing.append(candidate)
            continue
        layout = replace(layout, paths=(*layout.paths, *path))
        project = Project(legacy, [layout.root, *layout.paths])
        file = project.find(candidate.module)
        if file is None or file.is_dir() or project.parse(file) is None:
            message = f"The settings {candidate.module} ({project.relative(file) if file else ''}) can't be read: "
            raise AdoptionError(message + "they aren't valid Python 3")
        return finished(project, layout, candidate, everything, missing, file)
    if missing:
        message = f"The settings {missing[0].module} ({missing[0]}) aren't there: "
        raise AdoptionError(message + f"put them into the source, or name others in {SETTINGS}")
    raise AdoptionError(f"No settings found: nothing in it names {SETTINGS}, and there is no settings.py")


def finished(  # noqa: PLR0917
    project: Project,
    layout: Layout,
    chosen: Candidate,
    everything: list[Candidate],
    missing: list[Candidate],
    file: Path,
) -> tuple[Layout, list[Note]]:
    """Return the layout with everything about its settings."""
    notes = list(project.notes)
    for each in missing[:1]:
        text = f"{each} names the settings {each.module}, which aren't there: {chosen.module} is taken"
        notes.append(Note(text, f"Put them into legacy/ and set LEGACY_{SETTINGS[7:]}", each.place))
    named = [each.module for each in everything if project.find(each.module) not in {None, file}]
    configuration = layout.configurations or configuration_of(project, layout)
    layout = replace(
        layout,
        settings=chosen.module,
        settings_file=project.relative(file),
        settings_found=str(chosen),
        other_settings=tuple(sorted({*named, *other_settings(project, file, chosen.module)} - {chosen.module})),
        configurations=configuration,
    )
    return layout, notes


def configuration_of(project: Project, layout: Layout) -> str:
    """Return DJANGO_CONFIGURATION where others than manage.py name it."""
    return next((each.module for each in elsewhere(project, CONFIGURATION)), "")


def search_path(legacy: Path, layout: Layout, module: str) -> list[str] | None:
    """Return which folders must be added to find a module; None if it can't be found.

    A package in `src/`, or above the folder of manage.py, is found by Python when the project is installed.
    """
    if is_file(Project(legacy, [layout.root, *layout.paths]), module):
        return []
    root = Path(layout.root)
    for folder in (
        root / "src",
        root.parent,
        root.parent / "src",
        Path(),
        Path("src"),
        Path("backend"),
        Path("python"),
    ):
        path = "" if folder == Path() else folder.as_posix()
        if is_file(Project(legacy, [path]), module):
            return [path]
    return None


def is_file(project: Project, module: str) -> bool:
    """Return whether a module has a file."""
    file = project.find(module)
    return file is not None and file.is_file()


def shown(place: Place | None) -> str:
    """Return a place as text."""
    return str(place) if place else ""
