"""What a command shows, whatever it looks like in the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from strangler.ledger.entry import Entry
from strangler.ledger.hiding import Hiding
from strangler.ledger.reaching import Unreached
from strangler.ledger.selecting import Group
from strangler.ledger.traffic.counting import Traffic
from strangler.operations.routes import Route


@dataclass(frozen=True)
class Shown:
    """What is shown.

    Args:
        entries: the operations, in their order.
        groups: the same by the classes that define their handlers, if that was asked for.
        new: FastAPI routes that were never the legacy half's, where the whole is shown.
        hiding: routes that hide an operation, likewise.
        unreached: paths that Django never comes to, likewise.
        traffic: what the logs tell, if any were read.
        facts: whether what the views say belongs into a table.
        in_detail: whether each entry is shown with all that is known of it.
    """

    entries: Sequence[Entry]
    groups: Sequence[Group] | None = None
    new: Sequence[Route] = ()
    hiding: Sequence[Hiding] = ()
    unreached: Sequence[Unreached] = ()
    traffic: Traffic | None = None
    facts: bool = False
    in_detail: bool = False
