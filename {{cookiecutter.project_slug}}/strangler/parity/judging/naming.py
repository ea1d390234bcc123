"""Which operations a URL belongs to, whatever the method."""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve

from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Operation

FORMAT = ".<format>/?"
BEGINNING = re.compile(r"(^|/)\^")  # of a regular expression within a path; Django leaves it out when it matches


def operations_at(path: str) -> list[Operation]:
    """Return the operations at a URL; none where the legacy half has no such URL."""
    try:
        pattern = _plain(resolve(path).route)
    except (Resolver404, UnicodeError):
        return []
    known = _by_pattern(settings.ROOT_URLCONF)
    return known.get(pattern) or known.get(pattern.removesuffix(FORMAT), [])


@cache
def _by_pattern(_urlconf: Any) -> dict[str, list[Operation]]:
    """Return the operations of a URLconf, which is the one that is set."""
    found: dict[str, list[Operation]] = {}
    for operation in legacy_operations(everything=True):
        found.setdefault(_plain(operation.pattern), []).append(operation)
    return found


def _plain(pattern: str) -> str:
    return BEGINNING.sub(r"\1", pattern)
