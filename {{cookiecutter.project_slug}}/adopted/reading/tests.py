"""How the project's own tests are run: by pytest or by manage.py, where, and with which environment."""

import configparser
import re
import tomllib
from dataclasses import replace
from pathlib import Path, PurePosixPath

from adopted.facts import Layout, Note, Tests
from adopted.reading.commands import TELLING, Run, runs_of
from adopted.reading.project import Project, mentions, read

WORKFLOWS = re.compile(r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.circleci/config\.yml|\.travis\.yml|"
    r"azure-pipelines\.yml|bitbucket-pipelines\.yml|\.forgejo/workflows/[^/]+\.ya?ml")  # fmt: skip
OTHERS = re.compile(
    r"(.*/)?(tox\.ini|noxfile\.py|Makefile|justfile|Taskfile\.ya?ml|package\.json|pyproject\.toml|setup\.cfg)"
)
OF_CI = re.compile(
    r"^(CI|GITHUB_\w+|CODECOV_\w+|COVERALLS_\w+|CACHE_\w+|PIP_\w+|UV_\w+|POETRY_\w+|NODE_\w+|DOCKER_\w+|COMPOSE_\w+)$"
)


def read_tests(legacy: Path, layout: Layout) -> tuple[Tests, list[Note]]:
    """Read how the project's tests are run.

    Args:
        legacy: The folder that its source tree is in.
        layout: How it is laid out.

    Returns:
        The command, its folder and environment, as the project's own CI and tools have them; else as its pytest
        configuration says; else `manage.py test`.

    """
    project = Project(legacy, [layout.root])
    configured = pytest_configured(project, layout)
    runs = sorted(find_runs(project, layout), key=lambda run: run.rank)
    if runs:
        return with_settings(from_run(project, layout, runs[0], configured), layout), []
    if configured is not None:
        folder = "" if configured.parent == project.legacy else project.relative(configured.parent)
        return Tests(("pytest",), folder, (), project.relative(configured)), []
    if not any(path.name.startswith("test") for path in project.files("*.py", project.root)):
        return Tests(), [Note("No tests found: nothing shows that the project works as before", "Write some first")]
    name = PurePosixPath(layout.manage).name if layout.manage else ""
    manage = ("python", name) if name else ("django-admin",)
    return with_settings(Tests((*manage, "test"), layout.root, (), "nothing else is said"), layout), []


def from_run(project: Project, layout: Layout, run: Run, configured: Path | None) -> Tests:
    """Return the tests as a line of the project runs them, from a folder where that works."""
    folder = run.folder
    program = run.command[1] if run.command[0] == "python" else ""
    candidates = [folder, "", layout.root]
    if program:
        folder = next((each for each in candidates if (project.legacy / each / program).is_file()), layout.root)
        if not (project.legacy / folder / program).is_file():
            run.command = ("python", PurePosixPath(layout.manage).name or "manage.py", *run.command[2:])
    elif not folder and configured is not None:
        folder = "" if configured.parent == project.legacy else project.relative(configured.parent)
    elif not folder:
        folder = layout.root
    environment = tuple((name, value) for name, value in run.environment.items() if not OF_CI.match(name))
    return Tests(run.command, folder, environment, str(run.place))


def with_settings(tests: Tests, layout: Layout) -> Tests:
    """Return the tests with a settings module, where neither their command nor manage.py names one.

    That of the tests if one is called so, else the one to start with.
    """
    named = {name for name, *_ in tests.environment} | {part.partition("=")[0] for part in tests.command}
    manages = "test" in tests.command[:3] and "pytest" not in tests.command
    if not manages or named & {"DJANGO_SETTINGS_MODULE", "--settings"} or not layout.settings:
        return tests
    if layout.manage and layout.settings_found.startswith(layout.manage):
        return tests
    own = [each for each in layout.other_settings if each.rpartition(".")[2] in {"test", "tests", "testing"}]
    environment = (*tests.environment, ("DJANGO_SETTINGS_MODULE", [*own, layout.settings][0]))
    return replace(tests, environment=environment)


def pytest_configured(project: Project, layout: Layout) -> Path | None:
    """Return the file that configures pytest, the nearest to Django's root."""
    folders = [project.legacy / layout.root, *(project.legacy / each for each in PurePosixPath(layout.root).parents)]
    for folder in dict.fromkeys(folders):
        for name in ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"):
            if configures_pytest(folder / name):
                return folder / name
    return None


def configures_pytest(path: Path) -> bool:
    """Return whether a file has a section for pytest."""
    if not path.is_file():
        return False
    if path.suffix == ".toml":
        try:
            tool = tomllib.loads(read(path)).get("tool", {})
        except tomllib.TOMLDecodeError:
            return False
        return "pytest" in tool
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(read(path))
    except configparser.Error:
        return path.name == "pytest.ini"
    return path.name.endswith("pytest.ini") or bool(
        {"pytest", "tool:pytest"} & set(parser.sections()) - ({"pytest"} if path.name == "setup.cfg" else set())
    )


def find_runs(project: Project, layout: Layout) -> list[Run]:
    """Return the lines that run the tests, in CI workflows and in what developers run."""
    found = []
    for path in project.files():
        name = project.relative(path)
        workflow = WORKFLOWS.fullmatch(name)
        if workflow is None and not (OTHERS.fullmatch(name) and name.count("/") <= 2):  # noqa: PLR2004
            continue
        if not mentions(path, TELLING.pattern):
            continue
        foreign = not _related(PurePosixPath(name).parent, PurePosixPath(layout.root))
        for run in runs_of(read(path), name, is_yaml=workflow is not None):
            elsewhere = bool(run.folder) and run.folder != layout.root and not layout.root.startswith(run.folder)
            if (foreign and workflow is None) or elsewhere:
                continue
            run.rank = (workflow is None, "test" not in name and workflow is not None, name.count("/"), run.place.line)
            found.append(run)
    return found


def _related(folder: PurePosixPath, root: PurePosixPath) -> bool:
    return folder == root or root.is_relative_to(folder)
