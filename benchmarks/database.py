"""What the benchmark does in the database itself; runs in the project's environment, which brings psycopg.

python -m benchmarks.database URL new       make the database of the URL, anew if there is one
python -m benchmarks.database URL tidy      forget what was created, and leave no work to autovacuum
python -m benchmarks.database URL version   print the server's version
"""

import sys

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

# `create` writes these; each round begins without them.
TIDY = ("DELETE FROM catalog_stockalert WHERE email LIKE 'alert-%'", "VACUUM ANALYZE")


def new(url: str) -> None:
    """Make the database, in the place of one of the same name."""
    name = sql.Identifier(str(conninfo_to_dict(url)["dbname"]))
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def tidy(url: str) -> None:
    """Bring the database into the state in which each round finds it."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in TIDY:
            connection.execute(statement)


def version(url: str) -> None:
    """Print the version of the server."""
    with psycopg.connect(url) as connection:
        print(connection.info.parameter_status("server_version"))


if __name__ == "__main__":
    {"new": new, "tidy": tidy, "version": version}[sys.argv[2]](sys.argv[1])
