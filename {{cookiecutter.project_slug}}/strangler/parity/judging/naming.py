"""Which operations a URL belongs to, whatever the method."""

from functools import cache

from django.urls import Resolver404, resolve

from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Operation

FORMAT = ".<format>/?"


def operations_at(path: str) -> list[Operation]:
    """Return the operations at a URL; none where the legacy half has no such URL."""
    try:
        pattern = resolve(path).route
    except (Resolver404, UnicodeError):
        return []
    return _by_pattern().get(pattern) or _by_pattern().get(pattern.removesuffix(FORMAT), [])


@cache
def _by_pattern() -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in legacy_operations(everything=True):
        found.setdefault(operation.pattern, []).append(operation)
    return found
