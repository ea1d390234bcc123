"""What stays on a database connection, and connections beside Django's."""

import pytest

from tests.adoption.sources import found, ids

CURSOR = "from django.db import connection\ndef view(request):\n    cursor = connection.cursor()\n    {line}\n"


@pytest.mark.parametrize(
    "sql",
    [
        "SET search_path TO shop",
        "set session statement_timeout = 3",
        "SELECT 1; SET ROLE clerk",
        "SELECT pg_advisory_lock(3)",
        "SELECT pg_try_advisory_lock(3)",
        "CREATE TEMP TABLE basket (id int)",
        "CREATE TEMPORARY TABLE basket AS SELECT 1",
        "LISTEN orders",
        "PREPARE prices AS SELECT 1",
        "SELECT set_config('app.user', '3', false)",
        "DECLARE prices CURSOR WITH HOLD FOR SELECT 1",
    ],
)
def test_state_that_stays(sql: str) -> None:
    assert ids(CURSOR.format(line=f"cursor.execute({sql!r})")) == ["W071"]


@pytest.mark.parametrize(
    "sql",
    [
        "SET LOCAL search_path TO shop",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SET CONSTRAINTS ALL DEFERRED",
        "UPDATE basket SET open = true",
        "SELECT pg_advisory_xact_lock(3)",
        "CREATE TEMP TABLE basket (id int) ON COMMIT DROP",
        "SELECT set_config('app.user', '3', true)",
        "SELECT temperature FROM prepared",
    ],
)
def test_state_that_ends(sql: str) -> None:
    assert found(CURSOR.format(line=f"cursor.execute({sql!r})")) == []


def test_statements_that_are_put_together() -> None:
    assert ids(CURSOR.format(line="cursor.execute(f'SET search_path TO {schema}')")) == ["W071"]
    assert ids(CURSOR.format(line="cursor.execute('SET search_path TO %s' % schema)")) == ["W071"]
    assert ids(CURSOR.format(line="sql = 'SET ROLE a'; cursor.execute(sql)")) == ["W071"]
    assert ids(CURSOR.format(line="cursor.execute(SQL)") + "SQL = 'SET ROLE a'\n") == ["W071"]


def test_state_that_is_undone() -> None:
    lines = "cursor.execute('SELECT pg_advisory_lock(3)'); cursor.execute('SELECT pg_advisory_unlock(3)')"
    assert ids(CURSOR.format(line=lines)) == ["I075"]
    tenant = CURSOR.format(line="cursor.execute(\"SELECT set_config('app.tenant', %s, false)\")")
    assert ids(tenant) == ["W071"]
    assert ids(tenant + "RESET = \"SELECT set_config('app.tenant', '', false)\"\n") == ["I075"]


def test_tasks_have_connections_of_their_own() -> None:
    assert found(CURSOR.format(line="cursor.execute('SET ROLE a')"), "legacy/shop/tasks.py") == []


def test_closing() -> None:
    assert ids(CURSOR.format(line="connection.close()")) == ["I072"]
    assert ids("from django.db import connections\ndef view():\n    connections['a'].close()\n") == ["I072"]
    assert found(CURSOR.format(line="cursor.close()")) == []


def test_connections_beside_djangos() -> None:
    assert found("import psycopg2\ndef view():\n    psycopg2.connect('')\n") == ["W073:3 psycopg2.connect in view"]


def test_schemas() -> None:
    assert ids(CURSOR.format(line="connection.set_schema('a')")) == ["W074"]
    source = "from django_tenants.utils import schema_context\ndef view():\n    with schema_context('a'): pass\n"
    assert ids(source) == ["W074"]
    assert found(CURSOR.format(line="serializer.set_schema('a')")) == []
