"""A query string that is validated by a schema, as a view does with a serializer of its query parameters.

```python
@router.get("/low_stock/")
def low_stock(query: Annotated[LowStockQuery, Depends(QueryParameters(LowStockQuery))]) -> Page[ProductOut]: ...
```
"""

from typing import Any, Generic, TypeVar

from bridge.drf.resources.query import Parameter, QueryString, signature
from bridge.drf.schemas import Schema

S = TypeVar("S", bound=Schema)


class QueryParameters(Generic[S]):
    """A FastAPI dependency: the request's parameters as a schema, refused in DRF's words, documented in OpenAPI.

    It runs on the event loop, so the schema's validators may not query.

    Args:
        schema: what they are.
    """

    def __init__(self, schema: type[S]) -> None:
        self.schema = schema
        self.__signature__ = signature(self.parameters())

    def parameters(self) -> list[Parameter]:
        """Return what the OpenAPI document lists."""
        described: dict[str, Any] = self.schema.model_json_schema()["properties"]
        return [Parameter(name, one, one.get("description")) for name, one in described.items()]

    async def __call__(self, *, query: QueryString, **_: object) -> S:
        """Return the valid parameters of one request (FastAPI calls this).

        Raises:
            rest_framework.exceptions.ValidationError: one is invalid.
        """
        return self.schema.parse(query.values)
