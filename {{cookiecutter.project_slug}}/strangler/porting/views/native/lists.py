"""Filters and pages of a view, as the bridge has them."""

from typing import Any

from rest_framework import filters, pagination

from strangler.porting.module import Code, Place
from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.reasons import Why
from strangler.porting.views.source import call, options, text
from strangler.porting.views.view import DRFView

OF_DJANGO_FILTER = "django_filters.rest_framework.backends.DjangoFilterBackend"
FILTERS = "bridge.drf.resources.filters"
PAGES = "bridge.drf.resources.pagination"
# Of each kind of pagination: its dependency, what that gives, the envelope, and the attributes that are arguments.
KINDS: dict[type, tuple[str, str, str, dict[str, Any]]] = {
    pagination.PageNumberPagination: (
        "PageNumberPagination",
        "Paginator",
        "Page",
        {"page_size": None, "page_size_query_param": None, "max_page_size": None, "page_query_param": "page"},
    ),
    pagination.LimitOffsetPagination: (
        "LimitOffsetPagination",
        "Paginator",
        "Page",
        {"default_limit": None, "max_limit": None, "limit_query_param": "limit", "offset_query_param": "offset"},
    ),
    pagination.CursorPagination: (
        "CursorPagination",
        "CursorPaginator",
        "CursorPage",
        {
            "page_size": None,
            "ordering": None,
            "page_size_query_param": None,
            "max_page_size": None,
            "cursor_query_param": "cursor",
        },
    ),
}
# Attributes of a subclass that no client of JSON sees.
UNSEEN = {
    "__doc__",
    "__firstlineno__",
    "__module__",
    "__static_attributes__",
    "cursor_query_description",
    "display_page_controls",
    "limit_query_description",
    "offset_query_description",
    "page_query_description",
    "page_size_query_description",
    "template",
}


def filtering_of(drf: DRFView, model: Any, name: str, ordering: str) -> tuple[str, Code] | None:
    """Return a view's filters as the source of a `Filtering`, with what it needs; None for none.

    Args:
        drf: the operation.
        model: of the rows.
        name: of a filterset, where one must be made.
        ordering: the name of the view's `Ordering`, where it has one.

    Raises:
        NotNativeError: a filter backend is none that the bridge has.
    """
    parts: list[str] = []
    code = Code()
    imports = [f"{FILTERS}.{each}" for each in ("Filtering", "Filters", "Search", "Ordering")]
    for backend in drf.attribute("filter_backends") or ():
        path = f"{backend.__module__}.{backend.__qualname__}"
        if path == OF_DJANGO_FILTER:
            made = _filterset(drf, model, name)
            if made is not None:
                parts.append(f"Filters({made[0]})")
                code = made[1]
        elif backend is filters.SearchFilter:
            fields = drf.attribute("search_fields")
            if fields:
                parts.append(call("Search", listed(fields)))
        elif backend is filters.OrderingFilter:
            parts.append(ordering or ordering_of(drf))
        else:
            raise refusal(Why.FILTER, f"{drf.cls.__name__} filters by {backend.__name__}.", backend)
    if not parts:
        return None
    return call("Filtering", *parts), Code(
        (*code.imports, *Code.of(imports=imports).imports), code.statements, code.notes
    )


def _filterset(drf: DRFView, model: Any, name: str) -> tuple[str, Code] | None:
    given = drf.attribute("filterset_class")
    if given is not None:
        return given.__name__, Code.of(imports=[f"{given.__module__}.{given.__name__}"])
    fields = drf.attribute("filterset_fields")
    if fields is None:
        return None
    source = (
        f'class {name}Filter(FilterSet):\n    """What a list can be narrowed by."""\n\n'
        f"    class Meta:\n        model = {model.__name__}\n        fields = {fields!r}\n"
    )
    imports = ["django_filters.rest_framework.FilterSet", f"{model.__module__}.{model.__name__}"]
    return f"{name}Filter", Code.of(source, place=Place.CONSTANT, imports=imports)


def shares_ordering(drf: DRFView) -> bool:
    """Return whether a view's pages are cursors, which go by what its `OrderingFilter` says."""
    pages = drf.attribute("pagination_class")
    is_cursor = isinstance(pages, type) and issubclass(pages, pagination.CursorPagination)
    return is_cursor and filters.OrderingFilter in (drf.attribute("filter_backends") or ())


def ordering_of(drf: DRFView) -> str:
    """Return a view's `Ordering` as source.

    Raises:
        NotNativeError: its fields are those of a serializer.
    """
    fields, default = drf.attribute("ordering_fields"), drf.attribute("ordering")
    if fields is None:
        raise refusal(Why.FILTER, f"{drf.cls.__name__} can be ordered by any field of its serializer.", drf.cls)
    names = text(fields) if isinstance(fields, str) else listed(fields)
    return call("Ordering", names, **({"default": _value(default)} if default else {}))


def listed(values: Any) -> str:
    """Return a list of names, or of names with labels, as source."""
    return f"[{', '.join(text(one) if isinstance(one, str) else repr(one) for one in values)}]"


def pages_of(drf: DRFView, ordering: str = "") -> tuple[str, str, str, list[str]] | None:
    """Return a view's pagination: the dependency, what that gives, the envelope, imports; None for none.

    Args:
        drf: the operation.
        ordering: the name of the view's `Ordering`, which cursors ask for.

    Raises:
        NotNativeError: it is none that the bridge has.
    """
    cls = drf.attribute("pagination_class")
    if cls is None:
        return None
    base = next((base for base in KINDS if issubclass(cls, base)), None)
    if base is None:
        raise refusal(Why.PAGINATION, f"{drf.cls.__name__} has pages by {cls.__name__}.", cls)
    name, gives, envelope, attributes = KINDS[base]
    for each in cls.__mro__[: cls.__mro__.index(base)]:
        for attribute in sorted(set(vars(each)) - UNSEEN - set(attributes)):
            raise refusal(Why.PAGINATION, f"{each.__name__} has its own {attribute}.", each)
    said = {key: _value(getattr(cls, key)) for key, default in attributes.items() if getattr(cls, key) != default}
    size = getattr(cls, next(iter(attributes)))
    if size is None and base is pagination.PageNumberPagination and cls.page_size_query_param is None:
        return None  # it leaves each list whole
    if not isinstance(size, int) or size < 1:
        raise refusal(Why.PAGINATION, f"{cls.__name__} has no size, so that lists may be whole.", cls)
    if ordering and base is pagination.CursorPagination:
        said["ordering_filter"] = ordering
    return call(name, *options(said)), gives, envelope, [f"{PAGES}.{each}" for each in (name, gives, envelope)]


def _value(value: Any) -> str:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list | tuple):
        return listed(value)
    return repr(value)
