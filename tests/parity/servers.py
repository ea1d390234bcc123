"""The servers that are compared: each with a database and a folder of uploads of its own, equal at the beginning."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.environments import UV, run
from tests.live.server import Postgres, running, service_environment

INSIDE = Path(__file__).parent / "inside"
GUNICORN_VERSION = "27.0.1"
SEEDED = "seeded"
# The three ways to serve; the combined application answers by the routes that were ported.
GUNICORN = ("-m", "gunicorn", "-b", "127.0.0.1:{port}", "-k", "gthread", "--threads", "4", "--access-logfile", "-")
UVICORN = ("-m", "uvicorn", "--port", "{port}")
WSGI = (*GUNICORN, "django.core.wsgi:get_wsgi_application()")
LEGACY_HALF = (*UVICORN, "--lifespan", "off", "tests_parity_inside.legacy_asgi:app")
COMBINED = (*UVICORN, "asgi:app")
WITHOUT_VIEWS = (*UVICORN, "tests_parity_inside.deleted_asgi:app")
ECHO_WSGI = (*GUNICORN, "tests_parity_inside.echo_wsgi:application")
ECHO_ASGI = (*UVICORN, "--lifespan", "off", "tests_parity_inside.echo_asgi:app")


@dataclass(frozen=True)
class Target:
    """A running server.

    Args:
        name: of the server, its database and its folder.
        port: where it listens.
        database: the URL of its database.
        log: what it prints.
    """

    name: str
    port: int
    database: str
    log: Path


class Shop:
    """A copy of the generated project, its seeded database, and a gunicorn that the project itself doesn't have."""

    def __init__(self, project: Path, python: Path, postgres: Postgres, folder: Path) -> None:
        self.folder = folder
        self.project = Path(shutil.copytree(project, folder / "project", ignore=shutil.ignore_patterns(".postgres")))
        self.python = python
        self.postgres = postgres
        packages = folder / "packages"
        packages.mkdir()
        shutil.copytree(INSIDE, packages / "tests_parity_inside")
        run(
            folder,
            UV,
            "pip",
            "install",
            "-q",
            "--python",
            python,
            "--target",
            packages,
            f"gunicorn=={GUNICORN_VERSION}",
        )
        self.environment = {
            "PYTHONPATH": str(packages),
            "DJANGO_SETTINGS_MODULE": "settings",
            "ALLOWED_HOSTS": "shop.example",
            "DEBUG": "false",
            "PYTHONHASHSEED": "0",
        }
        self._database("create", self.postgres.url, SEEDED)
        for command in (("migrate", "-v", "0"), ("seed_demo", "--force"), ("collectstatic", "--noinput", "-v", "0")):
            self._manage(*command)
        self._manage("shell", "-v", "0", "-c", "import tests_parity_inside.people")

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return self.postgres.url.replace("/postgres?", f"/{database}?")

    def rows(self, *urls: str) -> list[dict[str, list[str]]]:
        """Return all rows of the databases, by table."""
        found: list[dict[str, list[str]]] = json.loads(self._database("rows", *urls))
        return found

    @contextmanager
    def serve(self, commands: dict[str, tuple[str, ...]], **environment: str) -> Iterator[list[Target]]:
        """Run a server for each name and command, all with the same settings."""
        self._database("copy", self.postgres.url, SEEDED, *commands)
        with ExitStack() as stack:
            targets = []
            for name, command in commands.items():
                url, log = self.url(name), self.folder / f"{name}.log"
                own = {"DATABASE_URL": url, "MEDIA_ROOT": str(self._media(name)), **self.environment, **environment}
                service = stack.enter_context(running(self.project, self.python, self.postgres, log, *command, **own))
                targets.append(Target(name, service.port, url, log))
            yield targets

    def _media(self, name: str) -> Path:
        """Make a folder of uploads that has one already, of an old date."""
        media = self.folder / f"media-of-{name}"
        media.mkdir()
        for file, content in (("old.txt", b"0123456789" * 50), ("old page.html", b"<p>old</p>"), ("old.bin", b"\0\1")):
            (media / file).write_bytes(content)
            os.utime(media / file, (1_700_000_000, 1_700_000_000))
        return media

    def _database(self, *arguments: str) -> str:
        return run(self.folder, self.python, INSIDE / "database.py", *arguments)

    def _manage(self, *arguments: str) -> None:
        own = service_environment(self.postgres, DATABASE_URL=self.url(SEEDED), **self.environment)
        run(self.project, self.python, "manage.py", *arguments, environment=own)
