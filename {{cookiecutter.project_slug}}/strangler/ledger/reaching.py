"""Operations that nobody ever comes to, since another URL of Django's takes all their requests."""

from collections.abc import Iterable
from dataclasses import dataclass

from strangler.ledger.samples import resolved
from strangler.operations.operation import Operation
from strangler.operations.views import view_of


@dataclass(frozen=True)
class Unreached:
    """A path whose view is never called.

    Args:
        path: as OpenAPI writes it.
        view: the dotted name of its view.
        by: that of the view which is called in its place.
        at: the URL of that one, as the URLconf has it.
    """

    path: str
    view: str
    by: str
    at: str


def unreached(operations: Iterable[Operation]) -> list[Unreached]:
    """Return the paths without parameters that Django resolves to another view than theirs, each once."""
    found: dict[str, Unreached] = {}
    for operation in operations:
        if "{" in operation.path or operation.path in found:
            continue
        match = resolved(operation.path)
        if match is not None and match.func is not operation.callback:
            by = view_of(match.func).name
            found[operation.path] = Unreached(operation.path, operation.view, by, match.route)
    return list(found.values())
