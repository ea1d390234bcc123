"""Cursor pagination as Django REST Framework's: pages that stay put while rows are added. Same cursors, same links."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any, Generic, NamedTuple, TypeVar
from urllib.parse import parse_qs, urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext
from pydantic import BaseModel, Field
from rest_framework.exceptions import NotFound

from bridge.drf.resources.filters import Ordering
from bridge.drf.resources.query import Parameter, QueryString, signature
from bridge.drf.resources.sizes import asked_size
from bridge.queries import read as without_thread

Item = TypeVar("Item")
Row = TypeVar("Row")

OFFSET_CUTOFF = 1000  # no cursor makes the database skip more rows than that


def reversed_ordering(ordering: Sequence[str]) -> list[str]:
    """Return the ordering the other way round."""
    return [name[1:] if name.startswith("-") else f"-{name}" for name in ordering]


class CursorPage(BaseModel, Generic[Item]):
    """The envelope of a page between others, in DRF's order."""

    next: Annotated[str | None, Field(json_schema_extra={"format": "uri"})]
    previous: Annotated[str | None, Field(json_schema_extra={"format": "uri"})]
    results: list[Item]


class Cursor(NamedTuple):
    """Where a page begins: so many rows (`offset`) after the first one that lies beyond `position`."""

    offset: int = 0
    reverse: bool = False
    position: str | None = None


class CursorPagination:
    """A FastAPI dependency that gives a `CursorPaginator`; mirrors `rest_framework.pagination.CursorPagination`.

    Args:
        page_size: rows on a page.
        ordering: what the rows are ordered by; the first field is the position, ties are counted.
        page_size_query_param: the parameter by which clients choose another size; None if they may not.
        max_page_size: the most that they get.
        ordering_filter: the view's `OrderingFilter`, from which DRF takes the ordering where it has one.
        cursor_query_param: the parameter for the cursor.

    Raises:
        ValueError: the page size is not positive, or the ordering is a field of a related row.
    """

    def __init__(
        self,
        page_size: int,
        ordering: str | Sequence[str],
        page_size_query_param: str | None = None,
        max_page_size: int | None = None,
        *,
        ordering_filter: Ordering | None = None,
        cursor_query_param: str = "cursor",
    ) -> None:
        if page_size < 1:
            raise ValueError("The page size must be positive.")
        self.page_size = page_size
        self.ordering = (ordering,) if isinstance(ordering, str) else tuple(ordering)
        if not self.ordering or "__" in self.ordering[0]:
            raise ValueError("A cursor is a position in a field of the rows themselves.")
        self.page_size_query_param = page_size_query_param
        self.max_page_size = max_page_size
        self.ordering_filter = ordering_filter
        self.cursor_query_param = cursor_query_param
        self.__signature__ = signature(self.parameters())

    async def __call__(self, *, query: QueryString, **_: object) -> "CursorPaginator[Any]":
        """Return the paginator of one request (FastAPI calls this)."""
        return CursorPaginator(self, query)

    def parameters(self) -> list[Parameter]:
        """Return what the OpenAPI document lists."""
        parameters = [Parameter(self.cursor_query_param, description="The pagination cursor value.")]
        if self.page_size_query_param:
            description = "Number of results to return per page."
            parameters.append(Parameter(self.page_size_query_param, {"type": "integer"}, description))
        return parameters + (self.ordering_filter.parameters() if self.ordering_filter else [])


