"""Gives both sides equal databases: migrated and filled by the project alone, then copied."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.adoption.adopted import COMMON, Environment
from tests.adoption.proof.sides import INSIDE, Both, Side
from tests.environments import run
from tests.live.server import Postgres
from tests.template import git

SERVER = Environment("3.13", "6.1", COMMON)  # has a PostgreSQL, and a driver
IGNORED = {"__pycache__", "node_modules", ".pytest_cache"}
LARGEST = 1 << 20  # bytes
CODE = """
import sys
import psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    for statement in sys.argv[2:]:
        connection.execute(statement)
"""


@dataclass(frozen=True)
class Filled:
    """Equal databases.

    Args:
        alone: how the project alone is served.
        adopted: how the combined application is.
        who: the headers of the superuser, by the way in which they log in.
        rows: how many were made, by model.
        failed: what could not be made, and why.
        wsgi: the project's WSGI application.
    """

    alone: Side
    adopted: Side
    who: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, int]
    failed: Mapping[str, str]
    wsgi: str


class Databases:
    """A PostgreSQL server that is started when a project needs one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._postgres: Postgres | None = None

    def execute(self, *statements: str) -> None:
        """Run statements of SQL."""
        run(self._folder, SERVER.interpreter(), "-c", CODE, self.url("postgres"), *statements)

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        if self._postgres is None:
            self._postgres = Postgres(SERVER.interpreter(), self._folder / "postgres")
        return self._postgres.url.replace("/postgres?", f"/{name}?")

    def close(self) -> None:
        """End the server."""
        if self._postgres is not None:
            self._postgres.close()

    def with_database(self, environment: Mapping[str, str], name: str) -> dict[str, str]:
        """Return variables with the URL of a database where `{database}` stands."""
        if not any("{database}" in value for value in environment.values()):
            return dict(environment)
        return {key: value.replace("{database}", self.url(name)) for key, value in environment.items()}

    def side(self, both: Both, side: Side) -> Side:
        """Return a side with a database of its own."""
        return replace(side, environment=self.with_database(side.environment, f"{both.project.slug}_{side.name}"))

    def fill(self, both: Both, folder: Path) -> Filled:
        """Migrate and fill a database by the project alone, and copy it."""
        alone, adopted = self.side(both, both.alone), self.side(both, both.adopted)
        name = f"{both.project.slug}_{{}}"
        if both.project.needs_postgres:
            self.execute(f"DROP DATABASE IF EXISTS {name.format('alone')}", f"CREATE DATABASE {name.format('alone')}")
        manage = alone.tree / both.facts.layout.manage
        alone.run(manage, "migrate", "--noinput", "--verbosity", "0")
        filled = tell(alone, "rows", folder)
        left, right = (tell(side, "told", folder) for side in (alone, adopted))
        if both.project.needs_postgres:
            self.execute(
                f"DROP DATABASE IF EXISTS {name.format('adopted')}",
                f"CREATE DATABASE {name.format('adopted')} TEMPLATE {name.format('alone')}",
            )
        copy_made(alone.tree, adopted.tree)
        copy_files(left["databases"], right["databases"])
        for side, program in ((alone, manage), (adopted, adopted.home / "manage.py")):
            if left["static_root"]:
                side.run(program, "collectstatic", "--noinput", "--verbosity", "0")
        return Filled(alone, adopted, filled["who"], filled["rows"], filled["failed"], left["wsgi"])


def tell(side: Side, script: str, folder: Path) -> Any:
    """Return what a script of `inside` tells of a side."""
    output = folder / f"{side.name}-{script}.json"
    side.run(INSIDE / "run.py", output, script)
    return json.loads(output.read_text(encoding="utf-8"))


def copy_made(source: Path, target: Path) -> None:
    """Copy what the project has written beside its own files so far, such as a secret key that it makes for itself."""
    for name in git(source, "ls-files", "--others", "-z").split("\0"):
        file = source / name
        if name and not IGNORED & set(file.parts) and file.is_file() and file.stat().st_size < LARGEST:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target / name)


def copy_files(left: Mapping[str, Mapping[str, str]], right: Mapping[str, Mapping[str, str]]) -> None:
    """Copy the databases that are files of SQLite."""
    for alias, database in left.items():
        source, target = Path(database["name"]), Path(right[alias]["name"])
        assert database["engine"] == right[alias]["engine"], f"{alias} is another database when adopted: {right[alias]}"
        if source.is_file():
            assert source != target, f"both sides would use {source}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
