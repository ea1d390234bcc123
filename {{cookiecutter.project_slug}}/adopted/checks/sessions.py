"""What stays on a database connection after the request that asked for it, and connections beside Django's."""

import ast
import re
from collections.abc import Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Module, assigned, short, text

STATE = Kind(
    "adoption.W071",
    "State of a database session is set and outlives its transaction. A pooled connection goes to another request next,"
    " and takes it along; without a pool, it ends with the request.",
    "Within a transaction, use what ends with it: SET LOCAL, pg_advisory_xact_lock, ON COMMIT DROP,"
    " set_config(…, true). For all connections alike: DATABASES' OPTIONS.",
)
UNDONE = Kind(
    "adoption.I075",
    "State of a database session is set, and undone in the same module. If the undoing is left out after an exception,"
    " a pooled connection takes the state to another request.",
    "See that it is undone in a `finally`, on the same connection.",
)
CLOSES = Kind(
    "adoption.I072",
    "Connections are closed by the project itself. That is right at the end of a thread, and not needed in a request;"
    " within a transaction it breaks the request.",
    "Leave it in threads and loops of workers; take it out of code that a request or a ported route calls.",
)
RAW = Kind(
    "adoption.W073",
    "Database connections beside Django's. They count against the server's max_connections, which the pool's size takes"
    " no account of.",
    "Leave room for them (DB_POOL_MAX_SIZE), see that they are closed, or use `django.db.connection`.",
)
SCHEMAS = Kind(
    "adoption.W074",
    "The schema of the connection is switched. It is switched for the thread that does so: a ported route has a thread"
    " and a connection of its own, and reads without a thread (bridge/queries) have other connections still.",
    "Put the tenant middleware around the routes (`manage.py middleware`), and read with threads (no READS).",
)
STATEMENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(^|;)\s*SET\s+(?!LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)\S",
        r"\bset_config\s*\([^)]*,\s*false\s*\)",
        r"\bpg_(try_)?advisory_lock(_shared)?\s*\(",
        r"(^|;)\s*CREATE\s+((LOCAL|GLOBAL)\s+)?TEMP(ORARY)?\s(?!.*\bON\s+COMMIT\s+DROP\b)",
        r"(^|;)\s*(LISTEN|PREPARE)\s",
        r"\bDECLARE\b.*\bWITH\s+HOLD\b",
    )
)
UNDOING = {
    "advisory_lock": "pg_advisory_unlock",
    "prepare": "deallocate",
    "set ": "reset ",
    "set_config": "', ''",
    "listen": "unlisten",
    "temp": "drop table",
}
CONNECTS = {
    "psycopg2.connect", "psycopg.connect", "psycopg.Connection.connect", "psycopg2.pool.ThreadedConnectionPool",
    "psycopg2.pool.SimpleConnectionPool", "psycopg_pool.ConnectionPool", "MySQLdb.connect", "pymysql.connect",
    "cx_Oracle.connect", "pyodbc.connect", "asyncpg.connect", "asyncpg.create_pool", "sqlalchemy.create_engine",
}  # fmt: skip
CLOSING = {"django.db.connection.close", "django.db.connections.close_all", "django.db.close_old_connections"}
SWITCHES = {"set_schema", "set_tenant", "set_schema_to_public"}
CONTEXTS = re.compile(r"(django_tenants|tenant_schemas)\.utils\.(schema_context|tenant_context)")


def find(module: Module) -> Iterator[Finding]:
    """Yield what a module does to database sessions."""
    for node, called in module.calls:
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if method == "execute" and module.in_request(node) and (statement := _statement(module, node)):
            kind = UNDONE if _is_undone(module, statement) else STATE
            yield module.finding(kind, node, f"{statement} {module.where(node)}")
        elif called in CONNECTS:
            yield module.finding(RAW, node, f"{called} {module.where(node)}")
        elif CONTEXTS.fullmatch(called) or (method in SWITCHES and "connection" in short(node.func)):
            yield module.finding(SCHEMAS, node, f"{short(node)} {module.where(node)}")
        elif module.in_request(node) and (called in CLOSING or _closes_one(module, node)):
            yield module.finding(CLOSES, node, f"{short(node)} {module.where(node)}")


def _statement(module: Module, execute: ast.Call) -> str:
    """Return the statement, cut short, if it sets something that outlives its transaction."""
    line = " ".join(_sql(module, execute.args[0]).split()) if execute.args else ""
    found = next((match for pattern in STATEMENTS if (match := pattern.search(line))), None)
    return line[found.start() :].lstrip("; ")[:60].rstrip() if found else ""


def _is_undone(module: Module, statement: str) -> bool:
    """Return whether the module has a statement that ends what this one begins."""
    return any(
        undoing in text(node).lower()
        for begun, undoing in UNDOING.items()
        if begun in statement.lower()
        for node in module.nodes
        if isinstance(node, ast.Constant)
    )


def _sql(module: Module, node: ast.expr) -> str:
    """Return the text of a statement, also where a variable of this module holds it."""
    if isinstance(node, ast.Call | ast.BinOp):  # "…".format(…), "…" % …, SQL("…").format(…)
        return next((found for each in ast.walk(node) if (found := text(each))), "")
    if isinstance(node, ast.Name):
        function = next(iter(module.functions(node)), None)
        inside = ast.walk(function) if function and module.is_local(node, node.id) else iter(module.tree.body)
        values = (assigned(each) for each in inside)
        names = (value for targets, value in values if value and node.id in {ast.unparse(each) for each in targets})
        return next((found for value in names if (found := text(value))), "")
    return text(node)


def _closes_one(module: Module, node: ast.Call) -> bool:
    """Return whether this is `connections[…].close()`."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in {"close", "close_if_unusable_or_obsolete"}:
        return False
    return (
        isinstance(node.func.value, ast.Subscript) and module.resolve(node.func.value.value) == "django.db.connections"
    )
