"""Which requests are recorded. Asked on the event loop for every request, so it only compares and counts."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import Scope

ERROR = 400
MOST_SHAPES = 10_000  # of which a process remembers that it has seen them
MINUTE = 60  # seconds


@dataclass
class Chosen:
    """That a request is recorded, and whether nothing like it was seen before."""

    is_new: bool


class Chooser:
    """Chooses a share of the requests, all errors, and the first one of each shape; of all these so many a minute.

    Args:
        sample: the share, from 0 to 1.
        per_minute: requests in a minute at most.
        now: seconds on a clock that runs evenly.
    """

    def __init__(self, sample: float, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._sample = sample
        self._per_minute = per_minute
        self._now = now
        self._minute = -1
        self._count = 0
        self._shapes: set[tuple[object, ...]] = set()

    def choose(self, scope: Scope, status: int) -> Chosen | None:
        """Return whether to record a request, given the status that was answered."""
        shape = shape_of(scope, status)
        is_new = shape not in self._shapes and len(self._shapes) < MOST_SHAPES
        if not (is_new or status >= ERROR or random.random() < self._sample):  # noqa: S311 - a sample, no secret
            return None
        if not self._is_within_minute():
            return None
        if is_new:
            self._shapes.add(shape)
        return Chosen(is_new)

    def _is_within_minute(self) -> bool:
        minute = int(self._now() // MINUTE)
        if minute != self._minute:
            self._minute, self._count = minute, 0
        self._count += 1
        return self._count <= self._per_minute


def shape_of(scope: Scope, status: int) -> tuple[object, ...]:
    """Return what requests have in common that likely take the same way through the service.

    Path without ids, names of the parameters, types of content, whether somebody is logged in; and the status.
    """
    headers = dict(scope["headers"])
    return (
        scope["method"],
        _folded(scope["path"]),
        frozenset(pair.partition(b"=")[0] for pair in scope["query_string"].split(b"&")),
        headers.get(b"content-type", b"").partition(b";")[0],
        headers.get(b"accept"),
        b"authorization" in headers or b"cookie" in headers,
        status,
    )


def _folded(path: str) -> str:
    """Return a path without what differs from row to row: all that has a digit in it."""
    if path.isalpha():
        return path
    return "/".join("*" if any(map(str.isdigit, part)) else part for part in path.split("/"))