class CursorPaginator(Generic[Row]):
    """One request's page: `page(queryset, read)`, or in steps: `cut`, the query, `around`, `envelope`."""

    def __init__(self, pagination: CursorPagination, query: QueryString) -> None:
        self.query = query
        self.cursor_query_param = pagination.cursor_query_param
        self.page_size = asked_size(
            query, pagination.page_size_query_param, pagination.page_size, pagination.max_page_size
        )
        self.ordering_filter = pagination.ordering_filter
        self.default_ordering = pagination.ordering

    def __call__(self, rows: QuerySet[Any, Row], read: Callable[[Row], Item]) -> CursorPage[Item]:
        """Return the page, in one query. Call it in a plain function: in a `def` route.

        Args:
            rows: all that there are; the paginator orders them.
            read: makes a row an item.

        Raises:
            NotFound: the cursor is none.
        """
        cut = self.cut(rows)
        around = cut.around(list(cut.rows))
        return self.envelope(around, [read(row) for row in around.rows])

    async def fetch(self, rows: QuerySet[Any, Row], read: Callable[[Row], Item]) -> CursorPage[Item]:
        """Return the page, for `async def` routes."""
        return await without_thread(partial(self, rows, read))

    def cut(self, rows: QuerySet[Any, Row]) -> "Cut[Row]":
        """Return the rows that the database is to be asked for: those of the page, and one more if there is one."""
        ordering = self.ordering(rows)
        cursor = self.cursor()
        offset, reverse, position = cursor or Cursor()
        rows = rows.order_by(*(reversed_ordering(ordering) if reverse else ordering))
        name = ordering[0].lstrip("-")
        if position is not None:
            comparison = "lt" if reverse != ordering[0].startswith("-") else "gt"
            rows = rows.filter(**{f"{name}__{comparison}": position})
        return Cut(rows[offset : offset + self.page_size + 1], cursor, name, self.page_size)

    def envelope(self, around: "Around[Any]", items: list[Item]) -> CursorPage[Item]:
        """Return the envelope for the items."""
        following, preceding = around.link(forward=True), around.link(forward=False)
        return CursorPage.model_construct(
            next=following and self.link(following), previous=preceding and self.link(preceding), results=items
        )

    def ordering(self, rows: QuerySet[Any, Row]) -> tuple[str, ...]:
        """Return what the rows are ordered by."""
        asked = self.ordering_filter.ordering(self.query, rows) if self.ordering_filter else None
        return tuple(asked or self.default_ordering)

    def cursor(self) -> Cursor | None:
        """Return the cursor that the client sent.

        Raises:
            NotFound: it is none.
        """
        encoded = self.query.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            tokens = parse_qs(b64decode(encoded.encode("ascii")).decode("ascii"), keep_blank_values=True)
            offset = int(tokens.get("o", ["0"])[0])
            reverse = bool(int(tokens.get("r", ["0"])[0]))
        except ValueError:
            raise NotFound(gettext("Invalid cursor")) from None
        if offset < 0:
            raise NotFound(gettext("Invalid cursor"))
        return Cursor(min(offset, OFFSET_CUTOFF), reverse, tokens["p"][0] if "p" in tokens else None)

    def link(self, cursor: Cursor) -> str:
        """Return the URL of the page at a cursor."""
        tokens: dict[str, str] = {}
        if cursor.offset:
            tokens["o"] = str(cursor.offset)
        if cursor.reverse:
            tokens["r"] = "1"
        if cursor.position is not None:
            tokens["p"] = cursor.position
        return self.query.link({self.cursor_query_param: b64encode(urlencode(tokens).encode()).decode()})


class Cut(Generic[Row]):
    """What the database is asked for.

    Args:
        rows: the query, ready to run.
        cursor: the request's.
        name: the field that is the position.
        page_size: rows on a page.
    """

    def __init__(self, rows: QuerySet[Any, Row], cursor: Cursor | None, name: str, page_size: int) -> None:
        self.rows = rows
        self.cursor = cursor
        self.name = name
        self.page_size = page_size

    def around(self, found: list[Row]) -> "Around[Row]":
        """Return the page that the found rows make, and what lies around it."""
        return Around(self, found)


class Around(Generic[Row]):
    """A page and its surroundings: `CursorPagination.get_next_link` and `get_previous_link`, which mirror each other.

    Args:
        cut: what was asked for.
        found: what came.
    """

    def __init__(self, cut: Cut[Row], found: list[Row]) -> None:
        self.name = cut.name
        self.page_size = cut.page_size
        self.cursor = cut.cursor
        offset, reverse, position = cut.cursor or Cursor()
        self.rows = found[: cut.page_size]
        more = len(found) > len(self.rows)
        beyond = self.position(found[-1]) if more else None
        came_from = position is not None or offset > 0
        # By direction: whether there are more rows, and the position of the first of them.
        self.has = {not reverse: more, reverse: came_from}
        self.positions = {not reverse: beyond, reverse: position}
        if reverse:
            self.rows.reverse()

    def position(self, row: Row) -> str:
        """Return a row's position."""
        return str(row[self.name] if isinstance(row, dict) else getattr(row, self.name))

    def link(self, *, forward: bool) -> Cursor | None:
        """Return the cursor of the next page, or of the previous one; None if there is none."""
        if not self.has[forward]:
            return None
        if not self.rows:
            return Cursor(0, not forward, self.positions[forward])
        rows = self.rows[::-1] if forward else self.rows
        turns = self.cursor is not None and self.cursor.reverse == forward
        # Turning round at an offset, the first position that we find is no marker.
        skips = turns and self.cursor is not None and self.cursor.offset != 0
        compare = self.position(rows[0]) if skips else self.positions[forward]
        for ties, row in enumerate(rows):
            position = self.position(row)
            if position != compare:
                return Cursor(ties, not forward, position)
        return self._among_ties(forward=forward, turns=turns)

    def _among_ties(self, *, forward: bool, turns: bool) -> Cursor:
        """Return the cursor from a page whose rows all have the same position, which is also that of the next row."""
        if not self.has[not forward] or self.cursor is None:
            return Cursor(self.page_size, not forward, None)
        # In turning, DRF skips a few rows too many. So do we.
        offset = 0 if turns else self.cursor.offset + self.page_size
        return Cursor(offset, not forward, self.positions[not forward])
