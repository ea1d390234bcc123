"""Says when two queries have the same SQL, save for the values in it: they have the same shape.

A shape is everything that Django's compiler may look at, written down in one flat list: classes, names, joins,
expressions, and the values that stand in them. The one thing left out is the right-hand side of a lookup such as
`price__gte=5`, and of those only Django's own that pass their value on as a parameter: their SQL is in the shape, so
that `id__in=[1, 2]` and `id__in=[1, 2, 3]` have two. Whatever is unknown here has no shape, and is compiled each time.
"""

import datetime as dt
import decimal
import enum
import uuid
from collections.abc import Hashable
from functools import cache
from typing import Any

from django.db.models import Field, ForeignObjectRel, lookups
from django.db.models.expressions import BaseExpression
from django.db.models.fields import related_lookups
from django.db.models.sql.query import Query
from django.utils.functional import cached_property

# Lookups whose SQL is that of their two sides, and whose right side is parameters.
BY_VALUE: frozenset[type] = frozenset(
    {
        lookups.Exact,
        lookups.IExact,
        lookups.GreaterThan,
        lookups.GreaterThanOrEqual,
        lookups.LessThan,
        lookups.LessThanOrEqual,
        lookups.IntegerGreaterThanOrEqual,
        lookups.IntegerLessThan,
        lookups.In,
        lookups.Contains,
        lookups.IContains,
        lookups.StartsWith,
        lookups.IStartsWith,
        lookups.EndsWith,
        lookups.IEndsWith,
        lookups.Range,
        lookups.Regex,
        lookups.IRegex,
        related_lookups.RelatedExact,
        related_lookups.RelatedIn,
        related_lookups.RelatedLessThan,
        related_lookups.RelatedLessThanOrEqual,
        related_lookups.RelatedGreaterThan,
        related_lookups.RelatedGreaterThanOrEqual,
        # Django 4.2 has no such of its own.
        getattr(lookups, "IntegerFieldExact", lookups.Exact),
        getattr(lookups, "IntegerGreaterThan", lookups.GreaterThan),
        getattr(lookups, "IntegerLessThanOrEqual", lookups.LessThanOrEqual),
    }
)
VALUES = {str, int, bool, bytes, type(None), type(...), uuid.UUID, dt.date, dt.timedelta}
# Of these, two may be equal and yet be printed differently: 1.0 and 1.00.
PRINTED = {float, decimal.Decimal, dt.datetime, dt.time, dt.timezone}
# What a field may override, and then give SQL that nobody here knows of.
FIELD_SQL = ("select_format", "get_placeholder", "get_placeholder_sql", "get_extra_restriction", "get_col", "db_type",
    "cast_db_type", "db_type_parameters")  # fmt: skip
# Of a query: what it has worked out and would work out again.
WORKED_OUT = {"_annotation_select_cache", "_extra_select_cache"}
MARKS = {"low_mark", "high_mark"}


class NoShapeError(Exception):
    """Something in a query is unknown, so that its SQL must be asked for each time."""


