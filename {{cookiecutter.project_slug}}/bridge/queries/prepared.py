"""Querysets that are built and compiled once, and then run with other values.

```python
@prepared
def cheap_products(maximum: Decimal) -> QuerySet[Product]:
    return Product.objects.filter(price__lte=maximum).order_by("name")[:20]


products = await fetch(cheap_products(Decimal(10)))
```

The function is called with stand-ins for its arguments. Those that end up as the value of a lookup are put into the
finished SQL at each call, prepared by Django's own lookup; all others decide the query's shape (a number of rows, a
condition, None, a boolean), and each of their values has a query of its own. What can't be done so is built and
compiled at each call, as any other queryset is: the rows are always those of the queryset that the function returns.
"""

import enum
import functools
import inspect
import logging
from collections.abc import Callable, Hashable
from typing import Any, Generic, ParamSpec, TypeVar

from django.conf import settings
from django.db import connections
from django.db.models import Model, QuerySet

from bridge.queries.shapes import PRINTED, NoShapeError, Shape
from bridge.queries.standins import DecidesShapeError, Skeleton, StandIn, Step
from bridge.queries.statements import Statement

logger = logging.getLogger(__name__)

P = ParamSpec("P")
Row = TypeVar("Row")
Instance = TypeVar("Instance", bound=Model)

REMEMBERED = 200  # queries of one function


class Prepared(Generic[Row]):
    """A call of a prepared function: a queryset about to be read by `fetch`.

    Args:
        function: what was called.
        values: all arguments by their names.
    """

    def __init__(self, function: "Function", values: dict[str, Any]) -> None:
        self.function = function
        self.values = values

    def queryset(self) -> Any:
        """Return the queryset, built as if the function weren't prepared."""
        return self.function.function(**self.values)

    def bound(self) -> Any:
        """Return what Django's iterables take for the queryset, with its SQL; or the queryset, if it has to be built.

        Call it where the queryset is to be read.
        """
        known = self.function.known(self.values)
        if known is None:
            return self.queryset()
        try:
            bound = known.bound(self.values)
        except Exception:  # noqa: BLE001 - these arguments make another query, or none: the queryset itself will say
            return self.queryset()
        if settings.DEBUG:
            self._compare(bound)
        return bound

    def _compare(self, bound: "Bound") -> None:
        """Raise if the prepared query isn't that of the queryset: in development each call is checked."""
        queryset = self.queryset()
        if not bound.is_for(queryset):
            raise RuntimeError(
                f"{self.function.name} depends on more than its arguments: it can't be @prepared. Pass what it reads"
                " elsewhere as an argument."
            )


