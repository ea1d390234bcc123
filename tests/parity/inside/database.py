"""Copies of a database, and what is in them: `python database.py URL copy FROM TO...` and `... rows URL`."""

import json
import sys
from collections.abc import Callable

import psycopg  # type: ignore[import-not-found,unused-ignore]
from psycopg import sql  # type: ignore[import-not-found,unused-ignore]


def copy(url: str, origin: str, *names: str) -> None:
    """Make copies of a database, which nobody may be using."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(origin))
            )


def create(url: str, name: str) -> None:
    """Make an empty database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def rows(*urls: str) -> None:
    """Print all rows of all tables of each database, as JSON: for each URL, a list of rows for each table."""
    print(json.dumps([all_rows(url) for url in urls]))  # noqa: T201


def all_rows(url: str) -> dict[str, list[str]]:
    """Return each table's rows, each as the text of a JSON object, in the order of their first column."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        found = {}
        for (table,) in tables:
            query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t ORDER BY 1").format(sql.Identifier(table))
            found[table] = [row for (row,) in connection.execute(query)]
    return found


if __name__ == "__main__":
    commands: dict[str, Callable[..., None]] = {"copy": copy, "create": create, "rows": rows}
    commands[sys.argv[1]](*sys.argv[2:])
