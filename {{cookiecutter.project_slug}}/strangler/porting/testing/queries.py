"""Query strings that a list is asked with: pages, filters, search, order; good ones and bad ones."""

from typing import Any
from urllib.parse import quote

from strangler.operations.operation import Operation

MOST = 8  # filters of a filter set that are asked for
SAMPLES = {"integer": "1", "number": "1", "boolean": "true"}
FORMATS = {"date": "2024-05-17", "date-time": "2024-05-17T09:30:00Z", "uuid": "00000000-0000-4000-8000-000000000001"}


def queries_of(operation: Operation) -> list[str]:
    """Return query strings, `?page=2` for example, that the view of a list looks at."""
    from bridge.drf.resources.listing import listed_parameters  # noqa: PLC0415 - imports DRF
    from strangler.porting.views.view import DRFView  # noqa: PLC0415

    try:
        view = DRFView(operation).instance()
        parameters = list(listed_parameters(view))
    except Exception:  # noqa: BLE001 - of a view that needs a request; then nothing is known
        return []
    pages = _page_parameters(view)
    found = [f"?{name}={value}" for name, values in pages.items() for value in values]
    for parameter in [each for each in parameters if each.name not in pages][:MOST]:
        name = quote(parameter.name)
        found += [f"?{name}={quote(value, safe=',:')}" for value in _values(view, parameter)]
    return found


def _page_parameters(view: Any) -> dict[str, tuple[str, ...]]:
    """Return what a paginator of DRF's asks for."""
    paginator = getattr(view, "paginator", None)
    names = {
        "page_query_param": ("2", "0"),
        "page_size_query_param": ("1",),
        "limit_query_param": ("1",),
        "offset_query_param": ("1",),
        "cursor_query_param": ("wrong",),
    }
    asked = {getattr(paginator, attribute, None): values for attribute, values in names.items()}
    return {name: values for name, values in asked.items() if name}


def _values(view: Any, parameter: Any) -> list[str]:
    """Return a value that fits, and one that doesn't where that can be refused."""
    schema = parameter.schema
    if fields := _ordering(view, parameter.name):
        return [fields[0], f"-{fields[0]}", "nothing"]
    if choices := schema.get("enum"):
        return [str(choices[0]), "nothing"]
    kind = schema.get("type", "string")
    if kind in SAMPLES:
        return [SAMPLES[kind], "nothing"]
    if schema.get("format") in FORMATS:
        return [FORMATS[schema["format"]], "nothing"]
    return ["a"]


def _ordering(view: Any, name: str) -> list[str]:
    from rest_framework.filters import OrderingFilter  # noqa: PLC0415

    backends = [each for each in getattr(view, "filter_backends", ()) if issubclass(each, OrderingFilter)]
    fields = getattr(view, "ordering_fields", None)
    if not any(backend.ordering_param == name for backend in backends) or not isinstance(fields, list | tuple):
        return []
    return [field if isinstance(field, str) else field[0] for field in fields]
