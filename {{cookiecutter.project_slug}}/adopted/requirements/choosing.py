"""Chooses, among all files of a project that list requirements, those that it runs with."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from adopted.facts import Layout, Note, Place, Requirement
from adopted.requirements import pep508
from adopted.requirements.collected import RUNTIME, Collected, read_text, relative
from adopted.requirements.conda import read_environment
from adopted.requirements.evidence import PRODUCTION_WEIGHT, Install, named_file, project_files
from adopted.requirements.pip_files import read_requirements_file
from adopted.requirements.pipfiles import read_pipfile
from adopted.requirements.pyproject import read_pyproject
from adopted.requirements.setuptools_files import read_setup_cfg, read_setup_py

PRODUCTION = {
    "prod",
    "production",
    "deploy",
    "deployment",
    "live",
    "server",
    "docker",
    "container",
    "runtime",
    "heroku",
}
DEVELOPMENT = {
    "dev", "devel", "develop", "development", "local", "test", "tests", "testing", "ci", "debug", "qa", "pytest", "unit"
}  # fmt: skip
TOOLS = {
    "doc", "docs", "documentation", "lint", "linting", "linter", "linters", "type", "types", "typing", "mypy", "build",
    "release", "format", "style", "quality", "tools", "precommit", "pre", "migrations", "benchmark", "bench", "static",
}  # fmt: skip
_BASE = {"base", "common", "core", "shared", "minimal"}
_PLAIN = {
    "requirements", "requirement", "reqs", "req", "require", "requires", "deps", "dependencies", "pip", "python",
    "python3", "app", "main", "default", "all", "web", "backend", "api", "install",
}  # fmt: skip
_FILE = re.compile(r".*requirement.*\.(txt|in|pip)$|(reqs?|deps|dependencies)\.(txt|in|pip)$", re.IGNORECASE)
_FOLDER = re.compile(r"(requirements?|reqs|deps|dependencies|pip)(\.d)?$", re.IGNORECASE)
_ROLES = {"production": 4, "plain": 3, "base": 2, "other": 1, "development": 0, "tools": -1}
_KINDS = {"pyproject": 4, "Pipfile": 3, "requirements": 3, "setup": 2, "conda": 1}


@dataclass
class Candidate:
    """A file that lists requirements."""

    kind: str
    file: str
    role: str
    found: Collected
    distance: int  # steps between its folder and Django's root
    near: bool  # its folder is Django's root, around it, or a folder for requirements beside it
    install: Install | None = None

    @property
    def runs_django(self) -> bool:
        """Say whether what it installs has Django in it: by name, or by something that is named for it."""
        names = self.found.names()
        return "django" in names or any(name.startswith(("django-", "djangorestframework")) for name in names)

    @property
    def rank(self) -> tuple[int, ...]:
        """What decides between candidates, the most telling first."""
        weight = self.install.weight if self.install else 0
        django = 2 if "django" in self.found.names() else int(self.runs_django)
        production = weight == PRODUCTION_WEIGHT or self.role != "development"
        source = self.file.endswith(".in")
        return django, self.near, production, weight, -self.distance, _ROLES[self.role], _KINDS[self.kind], source


def role_of(file: str) -> str:
    """Say what a requirements file is for, by its name: one of `_ROLES`."""
    path = PurePosixPath(file)
    words = set(re.split(r"[^a-z0-9]+", path.stem.lower())) - {""}
    if path.parent.name.lower() in DEVELOPMENT | TOOLS:
        words.add(path.parent.name.lower())
    for role, names in (("tools", TOOLS), ("development", DEVELOPMENT), ("production", PRODUCTION), ("base", _BASE)):
        if words & names:
            return role
    return "plain" if words <= _PLAIN else "other"


def candidates(top: Path, layout: Layout, commands: list[Install]) -> tuple[list[Candidate], list[Note]]:
    """Read every file of the project that may list what it needs."""
    found: list[Candidate] = []
    notes: list[Note] = []
    for path in project_files(top):
        kind = _kind(path)
        if not kind or not path.resolve().is_relative_to(top.resolve()):
            continue
        file = relative(path, top)
        try:
            collected = _read(kind, path, top, layout)
        except (ValueError, OSError, RecursionError) as error:
            notes.append(Note(f"{file} can't be read: {_first_line(error)}", place=Place(file, 1)))
            continue
        folder = PurePosixPath(file).parent
        home = folder.parent if _FOLDER.match(folder.name) else folder
        if kind == "pyproject":
            _promote(collected)
        distance, near = _distance(home, PurePosixPath(layout.root))
        role = role_of(file) if kind == "requirements" else "plain"
        found.append(Candidate(kind, file, role, collected, distance, near))
    _judge(found, commands)
    return found, notes


def _kind(path: Path) -> str:
    name = path.name
    if name in {"pyproject.toml", "Pipfile"}:
        return name.removesuffix(".toml")
    if name in {"setup.py", "setup.cfg"}:
        return "setup"
    if re.fullmatch(r"(conda[-_]?)?env(ironment)?\.ya?ml", name):
        return "conda"
    in_folder = _FOLDER.match(path.parent.name) and path.suffix in {".txt", ".in", ".pip"} and "README" not in name
    return "requirements" if _FILE.match(name) or in_folder else ""


def _read(kind: str, path: Path, top: Path, layout: Layout) -> Collected:
    if kind == "requirements":
        base = path.parent.parent if _FOLDER.match(path.parent.name) else path.parent
        return read_requirements_file(path, top, base=base)
    if path.name == "setup.py":
        return read_setup_py(path, top)
    readers = {"pyproject": read_pyproject, "Pipfile": read_pipfile, "setup": read_setup_cfg, "conda": read_environment}
    found = readers[kind](path, top)
    setup = path.parent / "setup.py"
    if kind == "setup" and not found.requirements and setup.is_file():
        return Collected()  # setup.py stands for both
    return found


def _promote(found: Collected) -> None:
    """Take the group that has Django for what runs, in a project that has groups only."""
    if found.names():
        return
    group = next((one.group for one in found.requirements if one.name == "django"), None)
    if group is not None:
        found.requirements = [
            Requirement(one.text, one.name, one.place, RUNTIME if one.group == group else one.group)
            for one in found.requirements
        ]


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _distance(home: PurePosixPath, root: PurePosixPath) -> tuple[int, bool]:
    shared = 0
    for left, right in zip(home.parts, root.parts, strict=False):
        if left != right:
            break
        shared += 1
    return len(home.parts) + len(root.parts) - 2 * shared, shared == len(home.parts)


def _judge(found: list[Candidate], commands: list[Install]) -> None:
    """Tell each candidate which command installs it; the commands that say most come first."""
    files = [candidate.file for candidate in found if candidate.kind == "requirements"]
    for command in commands:
        installed = {named_file(name, command, files) for name in command.files}
        by_tool = _of_tool(command, found)
        for candidate in found:
            if candidate.install is None and (candidate.file in installed or candidate is by_tool):
                candidate.install = command


def _of_tool(command: Install, found: list[Candidate]) -> Candidate | None:
    """Return the project file that a command installs without naming it, the one nearest to where it stands."""
    kinds = {"poetry": {"pyproject"}, "uv": {"pyproject"}, "pdm": {"pyproject"}, "pipenv": {"Pipfile"}}.get(
        command.tool
    )
    if kinds is None and re.search(r"\s[\"']?\.(/|\[|[\"']|\s|$)|\s--group\b", command.command):
        kinds = {"pyproject", "setup"}
    if kinds is None or command.files:
        return None
    script = PurePosixPath(command.place.file).parent
    fitting = [one for one in found if one.kind in kinds and one.found.names()]
    return min(fitting, key=lambda one: _distance(PurePosixPath(one.file).parent, script)[0], default=None)


def is_exact(found: Collected) -> bool:
    """Say whether all of what is listed is listed with an exact version, as tools and `pip freeze` do it."""
    count = 0
    for one in found.requirements:
        if one.group != RUNTIME:
            continue
        try:
            parsed = pep508.parse(one.text)
        except ValueError:
            continue
        if not parsed.url and parsed.specifiers.pin is None:
            return False
        count += 1
    return count > 0


def is_compiled(candidate: Candidate, top: Path) -> bool:
    """Say whether a requirements file was made by a tool from a shorter list."""
    if candidate.kind != "requirements" or not is_exact(candidate.found):
        return False
    start = read_text(top / candidate.file)
    return bool(
        re.search(r"autogenerated by|--hash=|^\s*#\s+via\b|pip-compile|uv export|uv pip compile", start, re.MULTILINE)
    )


def declared_for(chosen: Candidate, found: list[Candidate], top: Path) -> Candidate:
    """Return what a compiled list was made from, if that is in the project too; otherwise the list itself."""
    if not is_compiled(chosen, top):
        return chosen
    names = chosen.found.names()
    stem = PurePosixPath(chosen.file).with_suffix("")
    sources = [
        one
        for one in found
        if one is not chosen and one.near and one.found.names() and _made_from(one, stem, names)
    ]  # fmt: skip
    # A folder's list for production is made from its own source, whatever else would fit.
    return max(
        sources,
        key=lambda one: (PurePosixPath(one.file).with_suffix("") == stem, len(one.found.names())),
        default=chosen,
    )


def _made_from(source: Candidate, stem: PurePosixPath, names: set[str]) -> bool:
    if PurePosixPath(source.file).with_suffix("") == stem:
        return True
    return source.found.names() <= names and source.runs_django and not is_exact(source.found)
