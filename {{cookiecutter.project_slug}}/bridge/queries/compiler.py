"""Compiles a query once for all queries of its shape."""

import copy
from functools import cache
from operator import is_
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.utils import timezone

from bridge.queries.errors import ReadsOnlyError
from bridge.queries.shapes import NoShapeError, Shape

REMEMBERED = 1000  # shapes
# What a compiler knows when it has compiled, and needs to make rows out of what the server sends.
STATE = ("select", "klass_info", "annotation_col_map", "col_count", "has_extra_select")


class Slot:
    """Stands among the parameters for that of a lookup.

    Args:
        number: which of the shape's parameters it is.
    """

    def __init__(self, number: int) -> None:
        self.number = number


class Compiled:
    """The SQL of a shape.

    Args:
        compiler: the one that has compiled it; keeps the query alive, and with it what the shape calls by its `id`.
        sql: the SQL without LIMIT and OFFSET.
        parameters: the parameters, or slots for them.
        size: how many parameters the shape has.
    """

    def __init__(self, compiler: Any, sql: str, parameters: Any, size: int) -> None:
        self.compiler = compiler
        self.state = {name: getattr(compiler, name) for name in STATE if hasattr(compiler, name)}
        # What `results_iter` asks it for, again for each query.
        columns = [column for column, *_ in self.state["select"][: self.state["col_count"]]]
        self.state["known_converters"] = columns, compiler.get_converters(columns)
        self.sql = sql
        # What of these is a number is taken from the shape's parameters, anything else is the same each time.
        self.parameters = [(one.number, None) if isinstance(one, Slot) else (None, one) for one in parameters]
        numbers = {number for number, _ in self.parameters if number is not None}
        self.is_safe = numbers == set(range(size))
        self.has_only_slots = None not in {number for number, _ in self.parameters}

    def values(self, parameters: list[Any]) -> tuple[Any, ...]:
        """Return the parameters of one query of this shape."""
        return tuple(value if number is None else parameters[number] for number, value in self.parameters)


class Remembering:
    """What makes Django's compiler one that remembers, and that reads only."""

    query: Any
    connection: Any
    known_converters: tuple[list[Any], Any] = [], {}

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> tuple[str, tuple[Any, ...]]:
        """Return SQL and parameters (`SQLCompiler.as_sql`).

        Raises:
            ReadsOnlyError: the query locks its rows.
        """
        if self.query.select_for_update:
            raise ReadsOnlyError("SELECT FOR UPDATE")
        connection = self.connection
        if connection.slots is not None:  # a part of another query
            return super().as_sql(with_limits, with_col_aliases)  # type: ignore[misc, no-any-return]
        is_whole = with_limits and not self.query.combinator and not self.query.subquery
        try:
            shape = Shape(self.query, self, marks=not is_whole)
        except (NoShapeError, EmptyResultSet, FullResultSet):
            return super().as_sql(with_limits, with_col_aliases)  # type: ignore[misc, no-any-return]
        zone = timezone.get_current_timezone_name() if settings.USE_TZ else None
        key = (*shape.tokens, zone, with_limits, with_col_aliases, self.elide_empty)  # type: ignore[attr-defined]
        compiled = connection.compiled.get(key)
        if compiled is None:
            compiled = self.compiled(shape, with_limits=with_limits and not is_whole, with_col_aliases=with_col_aliases)
            connection.remember(key, compiled)
        if not compiled.is_safe:
            return super().as_sql(with_limits, with_col_aliases)  # type: ignore[misc, no-any-return]
        self.__dict__.update(compiled.state)
        sql = compiled.sql
        if is_whole and self.query.is_sliced:
            sql = f"{sql} {connection.ops.limit_offset_sql(self.query.low_mark, self.query.high_mark)}"
        return sql, compiled.values(shape.parameters)

    def get_converters(self, expressions: Any) -> Any:
        """Return what turns the server's values into Python's, by column (`SQLCompiler.get_converters`)."""
        columns, converters = self.known_converters
        if len(columns) == len(expressions) and all(map(is_, columns, expressions)):
            return converters
        return super().get_converters(expressions)  # type: ignore[misc]

    def compiled(self, shape: Shape, *, with_limits: bool = True, with_col_aliases: bool = False) -> Compiled:
        """Compile the query with slots for the values that its shape leaves out."""
        connection = self.connection
        connection.pg_version  # noqa: B018 - to wait for it later would let other queries in between
        connection.slots = shape.slots
        try:
            sql, parameters = super().as_sql(with_limits, with_col_aliases)  # type: ignore[misc]
        finally:
            connection.slots = None
        return Compiled(self, sql, parameters, len(shape.parameters))

    def compile(self, node: Any) -> tuple[str, Any]:
        """Return SQL and parameters of a part of the query (`SQLCompiler.compile`)."""
        slots = self.connection.slots
        lookup, first = slots.get(id(node), (None, 0)) if slots else (None, 0)
        if lookup is node and node is not None:
            node = copy.copy(node)  # others may compile the same one on their threads

            def process_rhs(compiler: Any, connection: Any) -> tuple[Any, list[Slot]]:
                sql, parameters = lookup.process_rhs(compiler, connection)
                return sql, [Slot(first + number) for number in range(len(parameters))]

            node.process_rhs = process_rhs
        return super().compile(node)  # type: ignore[misc, no-any-return]


@cache
def remembering(compiler: Any) -> Any:
    """Return that compiler as one that remembers."""
    return type(f"Remembering{compiler.__name__}", (Remembering, compiler), {})
