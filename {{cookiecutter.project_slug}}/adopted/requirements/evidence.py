"""What a project's own Dockerfiles, workflows and scripts install, and with which Python: how it is really run."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from adopted.facts import Place
from adopted.requirements.collected import read_text, relative

_SKIPPED = {
    "node_modules", "venv", "env", "site-packages", "dist", "static", "media", "vendor", "__pycache__", "locale", "docs"
}  # fmt: skip
_DEEPEST = 5
_SCRIPT = re.compile(
    r"(Dockerfile|Containerfile)([._-].*)?$|.*\.(Dockerfile|dockerfile)$|\.travis\.yml$|\.gitlab-ci\.ya?ml$|Makefile$|Procfile$"
    r"|tox\.ini$|bitbucket-pipelines\.yml$|azure-pipelines\.ya?ml$|app\.ya?ml$|render\.ya?ml$|heroku\.yml$|[Jj]ustfile$|.*\.sh$"
)
_DEVELOPMENT = re.compile(
    r"(^|[/._-])(dev|devel|development|local|tests?|testing|ci|docs?|debug|qa)([/._-]|$)", re.IGNORECASE
)
_INSTALLS = re.compile(
    r"pip[\d.]*\s+(?:[^;&|\n]*\s)?(?:install|wheel|sync|download)\b|pip-sync\b|poetry\s+(?:[^;&|\n]*\s)?(?:install|export|sync)\b"
    r"|uv\s+(?:[^;&|\n]*\s)?(?:sync|export)\b|pipenv\s+(?:[^;&|\n]*\s)?(?:install|sync|requirements)\b|pdm\s+(?:install|sync|export)\b"
)


PRODUCTION_WEIGHT = 3


@dataclass(frozen=True)
class Script:
    """A file that installs things: its commands, with their lines, and how much it says about production."""

    file: str
    docker: bool
    production: bool  # nothing in its name speaks of development or tests
    commands: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Install:
    """A command that installs the project's requirements."""

    tool: str  # "pip", "poetry", "uv", "pipenv", "pdm"
    command: str
    files: tuple[str, ...]  # those it names with -r, as it names them
    groups: tuple[str, ...]  # groups and extras that it names
    everything: bool  # all extras or groups
    place: Place
    weight: int  # 3: a Dockerfile for production; 2: another Dockerfile; 1: anything else


def project_files(top: Path) -> Iterator[Path]:
    """Yield the project's own files that aren't too deep inside of it, in the order of their names."""
    for folder, folders, files in os.walk(top):
        path = Path(folder)
        deep = len(path.relative_to(top).parts) >= _DEEPEST
        kept = [
            name
            for name in folders
            if name not in _SKIPPED and (not name.startswith(".") or name in {".github", ".ci"})
        ]
        folders[:] = [] if deep else sorted(kept)
        yield from (path / name for name in sorted(files) if (path / name).is_file())


def scripts(top: Path) -> list[Script]:
    """Read what installs things, those for production first."""
    found = []
    for path in project_files(top):
        name = relative(path, top) if path.resolve().is_relative_to(top.resolve()) else ""
        workflow = name.startswith(".github/workflows/") and path.suffix in {".yml", ".yaml"}
        if not name or not (workflow or _SCRIPT.match(path.name)):
            continue
        docker = "ocker" in path.name or "Containerfile" in path.name
        production = docker and not _DEVELOPMENT.search(name)
        found.append(Script(name, docker, production, tuple(_commands(read_text(path), docker=docker))))
    return sorted(
        found,
        key=lambda script: (
            not script.production,
            not script.docker,
            "alpine" in script.file,
            script.file.count("/"),
            script.file,
        ),
    )


def _commands(text: str, *, docker: bool) -> Iterator[tuple[int, str]]:
    """Yield the lines with continued ones joined, and the defaults of a Dockerfile's variables put in."""
    variables: dict[str, str] = {}
    joined, start = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if docker and line.lstrip().startswith("#"):
            continue
        start = start or number
        if line.rstrip().endswith("\\"):
            joined += line.rstrip()[:-1] + " "
            continue
        whole, first = (joined + line).strip(), start
        joined, start = "", 0
        if docker:
            whole = _filled(re.sub(r"`#[^`]*`", "", whole), variables)
            declared = re.match(r"(?:ARG|ENV)\s+(\w+)[= ]\s*[\"']?([^\"'\s]+)", whole)
            if declared:
                variables.setdefault(declared[1], declared[2])
        if whole:
            yield first, whole
    if joined.strip():
        yield start, joined.strip()


def _filled(text: str, variables: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return variables.get(match[1] or match[3], match[2] or match[0])

    return re.sub(r"\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)", value, text)


def installs(found: list[Script]) -> list[Install]:
    """Return the commands that install requirements, those that say most first."""
    commands = [one for script in found for number, line in script.commands for one in _installs(script, number, line)]
    return sorted(commands, key=lambda install: -install.weight)


def _installs(script: Script, number: int, line: str) -> Iterator[Install]:
    weight = PRODUCTION_WEIGHT if script.production else 2 if script.docker else 1
    for part in re.split(r"&&|;|\|\||\s\|\s", line):
        match = _INSTALLS.search(part)
        if match is None or part.lstrip().startswith("#"):
            continue
        words = match.group().split()[0]
        tool = "uv" if words == "uv" else re.sub(r"[\d.]+$", "", words.split("-")[0])
        rest = part[match.start() :]
        files = re.findall(r"(?:^|\s)(?:-r\s*|--requirements?[= ])[\"']?([^\s\"']+)", rest)
        if match.group().startswith(("pip-sync", "uv pip sync")):
            files += re.findall(r"[\w./-]+\.txt", rest)
        named = re.findall(
            r"(?:--(?:with|only|group|only-group|extras?|with-group)[= ]|\s-E\s*|\s-G\s*)"
            r"[\"']?([\w, .-]+?)[\"']?(?=\s-|\s*$)",
            rest,
        )
        named += re.findall(r"(?:^|\s)[\"']?(?:-e\s+)?[\"']?\.[\w/]*\[([\w,. -]+)\]", rest)
        groups = [
            name for names in named for name in re.split(r"[,\s]+", names) if name and name not in {"main", "default"}
        ]
        everything = bool(re.search(r"--all-(extras|groups)", rest))
        yield Install(tool, rest.strip(), tuple(files), tuple(groups), everything, Place(script.file, number), weight)


def named_file(name: str, install: Install, files: list[str]) -> str | None:
    """Return which of the project's files a command means: its paths are those of a container, or of another folder."""
    wanted = [part for part in PurePosixPath(name).parts if part not in {"/", ".", ".."}]
    if not wanted:
        return None

    def shared(file: str) -> int:
        parts = PurePosixPath(file).parts
        pairs = zip(reversed(parts), reversed(wanted), strict=False)
        return next((count for count, (left, right) in enumerate(pairs) if left != right), min(len(parts), len(wanted)))

    near = PurePosixPath(install.place.file).parent
    known = [file for file in files if shared(file)]
    return max(
        known, key=lambda file: (shared(file), PurePosixPath(file).is_relative_to(near), -file.count("/")), default=None
    )
