"""Pages as Django REST Framework's, for FastAPI routes: same parameters, same links, same envelope.

```python
pages = PageNumberPagination(page_size=20, page_size_query_param="page_size", max_page_size=100)


@router.get("/")
@reads
def list_products(page: Annotated[Paginator[Product], Depends(pages)]) -> Page[ProductOut]:
    return page(products(), ProductOut.read)
```

In an `async def` route: `return await page.fetch(products(), ProductOut.read)`.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext
from pydantic import BaseModel, Field
from rest_framework.exceptions import NotFound

from bridge.drf.resources.cursor import CursorPage, CursorPagination, CursorPaginator
from bridge.drf.resources.query import Parameter, QueryString, signature
from bridge.drf.resources.sizes import asked_size
from bridge.queries import read as without_thread

__all__ = [
    "CursorPage",
    "CursorPagination",
    "CursorPaginator",
    "LimitOffsetPagination",
    "Page",
    "PageNumberPagination",
    "Paginator",
]

Item = TypeVar("Item")
Row = TypeVar("Row")

LAST = "last"  # instead of the last page's number


class Page(BaseModel, Generic[Item]):
    """The envelope of a page among counted ones, in DRF's order."""

    count: int
    next: Annotated[str | None, Field(json_schema_extra={"format": "uri"})]
    previous: Annotated[str | None, Field(json_schema_extra={"format": "uri"})]
    results: list[Item]


class Paginator(ABC, Generic[Row]):
    """One request's page: `page(queryset, read)`, or in steps: the count, `window`, the query, `envelope`.

    Args:
        query: the request's parameters.
    """

    def __init__(self, query: QueryString) -> None:
        self.query = query

    def __call__(self, rows: QuerySet[Any, Row] | Sequence[Row], read: Callable[[Row], Item]) -> Page[Item]:
        """Return the page, in two queries. Call it in a plain function: in a `def` route.

        Args:
            rows: all that there are, in order.
            read: makes a row an item.

        Raises:
            NotFound: there is no such page.
        """
        self.check()
        count = rows.count() if isinstance(rows, QuerySet) else len(rows)
        window = self.window(count)  # before any row is read: there may be no such page
        return self.envelope(count, [read(row) for row in rows[window]])

    async def fetch(self, rows: QuerySet[Any, Row], read: Callable[[Row], Item]) -> Page[Item]:
        """Return the page, for `async def` routes."""
        return await without_thread(partial(self, rows, read))

    def check(self) -> None:
        """Refuse what is a page of no list, before any row is counted.

        Raises:
            NotFound: it is one.
        """

    @abstractmethod
    def window(self, count: int) -> slice:
        """Return which of so many rows are on the page; for an empty slice Django asks no database.

        Raises:
            NotFound: there is no such page.
        """

    @abstractmethod
    def links(self, count: int) -> tuple[str | None, str | None]:
        """Return the links to the next page and to the previous one."""

    def envelope(self, count: int, items: list[Item]) -> Page[Item]:
        """Return the envelope for the items on the page of so many rows."""
        following, preceding = self.links(count)
        return Page.model_construct(count=count, next=following, previous=preceding, results=items)


class PageNumberPagination:
    """A FastAPI dependency that gives a `Paginator`; mirrors `rest_framework.pagination.PageNumberPagination`.

    Args:
        page_size: rows on a page.
        page_size_query_param: the parameter by which clients choose another size; None if they may not.
        max_page_size: the most that they get.
        page_query_param: the parameter for the page's number.

    Raises:
        ValueError: the page size is not positive.
    """

    def __init__(
        self,
        page_size: int,
        page_size_query_param: str | None = None,
        max_page_size: int | None = None,
        *,
        page_query_param: str = "page",
    ) -> None:
        if page_size < 1:
            raise ValueError("The page size must be positive.")
        self.page_size = page_size
        self.page_size_query_param = page_size_query_param
        self.max_page_size = max_page_size
        self.page_query_param = page_query_param
        self.__signature__ = signature(self.parameters())

    async def __call__(self, *, query: QueryString, **_: object) -> Paginator[Any]:
        """Return the paginator of one request (FastAPI calls this)."""
        size = asked_size(query, self.page_size_query_param, self.page_size, self.max_page_size)
        return NumberedPages(query, self.page_query_param, size)

    def parameters(self) -> list[Parameter]:
        """Return what the OpenAPI document lists."""
        description = "A page number within the paginated result set."
        parameters = [Parameter(self.page_query_param, {"type": "integer"}, description)]
        if self.page_size_query_param:
            description = "Number of results to return per page."
            parameters.append(Parameter(self.page_size_query_param, {"type": "integer"}, description))
        return parameters


