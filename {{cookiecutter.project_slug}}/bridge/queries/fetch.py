"""Reads querysets without a thread: `await fetch(queryset)`."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterable, Iterator
from functools import partial
from itertools import groupby, islice
from typing import Any, Generic, TypeVar, overload

from django.db import connections
from django.db.models import Manager, Model, QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable, RawQuerySet

from bridge.queries.prepared import Prepared
from bridge.queries.run import read

Row = TypeVar("Row")
Default = TypeVar("Default")
CHUNK = 500  # rows


class Fetch(Generic[Row]):
    """A queryset about to be read.

    Await it for a list of all rows, use `async for` for many of them, or one of the methods, which are Django's. Rows
    are read anew each time: nothing is kept in the queryset.

    Args:
        queryset: what to read.
    """

    def __init__(self, queryset: Any) -> None:
        self.queryset = queryset

    @property
    def _plain(self) -> Any:
        return self.queryset.queryset() if isinstance(self.queryset, Prepared) else self.queryset

    def __await__(self) -> Generator[Any, None, list[Row]]:
        """Return all rows."""
        return self._all().__await__()

    async def _all(self) -> list[Row]:
        if isinstance(self.queryset, Prepared):
            return await read(partial(rows_of_prepared, self.queryset))
        groups = independent(self.queryset)
        if len(groups) < 2:  # noqa: PLR2004
            return await read(partial(rows_of, self.queryset))
        rows = await read(partial(rows_of, self.queryset.prefetch_related(None)))
        await asyncio.gather(*(read(partial(prefetch_related_objects, rows, *group)) for group in groups))
        return rows

    async def __aiter__(self) -> AsyncIterator[Row]:
        """Yield the rows, by chunks of 500; see `iterator`."""
        async for row in self.iterator():
            yield row

    async def iterator(self, chunk_size: int = CHUNK) -> AsyncIterator[Row]:
        """Yield the rows through a cursor on the server, as `QuerySet.iterator` does.

        It holds a connection until it is exhausted or closed: put it into `contextlib.aclosing` where you may leave
        the loop early. Where the database has no such cursors, all rows are read at once.

        Args:
            chunk_size: how many rows are in memory at once.
        """
        rows = chunks_of(self._plain, chunk_size)
        if not has_server_cursors(self._plain.db):  # a cursor of the thread's, which others may have in between
            everything: list[Row] = await read(partial(list, rows))
            for row in everything:
                yield row
            return
        try:
            while chunk := await read(partial(_next, rows, chunk_size)):
                for row in chunk:
                    yield row
        finally:
            await read(partial(_close, rows))

    async def get(self, *args: Any, **kwargs: Any) -> Row:
        """Return the one row that matches.

        Raises:
            ObjectDoesNotExist: the model's `DoesNotExist`: there is none.
            MultipleObjectsReturned: the model's: there are several.
        """
        if isinstance(self.queryset, Prepared):
            rows = await self
            if len(rows) == 1 and not args and not kwargs:
                return rows[0]
        return await read(partial(self._plain.get, *args, **kwargs))

    async def first(self) -> Row | None:
        """Return the first row, or None."""
        return await read(self._plain.first)

    async def last(self) -> Row | None:
        """Return the last row, or None."""
        return await read(self._plain.last)

    async def count(self) -> int:
        """Return how many rows there are."""
        return await read(partial(_count, self._plain))

    async def exists(self) -> bool:
        """Return whether there are any rows."""
        return await read(partial(_exists, self._plain))

    async def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return sums, averages and the like over all rows."""
        return await read(partial(self._plain.aggregate, *args, **kwargs))

    async def in_bulk(self, ids: Iterable[Any] | None = None, *, field_name: str = "pk") -> dict[Any, Row]:
        """Return rows by their keys."""
        return await read(partial(self._plain.in_bulk, ids, field_name=field_name))


Instance = TypeVar("Instance", bound=Model)


@overload
def fetch(queryset: Prepared[Row]) -> Fetch[Row]: ...


@overload
def fetch(queryset: QuerySet[Instance, Row]) -> Fetch[Row]: ...


@overload
def fetch(queryset: "RawQuerySet[Instance] | Manager[Instance]") -> Fetch[Instance]: ...


def fetch(queryset: Any) -> Fetch[Any]:
    """Read a queryset without a thread.

    ```python
    products = await fetch(Product.objects.filter(is_active=True).select_related("category")[:20])
    product = await fetch(Product.objects).get(pk=pk)
    total = await fetch(Product.objects.values("category").distinct()).count()
    async for product in fetch(Product.objects.order_by("id")): ...
    ```

    Args:
        queryset: a queryset, a manager or a raw query.
    """
    return Fetch(queryset.all() if isinstance(queryset, Manager) else queryset)


def has_server_cursors(alias: str) -> bool:
    """Return whether `QuerySet.iterator` leaves the rows of a database on its server."""
    connection = connections[alias]
    return connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


def chunks_of(queryset: Any, size: int) -> Iterator[Any]:
    """Return the rows of a queryset by chunks; those of raw SQL, for which Django has no cursor, are read at once."""
    return iter(queryset.iterator() if isinstance(queryset, RawQuerySet) else queryset.iterator(size))


def rows_of(queryset: Any) -> list[Any]:
    """Return all rows of a queryset, which keeps none of them (`QuerySet._fetch_all`)."""
    if isinstance(queryset, RawQuerySet):
        rows = list(queryset.iterator())
    elif isinstance(queryset, QuerySet) and type(queryset)._fetch_all is not QuerySet._fetch_all:
        return list(queryset.all())  # of a subclass that does more than Django does
    else:
        rows = list(queryset._iterable_class(queryset))
    if rows and queryset._prefetch_related_lookups:
        prefetch_related_objects(rows, *queryset._prefetch_related_lookups)
    return rows


def rows_of_prepared(prepared: Prepared[Row]) -> list[Row]:
    """Return all rows of a prepared queryset."""
    return rows_of(prepared.bound())


def independent(queryset: Any) -> list[list[Any]]:
    """Return the queryset's prefetch lookups, those together that begin with the same relation."""
    if getattr(queryset, "_iterable_class", None) is not ModelIterable:
        return []
    # Sorting is stable: within a group they stay in the order that Django reads them in.
    lookups = sorted(queryset._prefetch_related_lookups, key=_first_relation)
    return [list(group) for _, group in groupby(lookups, _first_relation)]


def _first_relation(lookup: Any) -> str:
    path: str = getattr(lookup, "prefetch_to", lookup)
    return path.split("__", maxsplit=1)[0]


def _next(rows: Iterator[Row], size: int) -> list[Row]:
    return list(islice(rows, size))


def _close(rows: Any) -> None:
    rows.close()


def _count(queryset: Any) -> int:
    number: int = queryset.query.get_count(using=queryset.db)
    return number


def _exists(queryset: Any) -> bool:
    found: bool = queryset.query.has_results(using=queryset.db)
    return found
