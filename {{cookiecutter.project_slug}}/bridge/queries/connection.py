"""Django's database connection for reads on the event loop: the project's own backend, on asynchronous connections.

There is one for each database, shared by all requests, for it has no state: each query takes a connection from the
pool and gives it back when its rows are there. Nothing can be written through it, and no transaction begun.
"""

from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from bridge.queries import greenlets
from bridge.queries.compiler import REMEMBERED, remembering
from bridge.queries.cursors import LoopCursor, ServerCursor, Source
from bridge.queries.errors import ReadsOnlyError

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper as Base
else:
    Base = object


class OnLoop(Base):
    """What makes a PostgreSQL backend's wrapper one for the event loop. Its cursors are to be used on a greenlet.

    Mirrors those methods of `django.db.backends.postgresql.base.DatabaseWrapper` that Django forbids on an event loop.
    """

    is_on_loop = True
    source: Source
    _prepare_cursor: Any  # of BaseDatabaseWrapper
    pool = None  # Django's own, which is for threads
    _names = count(1)
    slots: Any = None  # while a query is compiled: the lookups whose values are left out

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.compiled: dict[Any, Any] = {}
        ops: Any = self.ops
        compiler = ops.compiler
        ops.compiler = lambda name: compiler_of(name, compiler(name))

    def remember(self, key: Any, compiled: Any) -> None:
        """Keep what was compiled; when there is too much of it, what was compiled first is forgotten."""
        if len(self.compiled) >= REMEMBERED:
            del self.compiled[next(iter(self.compiled))]
        self.compiled[key] = compiled

    def cursor(self) -> Any:
        """Return a cursor; it has a connection only while it executes."""
        return self._prepare_cursor(LoopCursor(self.source))

    def chunked_cursor(self) -> Any:
        """Return a cursor on the server; it has a connection until it is closed."""
        binding = self.settings_dict["OPTIONS"].get("server_side_binding") is True
        name = f"bridge_{next(self._names)}"
        return self._prepare_cursor(ServerCursor(self.source, name, server_side_binding=binding))

    @property
    def pg_version(self) -> int:
        """The server's version; Django would connect to find it out."""
        if "version" not in self.__dict__:
            with self.wrap_database_errors:
                self.__dict__["version"] = greenlets.wait(self._server_version())
        version: int = self.__dict__["version"]
        return version

    async def _server_version(self) -> int:
        connection = await self.source.take()
        try:
            return connection.info.server_version
        finally:
            await self.source.give(connection)

    def get_autocommit(self) -> bool:
        """Return True: there are no transactions."""
        return True

    def validate_thread_sharing(self) -> None:
        """Let every request use it."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise ReadsOnlyError("A transaction")

    set_autocommit = savepoint = savepoint_rollback = savepoint_commit = commit = rollback = _refuse

    def _refuse_to_connect(self, *_: Any, **__: Any) -> NoReturn:
        raise ReadsOnlyError("Use of the database connection itself")

    connect = ensure_connection = get_new_connection = _refuse_to_connect

    def close(self) -> None:
        """Do nothing: whatever is open belongs to the pool."""


def compiler_of(name: str, compiler: Any) -> Any:
    """Return the compiler to be used in the place of Django's own of that name.

    Raises:
        ReadsOnlyError: it is for writing.
    """
    if name == "SQLCompiler":
        return remembering(compiler)
    if name == "SQLAggregateCompiler":  # puts the first one's SQL in brackets
        return compiler
    raise ReadsOnlyError(name.removeprefix("SQL").removesuffix("Compiler").upper())


def loop_connection(alias: str, source: Source) -> OnLoop:
    """Return the wrapper of one database.

    Args:
        alias: the database, which is PostgreSQL.
        source: where its connections come from.
    """
    backend: type[BaseDatabaseWrapper] = type(connections.create_connection(alias))
    wrapper: OnLoop = type("LoopConnection", (OnLoop, backend), {})(connections.settings[alias], alias)
    wrapper.source = source
    return wrapper
