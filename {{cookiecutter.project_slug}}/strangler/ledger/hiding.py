"""FastAPI routes that answer what was another URL's: `/products/{slug}` in front of `/products/export/`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bridge.patterns import PathIndex, shapes
from strangler.ledger.samples import belongs, samples
from strangler.operations.grades import Routes
from strangler.operations.operation import Grade, Operation
from strangler.operations.routes import Route

# Routes of these grades let the legacy half answer whatever is another view's.
CAREFUL = {Grade.WRAPPED, Grade.HYBRID}


@dataclass(frozen=True)
class Hiding:
    """A route that answers requests of an operation which it is no port of.

    Args:
        route: the key of the route.
        operation: the key of the operation.
        example: a path that the route answers, and the operation did.
        endpoint: the dotted name of the route's function.
    """

    route: str
    operation: str
    example: str
    endpoint: str


def hidden_operations(operations: Sequence[Operation], routes: Routes) -> list[Hiding]:
    """Return which routes hide which operations, each pair once.

    Whether two paths overlap is tried with sample values for their parameters.

    Args:
        operations: all of the legacy half, also those that are not the project's own.
        routes: those of the service.
    """
    index = PathIndex(shapes(route.expression) for route in routes.all)
    beginnings = {_beginning(route.path) for route in routes.all if route.grade not in CAREFUL}
    found: dict[tuple[str, str], Hiding] = {}
    for operation in operations:
        begins = _beginning(operation.path)
        if not any(begins.startswith(one) or one.startswith(begins) for one in beginnings):
            continue
        own = routes.of(operation)
        for path in samples(operation):
            first = next(_taking(path, operation.method, index, routes.all), None)
            if first is None or first is own or first.grade in CAREFUL or not belongs(path, operation):
                continue
            hiding = Hiding(first.key, operation.key, f"{operation.method} {path}", first.endpoint)
            found.setdefault((first.key, operation.key), hiding)
    return list(found.values())


def _beginning(path: str) -> str:
    """Return what a path begins with before its first parameter: paths that differ there have nothing in common."""
    return path.partition("{")[0]


def _taking(path: str, method: str, index: PathIndex, routes: Sequence[Route]) -> Iterator[Route]:
    """Yield the routes that would take a request, in their order."""
    for number in index.find(path):
        route = routes[number]
        if route.method == method and route.expression.match(path):
            yield route
