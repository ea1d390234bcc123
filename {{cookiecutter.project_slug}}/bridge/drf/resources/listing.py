"""What a legacy list view reads of the query string, for the documentation of routes that let the view read it.

```python
@router.get("/", dependencies=[Depends(Listing(ProductViewSet))])
```
"""

from typing import Any

from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.views import APIView

from bridge.drf.resources.filters import Filters, Ordering, Search
from bridge.drf.resources.query import Parameter, signature

OF_DJANGO_FILTER = "DjangoFilterBackend"  # a project may do without it


class Listing:
    """A FastAPI dependency that documents the filters and pages of a view, and does nothing else.

    Args:
        view: the class.
        attributes: what the URL says of it, or `@action`.
    """

    def __init__(self, view: type[APIView], **attributes: Any) -> None:
        self.__signature__ = signature(listed_parameters(view(**attributes)))

    async def __call__(self, **_: object) -> None:
        """Do nothing (FastAPI calls this)."""


def listed_parameters(view: Any) -> list[Parameter]:
    """Return the parameters of a view's filter backends and of its pagination, each once."""
    found: list[Parameter] = []
    for backend in getattr(view, "filter_backends", ()):
        found += _filtered_by(view, backend)
    pagination = getattr(view, "pagination_class", None)
    if pagination is not None:
        operations = pagination().get_schema_operation_parameters(view)
        found += [
            Parameter(one["name"], one.get("schema", {}), str(one.get("description") or "")) for one in operations
        ]
    return list({parameter.name: parameter for parameter in found}.values())


def _filtered_by(view: Any, backend: Any) -> list[Parameter]:
    if issubclass(backend, SearchFilter) and getattr(view, "search_fields", None):
        return Search(view.search_fields, param=backend.search_param).parameters()
    if issubclass(backend, OrderingFilter):
        fields = getattr(view, "ordering_fields", None)
        return Ordering(fields if isinstance(fields, list | tuple) else [], param=backend.ordering_param).parameters()
    filterset = getattr(view, "filterset_class", None)
    if filterset is not None and any(base.__name__ == OF_DJANGO_FILTER for base in backend.__mro__):
        return Filters(filterset).parameters()
    return []
