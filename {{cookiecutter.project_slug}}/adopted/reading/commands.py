"""Lines of workflows, Makefiles and the like that run tests: the command, its folder and its environment."""

import re
import shlex
from dataclasses import dataclass, field

from adopted.facts import Place
from adopted.reading.examples import yaml_blocks

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


@dataclass
class Run:
    """A line of the project that runs its tests."""

    command: tuple[str, ...]
    place: Place
    folder: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    rank: tuple[int, ...] = ()


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
        command = command_of(match["program"], re.sub(r"\$[{][{].*?[}][}]", "", line[match.end() :]))
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
    return {name: value for name, value in pairs.items() if "$" not in value and re.fullmatch(r"[A-Z][A-Z0-9_]*", name)}
