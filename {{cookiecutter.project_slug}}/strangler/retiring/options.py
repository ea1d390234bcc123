"""OPTIONS tells those who may write of a serializer's fields. A route knows them only if its policy says so."""

import importlib.util
from dataclasses import dataclass
from typing import Any

from strangler.operations.operation import Operation
from strangler.retiring.target import Target


@dataclass(frozen=True)
class Unsaid:
    """A serializer whose fields OPTIONS will tell no more.

    Args:
        serializer: its name.
        paths: as OpenAPI writes them.
        module: of their routes.
    """

    serializer: str
    paths: tuple[str, ...]
    module: str


def unsaid_options(target: Target) -> list[Unsaid]:
    """Return the serializers that OPTIONS tells of while the views are there, and that no policy of a route names."""
    if importlib.util.find_spec("rest_framework") is None:
        return []
    from bridge.drf.policy import policy_of  # noqa: PLC0415 - needs DRF

    paths: dict[tuple[str, str], dict[str, None]] = {}
    for operation, route in zip(target.operations, target.routes, strict=True):
        both = route.route.router.policy.override(policy_of(route.route.endpoint))
        serializer = _serializer(operation)
        # DRF's SimpleMetadata asks about these two.
        if operation.method in {"PUT", "POST"} and serializer and both.serializer is None:
            paths.setdefault((serializer, route.route.endpoint.__module__), {})[operation.path] = None
    return [Unsaid(serializer, tuple(found), module) for (serializer, module), found in paths.items()]


def _serializer(operation: Operation) -> str:
    given = getattr(operation.callback, "initkwargs", {}).get("serializer_class")
    kind: Any = given or getattr(operation.view_class, "serializer_class", None)
    return kind.__name__ if kind is not None else ""
