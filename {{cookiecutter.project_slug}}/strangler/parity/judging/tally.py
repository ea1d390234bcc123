"""What was seen of one operation, over all requests."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import parse_qsl

from strangler.exchanges.exchange import Request
from strangler.parity.judging.accepting import Accepted
from strangler.parity.judging.bodies import body_as_data
from strangler.parity.judging.data import parse, type_name
from strangler.parity.judging.difference import Difference, Kind
from strangler.parity.judging.naming import operations_at
from strangler.parity.judging.noise import Noise
from strangler.parity.judging.queries import counted
from strangler.parity.outcome import Comparison

SAMPLES = 3  # of a group that are shown
NOWHERE = "(no such URL)"
ERRORS = 400  # from this status on an answer is an error


@dataclass
class Group:
    """The same difference at many requests.

    Args:
        pattern: where.
        kind: in what way.
        accepted: why it may stay, None where nobody has said that it may.
        count: at how many places.
        samples: the first of them.
    """

    pattern: str
    kind: Kind
    accepted: Accepted | None = None
    count: int = 0
    samples: list[tuple[Request, Difference]] = field(default_factory=list)

    @property
    def part(self) -> str:
        """The first name of the pattern."""
        return self.samples[0][1].part


@dataclass
class Tally:
    """What was seen of one operation.

    Args:
        key: `GET /api/products/{pk}/`.
        route: the route that answered; "" where none did.
        requests: how many were compared.
        by_route: how many of them the route answered.
        preserved: how many had no difference, or only information.
        accepted: how many had only differences that are accepted.
        unresolved: how many had others.
        statuses: of the legacy half, and how often.
        shapes: distinct forms of requests with their answers.
        queries: how many the legacy half sent, and the route.
        slower: for each request, how many times as long the route took.
        differences: by pattern and kind.
        information: the same, of what is only worth knowing.
        noise: what chance changes.
    """

    key: str
    route: str = ""
    requests: int = 0
    by_route: int = 0
    preserved: int = 0
    accepted: int = 0
    unresolved: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    shapes: set[Hashable] = field(default_factory=set)
    queries: tuple[int, int] = (0, 0)
    slower: list[float] = field(default_factory=list)
    differences: dict[tuple[str, Kind, bool], Group] = field(default_factory=dict)
    information: dict[tuple[str, Kind, bool], Group] = field(default_factory=dict)
    noise: Noise = field(default_factory=Noise)

    def see(self, comparison: Comparison) -> None:
        """Count a request, whatever is found about it later."""
        legacy, routes = comparison.legacy, comparison.routes
        self.requests += 1
        self.by_route += comparison.took_by == "route"
        self.route = self.route or comparison.route
        self.statuses[legacy.answer.status] += 1
        self.shapes.add(shape_of(comparison))
        sent = len(counted(legacy.queries)), len(counted(routes.queries))
        self.queries = self.queries[0] + sent[0], self.queries[1] + sent[1]
        if legacy.seconds > 0:
            self.slower.append(routes.seconds / legacy.seconds)

    @property
    def errors(self) -> list[int]:
        """The statuses of errors that were compared."""
        return sorted(status for status in self.statuses if status >= ERRORS)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the legacy half alone was asked, and there is nothing to say about it."""
        return not self.by_route and not self.differences

    @property
    def query_ratio(self) -> float | None:
        """How many statements the route sends for one of the legacy half; None where that sends none."""
        return self.queries[1] / self.queries[0] if self.queries[0] else None

    @property
    def time_ratio(self) -> float | None:
        """How many times as long the route takes, in the middle."""
        return median(self.slower) if self.slower else None

    @property
    def groups(self) -> list[Group]:
        """The differences that nobody has accepted, the most frequent first."""
        return _sorted(group for group in self.differences.values() if group.accepted is None)

    @property
    def accepted_groups(self) -> list[Group]:
        """The differences that are accepted."""
        return _sorted(group for group in self.differences.values() if group.accepted is not None)


def put(groups: dict[tuple[str, Kind, bool], Group], request: Request, found: Difference, why: Accepted | None) -> None:
    """Add a difference to the group of its like."""
    key = (found.pattern, found.kind, why is not None)
    group = groups.setdefault(key, Group(found.pattern, found.kind, why))
    group.count += 1
    if len(group.samples) < SAMPLES and all(request is not other for other, _ in group.samples):
        group.samples.append((request, found))


def operation_key(comparison: Comparison) -> str:
    """Return `GET /api/products/{pk}/`; of HEAD and OPTIONS, and of what is answered 405, the path with that method."""
    method = comparison.request.method
    if comparison.operation is not None:
        return f"{method} {comparison.operation.path}"
    there = operations_at(comparison.request.path)
    return f"{method} {there[0].path}" if there else comparison.route or f"{method} {NOWHERE}"


def shape_of(comparison: Comparison) -> Hashable:
    """Return the form of a request and its answer: which parameters and fields there are, and of which type."""
    request, answer = comparison.request, comparison.legacy.answer
    parameters = frozenset(name for name, _ in parse_qsl(request.target.partition("?")[2], keep_blank_values=True))
    names = frozenset(
        name for name, _ in request.headers if name in {"authorization", "accept", "content-type", "cookie"}
    )
    return parameters, names, bool(request.login), _form(_sent(request)), answer.status, _form(body_as_data(answer))


def _sent(request: Request) -> Any:
    try:
        return parse(request.body)
    except ValueError:
        return request.body.decode(errors="replace")


def _form(value: Any) -> Hashable:
    match value:
        case dict():
            return frozenset((key, _form(item)) for key, item in value.items())
        case list():
            return ("array", frozenset(_form(item) for item in value))
        case "":
            return "empty"
        case _:
            return type_name(value)


def _sorted(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-group.count, group.pattern, group.kind))