class NumberedPages(Paginator[Row]):
    """The page of that number.

    Args:
        query: the request's parameters.
        name: the parameter for the number.
        size: rows on a page.
    """

    def __init__(self, query: QueryString, name: str, size: int) -> None:
        super().__init__(query)
        self.name = name
        self.size = size

    def check(self) -> None:
        """Refuse what is no number of a page; Django, too, does so before it counts."""
        self.asked()

    def window(self, count: int) -> slice:
        """Return the page's rows; mirrors `django.core.paginator.Paginator.page`."""
        start = (self.number(count) - 1) * self.size
        return slice(start, min(start + self.size, count))

    def links(self, count: int) -> tuple[str | None, str | None]:
        """Return the links; that to the first page has no number."""
        number = self.number(count)
        following = self._link(number + 1) if number < self.last(count) else None
        preceding = self._link(number - 1) if number > 1 else None
        return following, preceding

    def number(self, count: int) -> int:
        """Return the page's number.

        Raises:
            NotFound: there is no such page.
        """
        last = self.last(count)
        number = self.asked() or last
        if number > last:
            raise NotFound(gettext("Invalid page."))
        return number

    def asked(self) -> int | None:
        """Return the number that is asked for, None for that of the last page.

        Raises:
            NotFound: it is no number of a page.
        """
        asked = self.query.get(self.name) or "1"
        try:
            number = None if asked == LAST else int(asked)
        except ValueError:
            raise NotFound(gettext("Invalid page.")) from None
        if number is not None and number < 1:
            raise NotFound(gettext("Invalid page."))
        return number

    def last(self, count: int) -> int:
        """Return the number of the last page. The first one is there even if it is empty."""
        # In floats, as Django: of a page of 10**400 rows there are none, and the answer is a 404.
        return math.ceil(max(1, count) / self.size)

    def _link(self, number: int) -> str:
        return self.query.link({self.name: number if number > 1 else None})


class LimitOffsetPagination:
    """A FastAPI dependency that gives a `Paginator`; mirrors `rest_framework.pagination.LimitOffsetPagination`.

    Args:
        default_limit: rows on a page.
        max_limit: the most that clients get.
        limit_query_param: the parameter by which they choose another limit.
        offset_query_param: the parameter for the first row's number.

    Raises:
        ValueError: the limit is not positive.
    """

    def __init__(
        self,
        default_limit: int,
        max_limit: int | None = None,
        *,
        limit_query_param: str = "limit",
        offset_query_param: str = "offset",
    ) -> None:
        if default_limit < 1:
            raise ValueError("The limit must be positive.")
        self.default_limit = default_limit
        self.max_limit = max_limit
        self.limit_query_param = limit_query_param
        self.offset_query_param = offset_query_param
        self.__signature__ = signature(self.parameters())

    async def __call__(self, *, query: QueryString, **_: object) -> Paginator[Any]:
        """Return the paginator of one request (FastAPI calls this)."""
        return Excerpt(query, self)

    def parameters(self) -> list[Parameter]:
        """Return what the OpenAPI document lists."""
        description = "The initial index from which to return the results."
        return [
            Parameter(self.limit_query_param, {"type": "integer"}, "Number of results to return per page."),
            Parameter(self.offset_query_param, {"type": "integer"}, description),
        ]


class Excerpt(Paginator[Row]):
    """So many rows from an offset on."""

    def __init__(self, query: QueryString, pagination: LimitOffsetPagination) -> None:
        super().__init__(query)
        self.limit_name, self.offset_name = pagination.limit_query_param, pagination.offset_query_param
        self.limit = asked_size(query, self.limit_name, pagination.default_limit, pagination.max_limit)
        # Any number from 1 on; whatever else a client sends is 0.
        self.offset = asked_size(query, self.offset_name, 0, None)

    def window(self, count: int) -> slice:
        """Return the page's rows: none where the offset lies beyond the end."""
        if count == 0 or self.offset > count:
            return slice(0, 0)
        return slice(self.offset, self.offset + self.limit)

    def links(self, count: int) -> tuple[str | None, str | None]:
        """Return the links, which always have the limit; that to the first page has no offset."""
        following = self._link(self.offset + self.limit) if self.offset + self.limit < count else None
        preceding = self._link(self.offset - self.limit) if self.offset > 0 else None
        return following, preceding

    def _link(self, offset: int) -> str:
        return self.query.link({self.limit_name: self.limit, self.offset_name: offset if offset > 0 else None})
