"""The serializers that drf-spectacular's `@extend_schema` declares for an operation."""

from enum import Enum
from typing import Any

from rest_framework.fields import empty

from strangler.ledger.reading.naming import name_of
from strangler.operations.operation import Operation

# What `extend_schema` keeps in the closures of the methods that it overrides, and what decides whether they hold.
REQUEST, RESPONSES = ("get_request_serializer", "request"), ("get_response_serializers", "responses")
IN_SCOPE = "is_in_scope"
SUCCESS = range(200, 300)


def declared_serializers(view: Any, operation: Operation) -> tuple[str | None, str | None]:
    """Return the names of what reads and of what prints, each "" for nothing and None where nothing is declared.

    Args:
        view: a DRF view that is ready to answer (`mock_view`).
        operation: which of its operations.
    """
    handler = getattr(view, operation.action, None)
    given = getattr(handler, "kwargs", {}).get("schema") or getattr(type(view), "schema", None)
    if given is None:
        return None, None
    schema: Any = given() if isinstance(given, type) else given
    schema.view, schema.path, schema.method = view, operation.path, operation.method
    responses = _declared(schema, *RESPONSES)
    if isinstance(responses, dict):
        responses = next((value for status, value in responses.items() if _is_success(status)), None)
    return _name(_declared(schema, *REQUEST)), _name(responses)


def _declared(schema: Any, method: str, variable: str) -> Any:
    """Return what the innermost class of a schema declares, as several decorators make several classes."""
    for cls in type(schema).__mro__:
        code = getattr(vars(cls).get(method), "__code__", None)
        if code is None or variable not in code.co_freevars:
            continue
        cells = dict(zip(code.co_freevars, vars(cls)[method].__closure__, strict=True))
        said = cells[variable].cell_contents
        if said is not empty and (IN_SCOPE not in cells or cells[IN_SCOPE].cell_contents(schema)):
            return said
    return empty


def _name(said: Any) -> str | None:
    if said is empty:
        return None
    said = getattr(said, "response", said)  # OpenApiResponse(response=…)
    said = getattr(said, "child", said)  # of `many=True`
    if said is None:
        return ""
    return f"{type(said).__name__}.{said.name}" if isinstance(said, Enum) else name_of(said)


def _is_success(status: Any) -> bool:
    code = str(status[0] if isinstance(status, tuple) else status)
    return code.isdigit() and int(code) in SUCCESS