class Function:
    """A function that builds a queryset from its arguments, and the queries that are known of it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = function.__qualname__
        self.decide: set[str] = set()  # arguments that decide the shape
        self.queries: dict[Hashable, Query | None] = {}

    def known(self, values: dict[str, Any]) -> "Query | None":
        """Return the query for these arguments, but for those that go into lookups; None where it must be built."""
        key = self._key(values)
        if key is None or key in self.queries:
            return self.queries.get(key)
        query = self._prepare(values)
        key = self._key(values)  # by now it is known which arguments decide the shape
        if key is not None:
            if len(self.queries) >= REMEMBERED:
                del self.queries[next(iter(self.queries))]
            self.queries[key] = query
        return query

    def _key(self, values: dict[str, Any]) -> Hashable | None:
        key = tuple([self._part(name, value) for name, value in values.items()])
        try:
            hash(key)
        except TypeError:  # a list, for example, that decides the shape
            return None
        return key

    def _part(self, name: str, value: Any) -> Hashable:
        kind = type(value)
        if name in self.decide or decides(value):
            return kind, (repr(value) if kind in PRINTED else value)
        return kind, (len(value) if kind in {list, tuple, set, frozenset} else None)

    def _prepare(self, values: dict[str, Any]) -> "Query | None":
        while True:
            try:
                stand_ins = {name: self._stand_in(name, value) for name, value in values.items()}
                queryset = self.function(**stand_ins)
                connection = connections[queryset.db]
                if not getattr(connection, "is_on_loop", False):
                    return None
                compiler = queryset.query.get_compiler(connection=connection)
                skeleton = Skeleton(queryset.query, compiler, values)
            except DecidesShapeError as error:
                self.decide.add(error.name)
            except Exception:  # noqa: BLE001 - if it is wrong, the queryset itself will say so
                return None
            else:
                return self._verified(values, queryset, skeleton)

    def _stand_in(self, name: str, value: Any) -> Any:
        stays = name in self.decide or decides(value) or hasattr(value, "resolve_expression")
        return value if stays else StandIn(name)

    def _verified(self, values: dict[str, Any], queryset: Any, skeleton: Skeleton) -> "Query | None":
        """Return the query, if the function makes the same of the arguments as of their stand-ins."""
        real = self.function(**values)
        shape = Shape(real.query, skeleton.compiler, marks=True)
        if shape.tokens != skeleton.tokens or shape.parameters != skeleton.parameters or not alike(real, queryset):
            logger.warning("%s is compiled at each call: it depends on more than its arguments.", self.name)
            return None
        # Objects that rows would be given, and querysets for prefetching, may hold arguments.
        if real._known_related_objects or not all(isinstance(one, str) for one in real._prefetch_related_lookups):
            return None
        compiler = real.query.get_compiler(connection=connections[real.db])
        compiled = compiler.compiled(shape)
        return Query(real, compiled, skeleton.plan) if compiled.is_safe else None


class Query:
    """A compiled query, and how its parameters come about."""

    def __init__(self, queryset: Any, compiled: Any, plan: list[Step]) -> None:
        self.queryset = queryset
        self.alias = queryset.db
        self.compiled = compiled
        self.plan = plan
        # The types of other values than those of lookups can't be told from where they stand.
        self.sql = Statement(compiled.sql) if compiled.has_only_slots else compiled.sql

    def bound(self, values: dict[str, Any]) -> "Bound":
        """Return the query with the arguments in it.

        Raises:
            NoShapeError, EmptyResultSet, FullResultSet: they make it another query.
        """
        if self.queryset.db != self.alias:
            raise NoShapeError
        connection = connections[self.alias]
        compiler = type(self.compiled.compiler)(self.queryset.query, connection, self.alias)
        parameters = [one for step in self.plan for one in step.parameters(values, compiler)]
        compiler.__dict__.update(self.compiled.state)
        finished = self.sql, self.compiled.values(parameters)
        compiler.as_sql = lambda *_, **__: finished
        return Bound(self.queryset, compiler)


class Bound:
    """A queryset whose query has been compiled already.

    Args:
        queryset: one of the same shape.
        compiler: that of the query.
    """

    def __init__(self, queryset: Any, compiler: Any) -> None:
        self._queryset = queryset
        self._compiler = compiler

    @property
    def query(self) -> "Bound":
        """The query, which Django's iterables ask for the compiler."""
        return self

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        """Return the compiler (`Query.get_compiler`)."""
        return self._compiler

    def is_for(self, queryset: Any) -> bool:
        """Return whether this is what Django would make of a queryset."""
        compiler = queryset.query.get_compiler(connection=self._compiler.connection)
        sql, parameters = compiler.as_sql()
        return bool((sql, tuple(parameters)) == self._compiler.as_sql())

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(self._queryset, name)
        except AttributeError:
            return getattr(self._queryset.query, name)


def decides(value: Any) -> bool:
    """Return whether a function may tell a value from others without the stand-in noticing: `is None`, `== ""`."""
    return value is None or isinstance(value, bool | enum.Enum) or (isinstance(value, str) and not value)


def alike(one: Any, other: Any) -> bool:
    """Return whether rows of two querysets are made in the same way."""
    return all(
        getattr(one, name, None) == getattr(other, name, None)
        for name in ("_iterable_class", "_fields", "_prefetch_related_lookups", "_hints", "_fetch_mode")
    ) and type(one) is type(other)


def prepared(function: Callable[P, QuerySet[Instance, Row]]) -> Callable[P, Prepared[Row]]:
    """Let a function's queryset be built and compiled once, for `fetch` to run it with other values.

    The queryset must depend on the arguments alone: not on the time, a setting that changes, or who is asking, unless
    that is an argument. With DEBUG each call is checked against the queryset itself.

    Args:
        function: takes arguments by their names or places, and returns a queryset.
    """
    signature = inspect.signature(function)
    names = tuple(signature.parameters)
    is_simple = all(one.kind is one.POSITIONAL_OR_KEYWORD for one in signature.parameters.values())
    own = Function(function)

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> Prepared[Row]:
        if is_simple and not kwargs and len(args) == len(names):  # what `bind` finds out, in a tenth of its time
            return Prepared(own, dict(zip(names, args, strict=True)))
        arguments = signature.bind(*args, **kwargs)
        arguments.apply_defaults()
        return Prepared(own, arguments.arguments)

    return call
