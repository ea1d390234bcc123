"""How far an operation is on its way from the legacy half to FastAPI."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade, Operation
from strangler.operations.paths import structure
from strangler.operations.routes import Route, fastapi_routes


class Routes:
    """The FastAPI routes, by the operations that they answer.

    Args:
        routes: of the service.
        operations: of the legacy half, all of them.
    """

    def __init__(self, routes: Iterable[Route], operations: Iterable[Operation]) -> None:
        self.all = list(routes)
        self._operations = list(operations)
        self._keys = {operation.key for operation in self._operations}
        self._routes: dict[tuple[str, str], list[Route]] = defaultdict(list)
        for route in self.all:
            if route.grade is not None:  # any other is no port, wherever it stands
                self._routes[route.method, structure(route.path)].append(route)

    def of(self, operation: Operation) -> Route | None:
        """Return the route that answers in the place of an operation, or None.

        Its path has the same structure; parameters may be called otherwise, unless that is another operation's path.
        """
        candidates = self._routes.get((operation.method, structure(operation.path)), [])
        same = [route for route in candidates if route.path == operation.path]
        others = [route for route in candidates if route.key not in self._keys]
        return next(iter(same or others), None)

    def without_legacy(self) -> list[Route]:
        """Return the routes that stand for no operation: new ones, and ported ones whose view is gone."""
        used = {id(self.of(operation)) for operation in self._operations}
        return [route for route in self.all if id(route) not in used]

    def grade(self, operation: Operation) -> Grade:
        """Return how far an operation is."""
        route = self.of(operation)
        return (route and route.grade) or Grade.LEGACY


def grade_of(operation: Operation, operations: Sequence[Operation] | None = None) -> Grade:
    """Return how far an operation is on its way; for many of them, `Routes` is made once.

    Args:
        operation: one of the legacy half.
        operations: all of the legacy half, where they are known.

    Raises:
        ToolkitError: the FastAPI application can't be read.
    """
    return Routes(fastapi_routes(), operations or legacy_operations(everything=True)).grade(operation)
