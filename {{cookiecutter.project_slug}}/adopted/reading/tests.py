"""How the project's own tests are run: by pytest or by manage.py, where, and with which environment."""

import configparser
import re
import shlex
import tomllib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from adopted.facts import Layout, Note, Place, Tests
from adopted.reading.examples import yaml_blocks
from adopted.reading.project import Project, mentions, read

WORKFLOWS = re.compile(r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.circleci/config\.yml|\.travis\.yml|"
    r"azure-pipelines\.yml|bitbucket-pipelines\.yml|\.forgejo/workflows/[^/]+\.ya?ml")  # fmt: skip
OTHERS = re.compile(
    r"(.*/)?(tox\.ini|noxfile\.py|Makefile|justfile|Taskfile\.ya?ml|package\.json|pyproject\.toml|setup\.cfg)"
)
TELLING = re.compile(
    r"(?P<program>(?<![.\w/-])pytest(?![\w-])|\bpy\.test\b|[\w./-]*manage(?:\.py)?\s+test\b|\bdjango-admin\s+test\b)"
)
ASSIGNED = re.compile(r"""(?:^|\s|-e\s+)([A-Z][A-Z0-9_]*)=("[^"]*"|'[^']*'|[^\s"'$]+)(?=\s)""")
KEPT = ("--settings", "--ds", "--dc", "--configuration", "--tag", "--exclude-tag", "-m", "-k", "--nomigrations",
    "--no-migrations", "--rootdir", "-c", "--ignore", "--pyargs", "--testrunner", "-p")  # fmt: skip
TWO_PARTS = {
    "--settings",
    "--ds",
    "--dc",
    "--configuration",
    "--tag",
    "--exclude-tag",
    "-m",
    "-k",
    "-c",
    "-p",
    "--ignore",
    "--testrunner",
}
WITH_VALUE = {
    "-n",
    "--numprocesses",
    "--dist",
    "--parallel-test-groups",
    "-o",
    "--maxfail",
    "--cov",
    "--durations",
    "-v",
    "--verbosity",
    "--parallel",
}
NOT_A_RUN = re.compile(
    r"pip install|uv add|poetry add|apt-get|"
    r"pytest[\w-]*\s*[=<>~]|uses:|^\s*-?\s*(name|key|id|if|needs|paths?):|^\s*#|--version"
)
OF_CI = re.compile(
    r"^(CI|GITHUB_\w+|CODECOV_\w+|COVERALLS_\w+|CACHE_\w+|PIP_\w+|UV_\w+|POETRY_\w+|NODE_\w+|DOCKER_\w+|COMPOSE_\w+)$"
)


@dataclass
class Run:
    """A line of the project that runs its tests."""

    command: tuple[str, ...]
    place: Place
    folder: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    rank: tuple[int, ...] = ()


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
        return from_run(project, layout, runs[0], configured), []
    if configured is not None:
        folder = "" if configured.parent == project.legacy else project.relative(configured.parent)
        return Tests(("pytest",), folder, (), project.relative(configured)), []
    if not any(path.name.startswith("test") for path in project.files("*.py", project.root)):
        return Tests(), [Note("No tests found: nothing shows that the project works as before", "Write some first")]
    name = PurePosixPath(layout.manage).name if layout.manage else ""
    manage = ("python", name) if name else ("django-admin",)
    return Tests((*manage, "test"), layout.root, (), "nothing else is said"), []


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


def runs_of(text: str, name: str, *, is_yaml: bool) -> list[Run]:
    """Return the lines of one file that run the tests."""
    found = []
    lines = joined(text)
    for number, line in lines:
        match = TELLING.search(line)
        if match is None or NOT_A_RUN.search(line):
            continue
        if not is_yaml and not is_command(line, match.start()):
            continue
        match = list(TELLING.finditer(line))[-1]
        command = command_of(match["program"], re.sub(r"\$\{\{.*?\}\}", "", line[match.end() :]))
        environment = {key: value.strip("\"'") for key, value in ASSIGNED.findall(line[: match.start()])}
        folder = ""
        if is_yaml:
            job = job_around(text, number)
            environment = {**plain(yaml_blocks(job, ENV_BLOCK)), **environment}
            folder = working_directory(job, line, number)
        found.append(Run(command, Place(name, number), folder, environment))
    return found


ENV_BLOCK = re.compile(r"(\s*)-?\s*(?:env|environment|variables):\s*")


