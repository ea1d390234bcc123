"""The project that all peers serve: generated with the default answers, with an environment and a seeded database."""

import hashlib
import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.environments import CLEAN_ENVIRONMENT, UV, run
from tests.live.server import Postgres
from tests.template import PROJECT, ROOT, copy_template, tracked_files

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
DATABASE = "bench"
# What the generated project is made from.
SOURCES = (f"{PROJECT}/", "hooks/", "cookiecutter.json")


@dataclass(frozen=True)
class Project:
    """A generated project that can be served.

    Args:
        folder: of the project.
        python: the interpreter of its environment.
        database: the URL of the seeded database.
        logs: a folder for what the servers print.
    """

    folder: Path
    python: Path
    database: str
    logs: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of everything that runs in it: as in production, but for HTTPS."""
        return {
            **CLEAN_ENVIRONMENT,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(self.folder)]),
            "DATABASE_URL": self.database,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DEBUG": "false",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "false",
        }

    def run(self, *arguments: str, **environment: str) -> str:
        """Run its interpreter with arguments in its folder; return what that printed."""
        return run(self.folder, self.python, *arguments, environment={**self.environment, **environment})

    def tidy(self) -> None:
        """Forget what was created in the database."""
        self.run("-m", "benchmarks.database", self.database, "tidy")


@contextmanager
def prepared(build: Path, database: str = "") -> Iterator[Project]:
    """Generate the project, install what it and the peers need, and seed the database; what is up to date stays.

    Args:
        build: the folder for all of it.
        database: the URL of an empty or a seeded database; without one, an embedded PostgreSQL runs meanwhile.
    """
    build.mkdir(parents=True, exist_ok=True)
    folder = _generate(build)
    python = _install(build, folder)
    logs = build / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir()
    if database:
        yield _seeded(Project(folder, python, database, logs))
        return
    server = Postgres(python, build / "postgres")
    try:
        project = Project(folder, python, server.url.replace("/postgres?", f"/{DATABASE}?"), logs)
        project.run("-m", "benchmarks.database", project.database, "new")
        yield _seeded(project)
    finally:
        server.close()


def _seeded(project: Project) -> Project:
    project.run("manage.py", "migrate", "--verbosity", "0")
    project.run("manage.py", "seed_demo", DEBUG="true")
    return project


def _generate(build: Path) -> Path:
    """Generate the project from the files that a clone would have, if one of them is new; return its folder."""
    sources = [ROOT / name for name in tracked_files() if name.startswith(SOURCES)]
    output = build / "project"
    with _unless_known(build / "project.made-of", sources) as changed:
        if changed:
            shutil.rmtree(output, ignore_errors=True)
            shutil.rmtree(build / "template", ignore_errors=True)
            template = copy_template(build / "template")
            config = build / "cookiecutter.yaml"
            memory = {"replay_dir": str(build / "replay"), "cookiecutters_dir": str(build / "cookiecutters")}
            config.write_text(json.dumps(memory), encoding="utf-8")
            arguments = ("--no-input", "--config-file", config, "--output-dir", output)
            run(build, sys.executable, "-m", "cookiecutter", template, *arguments)
    return next(folder for folder in output.iterdir() if folder.is_dir())


def _install(build: Path, folder: Path) -> Path:
    """Make the environment, if something that it is made of is new; return its interpreter."""
    environment = build / "venv"
    python = environment / "bin" / "python"
    sources = [folder / "pyproject.toml", folder / "constraints.txt", REQUIREMENTS]
    with _unless_known(build / "venv.made-of", sources, sys.version) as changed:
        if changed:
            run(folder, UV, "venv", "--quiet", "--clear", "--no-project", "--python", sys.executable, environment)
            install = ("pip", "install", "--quiet", "--python", python, "-c", "constraints.txt")
            run(folder, UV, *install, "-r", "pyproject.toml", "--group", "dev", "-r", REQUIREMENTS)
    return python


@contextmanager
def _unless_known(record: Path, sources: list[Path], *more: str) -> Iterator[bool]:
    """Tell whether something was made of other sources than these; remember them once it is made."""
    digest = hashlib.sha256(json.dumps(more).encode())
    for source in sorted(sources):
        digest.update(f"\0{source}\0".encode() + source.read_bytes())
    changed = not record.exists() or record.read_text(encoding="utf-8") != digest.hexdigest()
    if changed:
        record.unlink(missing_ok=True)
    yield changed
    record.write_text(digest.hexdigest(), encoding="utf-8")
