"""How far an operation is to be ported, before any code is written."""

from dataclasses import dataclass

from strangler.operations.operation import Grade, Operation
from strangler.porting.views.paths import RoutePath
from strangler.porting.views.reasons import Reason


@dataclass(frozen=True)
class Plan:
    """How an operation will be ported, if all goes well.

    Args:
        operation: of the legacy half.
        path: for FastAPI.
        grade: that it may reach.
        reasons: why not higher.
    """

    operation: Operation
    path: RoutePath
    grade: Grade
    reasons: tuple[Reason, ...] = ()