def is_command(line: str, start: int) -> bool:
    """Return whether a line of a Makefile, tox.ini or the like runs what it names."""
    before = line[:start]
    return bool(
        re.match(r"^\s+\S|^(commands?|test|tests)\s*=|^\s*$|^\s*\"test", line)
        and not re.search(r"[\[\]]|\bdeps\b", before)
    ) or bool(re.search(r"(uv run|poetry run|pipenv run|python|exec|run)\s[^\"]*$", before))


def joined(text: str) -> list[tuple[int, str]]:
    """Return numbered lines, with those that end in a backslash joined to the next."""
    found: list[tuple[int, str]] = []
    start, collected = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not collected:
            start = number
        if line.rstrip().endswith("\\"):
            collected += line.rstrip()[:-1] + " "
            continue
        found.append((start, collected + line))
        collected = ""
    return found


def command_of(program: str, rest: str) -> tuple[str, ...]:
    """Return the command without what concerns only where it ran: verbosity, coverage, reports, parallel runs."""
    rest = re.split(r"\||&&|;|>|\)|\"\s*,?\s*$|`", rest)[0]
    try:
        words = shlex.split(rest)
    except ValueError:
        words = rest.split()
    kept: list[str] = []
    skip = False
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if skip:
            skip = False
        elif word.startswith("-"):
            name = word.partition("=")[0]
            if name in KEPT:
                kept.append(word)
                if name in TWO_PARTS and "=" not in word and following:
                    kept.append(following)
                    skip = True
            elif name in WITH_VALUE and "=" not in word and re.fullmatch(r"[\w.:]+", following):
                skip = bool(re.fullmatch(r"\d+|auto|load\w*", following)) or name in {"-o", "--cov"}
        elif re.fullmatch(r"[\w/][\w./:\[\]-]*|\./.*", word) and not word.endswith("."):
            kept.append(word)
    first = ("pytest",) if "test" in program and "manage" not in program and "django-admin" not in program else ()
    if first:
        return (*first, *kept)
    script = program.split(maxsplit=1)[0]
    start = ("django-admin",) if script == "django-admin" else ("python", script.removeprefix("./"))
    return (*start, "test", *kept)


def job_around(text: str, number: int) -> str:
    """Return what counts for a line of a workflow: the file's top, and the job and step that it is in."""
    lines = text.splitlines()
    indents = [
        (len(line) - len(line.lstrip()), index)
        for index, line in enumerate(lines)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    jobs = next((index for index, line in enumerate(lines) if re.match(r"jobs:\s*$", line)), None)
    if jobs is None:
        return text
    depth = next((indent for indent, index in indents if index > jobs), 2)
    starts = [index for indent, index in indents if index > jobs and indent <= depth]
    begin = max((index for index in starts if index < number), default=jobs)
    end = min((index for index in starts if index >= number), default=len(lines))
    job = without_other_steps(lines[begin:end], number - 1 - begin)
    return "\n".join(lines[:jobs] + without_services(job))


def without_services(lines: list[str]) -> list[str]:
    """Return a job's lines without those of the services that it starts: their environment is not the tests'."""
    found = []
    inside: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if inside is not None and line.strip() and indent <= inside:
            inside = None
        if re.fullmatch(r"\s*(services|container):\s*", line):
            inside = indent
        if inside is None:
            found.append(line)
    return found


def without_other_steps(lines: list[str], at: int) -> list[str]:
    """Return a job's lines without the steps that are not the one at a line."""
    steps = next((index for index, line in enumerate(lines) if re.match(r"\s*steps:\s*$", line)), None)
    if steps is None or at <= steps:
        return lines
    first = next((line for line in lines[steps + 1 :] if line.strip()), "")
    indent = len(first) - len(first.lstrip())
    begins = [
        i
        for i, line in enumerate(lines)
        if i > steps and line[:indent].strip() == "" and line[indent : indent + 1] == "-"
    ]
    begin = max((index for index in begins if index <= at), default=steps)
    end = min((index for index in begins if index > at), default=len(lines))
    return lines[:steps] + lines[begin:end]


def working_directory(job: str, line: str, number: int) -> str:
    """Return the folder that a step runs in."""
    changed = re.search(r"\bcd\s+([\w./-]+)\s*(&&|;)", line)
    said = re.findall(r"working-directory:\s*[\"']?\.?/?([\w./-]*)", job)
    before = re.findall(r"(?m)^\s*(?:- )?(?:run:\s*)?cd\s+([\w./-]+)\s*$", job)
    folder = changed[1] if changed else said[-1] if said else before[-1] if before else ""
    return folder.strip("/").removeprefix("./")


def plain(pairs: dict[str, str]) -> dict[str, str]:
    """Return the variables whose values are not worked out by the CI itself."""
    return {
        name: value
        for name, value in pairs.items()
        if "${{" not in value and "$" not in value and re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
    }
