"""Filters as Django REST Framework's filter backends, for FastAPI routes: same parameters, same rows, same errors.

```python
filtering = Filtering(Filters(ProductFilter), Search(["name", "=sku"]), Ordering(["name", "price"]))


@router.get("/")
@reads
def list_products(
    narrow: Annotated[QuerySetFilter, Depends(filtering)], page: Annotated[Paginator[Product], Depends(pages)]
) -> Page[ProductOut]:
    return page(narrow(products()), ProductOut.read)
```

Each of them is a dependency by itself, too. In an `async def` route: `await narrow.run(products())`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from fastapi import Depends
from rest_framework.request import Request
from rest_framework.settings import api_settings

from bridge.drf.resources.query import Parameter, QueryString, query_string, signature
from bridge.drf.resources.search import Search as SearchTerms
from bridge.queries import read

if TYPE_CHECKING:  # a project may do without django-filter
    from django_filters import FilterSet  # type: ignore[import-untyped]

__all__ = ["Filter", "Filtering", "Filters", "Ordering", "QuerySetFilter", "Search"]

Row = TypeVar("Row", bound=Model)

ALL = "__all__"  # instead of names: all fields of the model, and all annotations


class Filter(ABC):
    """A FastAPI dependency that gives a `QuerySetFilter`."""

    @abstractmethod
    def parameters(self) -> list[Parameter]:
        """Return what the OpenAPI document lists."""

    @abstractmethod
    def apply(self, query: QueryString, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the rows that the request asks for."""

    async def __call__(self, *, query: QueryString, **_: object) -> "QuerySetFilter":
        """Return the filter of one request (FastAPI calls this)."""
        return QuerySetFilter(self, query)

    async def unlisted(self, query: Annotated[QueryString, Depends(query_string)]) -> "QuerySetFilter":
        """Return the same; a dependency for endpoints of one object, where nobody would look for these parameters.

        DRF's `get_object` filters as the list does: `/products/7/?category=tents` may be a 404.
        """
        return QuerySetFilter(self, query)


class QuerySetFilter:
    """One request's filter: `narrow(queryset)`.

    Args:
        filter_: what to filter by.
        query: the request's parameters.
    """

    def __init__(self, filter_: Filter, query: QueryString) -> None:
        self.filter = filter_
        self.query = query

    def __call__(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the rows that the request asks for; a filter may query its choices.

        Raises:
            rest_framework.exceptions.ValidationError: a parameter is invalid.
        """
        return self.filter.apply(self.query, rows)

    async def run(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the same, for `async def` routes."""
        return await read(partial(self.filter.apply, self.query, rows))


class Filtering(Filter):
    """Several filters, one after the other, as a view's `filter_backends`.

    Args:
        *filters: in the view's order.
    """

    def __init__(self, *filters: Filter) -> None:
        self.filters = filters
        self.__signature__ = signature(self.parameters())

    def parameters(self) -> list[Parameter]:
        """Return the parameters of all of them."""
        return [parameter for filter_ in self.filters for parameter in filter_.parameters()]

    def apply(self, query: QueryString, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the rows that all of them leave."""
        for filter_ in self.filters:
            rows = filter_.apply(query, rows)
        return rows


class Filters(Filter):
    """What `django_filters.rest_framework.DjangoFilterBackend` does with a view's `filterset_class`.

    Args:
        filterset_class: the legacy view's.
    """

    def __init__(self, filterset_class: "type[FilterSet]") -> None:
        self.filterset_class = filterset_class
        self.__signature__ = signature(self.parameters())

    def parameters(self) -> list[Parameter]:
        """Return a parameter for each filter, or several for a range."""
        from bridge.drf.resources.filter_parameters import filterset_parameters  # noqa: PLC0415

        return filterset_parameters(self.filterset_class)

    def apply(self, query: QueryString, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the filterset's rows.

        Raises:
            rest_framework.exceptions.ValidationError: a parameter is invalid; the detail has a list for each that is.
        """
        from django_filters.utils import translate_validation  # type: ignore[import-untyped]  # noqa: PLC0415

        filterset = self.filterset_class(data=query.values, queryset=rows, request=_drf_request(query))
        if not filterset.is_valid():
            raise translate_validation(filterset.errors)
        filtered: QuerySet[Row] = filterset.qs
        return filtered


class Search(Filter):
    """What `rest_framework.filters.SearchFilter` does with a view's `search_fields`.

    Args:
        fields: names of fields or lookups, with `^`, `=`, `@` or `$` before them for other lookups than `icontains`.
        param: the parameter; None for the project's `SEARCH_PARAM`.
    """

    def __init__(self, fields: Sequence[str], *, param: str | None = None) -> None:
        self.param: str = param or api_settings.SEARCH_PARAM
        self.terms = SearchTerms(fields)
        self.__signature__ = signature(self.parameters())

    def parameters(self) -> list[Parameter]:
        """Return the one parameter."""
        return [Parameter(self.param, description="A search term.")]

    def apply(self, query: QueryString, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the rows in which every term is found.

        Raises:
            rest_framework.exceptions.ValidationError: there is a null character in it.
        """
        return self.terms.find(query.get(self.param) or "", rows)


class Ordering(Filter):
    """What `rest_framework.filters.OrderingFilter` does with a view's `ordering_fields` and `ordering`.

    Args:
        fields: the names that clients may order by, alone or with labels; `"__all__"` for all of the model's.
        default: the view's `ordering`, where the client asks for none; None leaves the queryset's own.
        param: the parameter; None for the project's `ORDERING_PARAM`.
    """

    def __init__(
        self,
        fields: Iterable[str | tuple[str, str]] | str,
        *,
        default: str | Sequence[str] | None = None,
        param: str | None = None,
    ) -> None:
        if isinstance(fields, str) and fields != ALL:
            raise ValueError(f"{fields!r} is neither a list of names nor {ALL!r}.")
        self.fields = None if fields == ALL else [name if isinstance(name, str) else name[0] for name in fields]
        self.default = (default,) if isinstance(default, str) else default
        self.param: str = param or api_settings.ORDERING_PARAM
        self.__signature__ = signature(self.parameters())

    def parameters(self) -> list[Parameter]:
        """Return the one parameter."""
        names = f": {', '.join(self.fields)}" if self.fields else ""
        return [Parameter(self.param, description=f"Which field to use when ordering the results{names}.")]

    def apply(self, query: QueryString, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return the rows in order."""
        ordering = self.ordering(query, rows)
        return rows.order_by(*ordering) if ordering else rows

    def ordering(self, query: QueryString, rows: QuerySet[Any, Any]) -> Sequence[str] | None:
        """Return what the client asks for, without the names that it may not, or else the default."""
        asked = [name.strip() for name in (query.get(self.param) or "").split(",")]
        names = self.names(rows)
        return [name for name in asked if name.removeprefix("-") in names] or self.default

    def names(self, rows: QuerySet[Any, Any]) -> Sequence[str]:
        """Return the names that clients may order by."""
        if self.fields is not None:
            return self.fields
        return [field.name for field in rows.model._meta.fields] + list(rows.query.annotations)


def _drf_request(query: QueryString) -> Request:
    # A filterset's methods ask the DRF request for `query_params` and `user`. Who that is has been found out by now:
    # without being told, DRF would make the user anonymous, in the Django request too.
    request = Request(query.request)
    if hasattr(query.request, "user"):
        request.user = query.request.user
        request.auth = getattr(query.request, "auth", None)
    return request
