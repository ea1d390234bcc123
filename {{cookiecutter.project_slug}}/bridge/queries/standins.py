"""Stands in for the arguments of a function that builds a queryset, and notices what becomes of them."""

from typing import Any, NoReturn

from bridge.queries.shapes import NoShapeError, Shape


class DecidesShapeError(Exception):
    """An argument was used as something else than the value of a lookup.

    Args:
        name: the argument.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class StandIn:
    """Stands for an argument while a queryset is built. To Django it is an expression, which it leaves alone.

    Args:
        name: the argument.
    """

    filterable = True
    contains_aggregate = contains_over_clause = contains_column_references = False

    def __init__(self, name: str) -> None:
        self.name = name

    def resolve_expression(self, *_: Any, **__: Any) -> "StandIn":
        """Return itself (`BaseExpression.resolve_expression`)."""
        return self

    def get_source_expressions(self) -> list[Any]:
        """Return nothing: there is nothing inside."""
        return []

    def as_sql(self, *_: Any) -> NoReturn:
        """Refuse: this is no part of a query that can be run."""
        raise DecidesShapeError(self.name)

    def _used(self, *_: Any) -> NoReturn:
        raise DecidesShapeError(self.name)

    def __eq__(self, other: object) -> bool:
        if other == "":  # Django asks each lookup by `exact`; an argument that is empty is never stood in for
            return False
        raise DecidesShapeError(self.name)

    def __hash__(self) -> NoReturn:
        raise DecidesShapeError(self.name)

    __bool__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __len__ = __index__ = _used
    __int__ = __float__ = __str__ = __repr__ = __format__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = _used
    __rmul__ = __truediv__ = __rtruediv__ = __mod__ = __rmod__ = __neg__ = __abs__ = __contains__ = __getitem__ = _used
    __and__ = __or__ = __xor__ = __invert__ = __call__ = _used

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in {"as_sql", "_meta", "query", "get_bilateral_transforms"}:
            raise AttributeError(name)
        raise DecidesShapeError(self.name)


class Skeleton(Shape):
    """The shape of a query with stand-ins in it.

    Args:
        query: the query.
        compiler: that of the query.
        values: the arguments by their names, of which some are stood in for.

    Raises:
        DecidesShapeError: a stand-in is somewhere else than on the right-hand side of a lookup.
    """

    def __init__(self, query: Any, compiler: Any, values: dict[str, Any]) -> None:
        self.values = values
        self.plan: list[Step] = []
        super().__init__(query, compiler, marks=True)

    def add(self, value: Any) -> None:
        """Write down one thing."""
        if type(value) is StandIn:
            raise DecidesShapeError(value.name)
        super().add(value)

    def lookup(self, lookup: Any) -> None:
        """Write down a lookup, with the argument's value in the stand-in's place."""
        argument = lookup.rhs.name if type(lookup.rhs) is StandIn else None
        real = lookup if argument is None else type(lookup)(lookup.lhs, self.values[argument])
        before = len(self.parameters), len(self.tokens)
        super().lookup(real)
        if id(real) in self.slots:
            sql = self.tokens[before[1] + 1]
            self.plan.append(Step(lookup, argument, sql, self.parameters[before[0] :]))
        elif argument is not None:
            raise DecidesShapeError(argument)


class Step:
    """How the parameters of one lookup come about.

    Args:
        lookup: with a stand-in on its right-hand side, or a value that stays.
        argument: the one that is stood in for, if there is one.
        sql: the right-hand side.
        parameters: the ones that stay, where there is no argument.
    """

    def __init__(self, lookup: Any, argument: str | None, sql: str, parameters: list[Any]) -> None:
        self.kind = type(lookup)
        self.lhs = lookup.lhs
        self.argument = argument
        self.sql = sql
        self.constant = parameters

    def parameters(self, values: dict[str, Any], compiler: Any) -> list[Any]:
        """Return the parameters for these arguments, as Django's lookup prepares them.

        Raises:
            NoShapeError: with them the query has another shape.
            EmptyResultSet, FullResultSet: the lookup can't be true, or can't be false.
        """
        if self.argument is None:
            return self.constant
        lookup = self.kind(self.lhs, values[self.argument])
        if lookup.rhs is None or isinstance(lookup.rhs, bool) or hasattr(lookup.rhs, "as_sql"):
            raise NoShapeError
        sql, parameters = lookup.process_rhs(compiler, compiler.connection)
        if str(sql) != self.sql:
            raise NoShapeError
        return list(parameters)