class Shape:
    """The shape of one query, and the lookups whose values are left out of it.

    Args:
        query: the query.
        compiler: that of the query; asked for the parameters of lookups.
        marks: whether LIMIT and OFFSET belong to the shape.

    Raises:
        NoShapeError: the query has none.
        EmptyResultSet, FullResultSet: a lookup can't be true, or can't be false.
    """

    def __init__(self, query: Query, compiler: Any, *, marks: bool) -> None:
        self.compiler = compiler
        self.tokens: list[Any] = []
        # By a lookup's id: the lookup, and the number of its first parameter.
        self.slots: dict[int, tuple[Any, int]] = {}
        self.parameters: list[Any] = []
        self.query(query, marks=marks)

    def add(self, value: Any) -> None:
        """Write down one thing, whatever it is."""
        kind = type(value)
        if kind in VALUES:
            self.tokens += (kind, value)
        elif kind in PRINTED:
            self.tokens += (kind, repr(value))
        else:
            getattr(self, writer(kind))(value)  # type: ignore[arg-type]

    def query(self, query: Any, *, marks: bool = True) -> None:
        """Write a query down."""
        if type(query) is not Query or query.select_for_update or query.explain_info:
            raise NoShapeError
        left_out = WORKED_OUT if marks else WORKED_OUT | MARKS
        self.attributes(query, left_out)

    def attributes(self, thing: Any, left_out: Any = frozenset()) -> None:
        """Write down a class, and all attributes of its instance."""
        tokens, add = self.tokens, self.add
        tokens.append(type(thing))
        for name, value in thing.__dict__.items():
            if name not in left_out:
                tokens.append(name)
                add(value)

    def sequence(self, values: Any) -> None:
        """Write down a tuple or a list."""
        self.tokens += (tuple, len(values))
        for value in values:
            self.add(value)

    def mapping(self, values: dict[Any, Any]) -> None:
        """Write down a dict in its order."""
        self.tokens += (dict, len(values))
        for name, value in values.items():
            self.add(name)
            self.add(value)

    def names(self, values: Any) -> None:
        """Write down a set of names."""
        if not all(type(value) is str for value in values):
            raise NoShapeError
        self.tokens += (set, frozenset(values))

    def refuse(self, _value: Any) -> None:
        """Write nothing down.

        Raises:
            NoShapeError: always.
        """
        raise NoShapeError

    def itself(self, value: Any) -> None:
        """Write down something that is the same only if it is itself: a class, a member of an enum."""
        self.tokens.append(value)

    def field(self, field: Any) -> None:
        """Write down a field: itself, if it belongs to a model, or else what it is made of."""
        if hasattr(field, "model"):
            self.tokens += (Field, id(field))  # the compiled query keeps it alive
        else:
            _, path, args, kwargs = field.deconstruct()
            self.tokens += (path, repr(args), repr(kwargs))

    def expression(self, expression: Any) -> None:
        """Write down an expression."""
        self.attributes(expression, worked_out(type(expression)))  # type: ignore[arg-type]

    def lookup(self, lookup: Any) -> None:
        """Write down a lookup; its value goes among the parameters, not into the shape."""
        if hasattr(lookup.rhs, "as_sql") or lookup.bilateral_transforms or isinstance(lookup.rhs, bool):
            self.expression(lookup)
            return
        sql, parameters = lookup.process_rhs(self.compiler, self.compiler.connection)
        self.slots[id(lookup)] = lookup, len(self.parameters)
        self.tokens += (type(lookup), str(sql), len(parameters))
        self.parameters += parameters
        self.add(lookup.lhs)


@cache
def writer(kind: Hashable) -> str:
    """Return by which method of a shape things of a class are written down."""
    assert isinstance(kind, type)  # noqa: S101
    of_fields = "field" if not overridden(kind, FIELD_SQL) else "refuse"
    of_expressions = "expression" if is_known(kind) else "refuse"
    of_others = "attributes" if kind.__module__.startswith("django.db.models.") else "refuse"
    kinds: list[tuple[Any, str]] = [
        ((tuple, list), "sequence"),
        ((set, frozenset), "names"),
        (dict, "mapping"),
        ((type, enum.Enum), "itself"),
        (Query, "query"),
        ((Field, ForeignObjectRel), of_fields),
        (tuple(BY_VALUE), "lookup" if kind in BY_VALUE else of_expressions),
        (BaseExpression, of_expressions),
        (object, of_others),  # joins, conditions, references: whatever Django's queries are made of
    ]
    return next(method for base, method in kinds if issubclass(kind, base))


def is_known(kind: type) -> bool:
    """Return whether the SQL of an expression comes from Django alone; a class may give it names, but no methods."""
    values = (value for base in not_of_django(kind) for value in vars(base).values())
    return not any(callable(value) or hasattr(value, "__get__") for value in values)


def overridden(kind: type, methods: tuple[str, ...]) -> bool:
    """Return whether a class has one of these methods from anybody but Django."""
    return any(name in vars(base) for base in not_of_django(kind) for name in methods)


def not_of_django(kind: type) -> list[type]:
    """Return the classes that somebody else has added to one of Django's."""
    return [base for base in kind.__mro__ if not base.__module__.startswith(("django.", "builtins"))]


@cache
def worked_out(kind: type) -> frozenset[str]:
    """Return the attributes that an expression has worked out itself, and that its constructor has kept."""
    cached = {name for base in kind.__mro__ for name, value in vars(base).items() if isinstance(value, cached_property)}
    # The type of the result may also have been given, and then it is nowhere else.
    return frozenset(cached - {"output_field"} | {"_constructor_args"})
