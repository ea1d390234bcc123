"""Settings modules that the project's files name, beside its `manage.py`: which there are, and where that was read."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from adopted.facts import Place
from adopted.reading.programs import is_shown
from adopted.reading.project import Project, read

SETTINGS = "DJANGO_SETTINGS_MODULE"
TELLING = {"INSTALLED_APPS", "DATABASES", "ROOT_URLCONF", "MIDDLEWARE", "MIDDLEWARE_CLASSES", "SECRET_KEY", "DEBUG",
    "ALLOWED_HOSTS", "TEMPLATES", "STATIC_URL"}  # fmt: skip

# What names a settings module, those that developers start with first, and those that only tests use last.
NAMING = (
    r"\.env[\w.-]*|[\w-]*\.env|env[.-](example|sample|template)|\.?envrc",
    r"(docker-)?compose[\w.-]*\.ya?ml|\.?devcontainer\.json|launch\.json|Dockerfile[\w.-]*|[\w.-]*\.Dockerfile|Containerfile",
    r"Makefile|justfile|Taskfile\.ya?ml|Procfile[\w.-]*|app\.json|package\.json|mise\.toml",
    r"(wsgi|asgi|celery|celery_app)\.py",
    r"app\.ya?ml|fly\.toml|render\.yaml|[\w-]*entrypoint[\w.-]*|[\w-]*\.sh",
    r"pytest\.ini|pyproject\.toml|setup\.cfg|tox\.ini|conftest\.py",
    r"[\w.-]*\.ya?ml",
)
FOR_TESTS = len(NAMING) - 2
HIDDEN = {".github", ".circleci", ".envs", ".docker", ".devcontainer", ".vscode", ".do"}
DEVELOPMENT = ("development", "dev", "local", "base", "common", "settings", "main", "production")  # the best first


@dataclass(frozen=True)
class Candidate:
    """A settings module, or configuration, that a line of the project names."""

    module: str
    place: Place | None
    how: str

    def __str__(self) -> str:
        return f"{self.place} ({self.how})" if self.place else self.how


def elsewhere(project: Project, variable: str = SETTINGS) -> list[Candidate]:
    """Return what other files have for a variable, those that developers start with first."""
    pattern = re.compile(rf"""{variable}["']?[ \t]*(?:[:=,]|[,\n]\s*["']?value["']?:)\s*["']?([A-Za-z_][\w.]*)""")
    options = re.compile(r"--ds[= ]([A-Za-z_][\w.]*)" if variable == SETTINGS else r"--dc[= ]([A-Za-z_]\w*)")
    found: list[tuple[int, Candidate]] = []
    for path in nearby(project):
        rank = next((rank for rank, name in enumerate(NAMING) if re.fullmatch(name, path.name)), None)
        if rank is None:
            continue
        text = read(path)
        how = "an example of the environment" if rank == 0 else "names it"
        for match in [*pattern.finditer(text), *(options.finditer(text) if rank >= FOR_TESTS else ())]:
            before = text[: match.start()]
            comment = before.rpartition("\n")[2].lstrip().startswith("#")
            if not comment and not re.match(r"os\.|env$|None$|settings_module", match[1]):
                place = Place(project.relative(path), before.count("\n") + 1)
                found.append((rank, Candidate(match[1].rstrip("."), place, how)))
    found.sort(key=lambda each: each[0])
    return list(dict.fromkeys(candidate for _, candidate in found))


def nearby(project: Project) -> Iterator[Path]:
    """Yield the files that may start the project: none of examples and tests, none that is very deep."""
    for path in project.files():
        relative = PurePosixPath(project.relative(path))
        inside = PurePosixPath(project.relative(path.parent)) if path.parent != project.legacy else PurePosixPath()
        hidden = {part for part in inside.parts if part.startswith(".")} <= HIDDEN
        if len(relative.parts) <= 6 and (hidden or not is_shown(relative)):  # noqa: PLR2004
            yield path


def settings_files(project: Project) -> list[Candidate]:
    """Return the modules that look like settings, for a project in which nothing names any."""
    found = [*project.files("settings.py", project.root), *project.files("settings/__init__.py", project.root)]
    own = [path for path in found if not is_shown(PurePosixPath(project.relative(path)))] or found
    files = [path for path in own if looks_like_settings(project, path)]
    # A package that has nothing itself: the module of it that developers would take.
    for package in [path.parent for path in own if path.name == "__init__.py" and path not in files]:
        files += [path for path in (package / f"{name}.py" for name in DEVELOPMENT) if path.is_file()]
    return [Candidate(project.name_of(path), Place(project.relative(path), 1), "by its name") for path in files]


def looks_like_settings(project: Project, path: Path) -> bool:
    """Return whether a module sets what Django's settings have, or takes everything from a module beside it."""
    tree = project.parse(path)
    if tree is None:
        return False
    assigned: set[str] = set()
    star = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assigned.add(node.id)
        star = star or (isinstance(node, ast.ImportFrom) and node.names[0].name == "*")
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("include"):
            star = True
    return len(assigned & TELLING) > 1 or (star and bool(assigned & TELLING or len(tree.body) < 30))  # noqa: PLR2004


def other_settings(project: Project, file: Path, module: str) -> list[str]:
    """Return the settings modules beside the chosen one."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    inside = file.parent.name in {"settings", "config", "conf"} or file.name == "__init__.py"
    found = []
    for path in sorted(file.parent.glob("*.py")):
        named = "settings" in path.stem or (inside and path.stem not in {"urls", "wsgi", "asgi", "celery"})
        if (
            path != file
            and path.stem.isidentifier()
            and path.name != "__init__.py"
            and named
            and looks_like_settings(project, path)
        ):
            found.append(f"{package}.{path.stem}" if package else path.stem)
    return found
