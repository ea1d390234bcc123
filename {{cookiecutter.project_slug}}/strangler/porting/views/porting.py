"""From operations of the legacy half to a module of FastAPI routes."""

from collections.abc import Sequence

from strangler.operations.operation import Grade, Operation
from strangler.porting.views.endpoint import PortedModule
from strangler.porting.views.naming import snake, tag
from strangler.porting.views.paths import RoutePath, can_be_written, route_path
from strangler.porting.views.plans import Plan
from strangler.porting.views.reasons import Reason, Why, reason
from strangler.porting.views.view import DRFView, against_hybrid, is_drf
from strangler.porting.views.writer import Writer


def port_operations(operations: Sequence[Operation], grade: Grade | None = None) -> PortedModule:
    """Return a module of routes for operations, in their order, all with one path in common where they have one.

    What can't be ported faithfully at the grade asked for is ported at the next lower one; what can't be wrapped either
    is left out. The outcome says for each why.

    Args:
        operations: of the legacy half, those of one viewset or application for example.
        grade: wrapped, hybrid or native; None for the highest that each can have.
    """
    plans = [plan(operation, grade or Grade.NATIVE) for operation in operations]
    writer = Writer(plans)
    outcome = [writer.write(each) for each in plans]
    label = tag(writer.prefix, operations) if operations else ""
    return PortedModule(writer.assembled(label), docstring_of(label, operations), snake(label), tuple(outcome))


def plan(operation: Operation, wanted: Grade) -> Plan:
    """Return the highest grade up to the one wanted that an operation can be ported at, and why not higher."""
    path = route_path(operation)
    if not can_be_written(path):
        return Plan(operation, path, Grade.LEGACY, (reason(Why.NO_PATH, f"No route can match {operation.pattern}."),))
    if wanted is Grade.WRAPPED:
        return Plan(operation, path, Grade.WRAPPED)
    if reasons := against(operation, path):
        return Plan(operation, path, Grade.WRAPPED, tuple(reasons))
    return Plan(operation, path, wanted)


def against(operation: Operation, path: RoutePath) -> list[Reason]:
    """Return why an operation can't be hybrid."""
    if not is_drf(operation):
        source = operation.view_class or operation.callback
        return [reason(Why.NOT_DRF, f"{operation.view.rpartition('.')[2]} is no view of DRF's.", source)]
    from strangler.porting.views.importing import importable  # noqa: PLC0415

    found = against_hybrid(DRFView(operation))
    if not path.named:
        found.append(reason(Why.ARGUMENTS, f"{operation.pattern} has parameters without names."))
    if path.translated:
        found.append(reason(Why.NO_PATH, f"{operation.pattern} begins with the language of the request."))
    try:
        importable(operation.view_class)
    except LookupError as error:
        found.append(reason(Why.POLICY, str(error), operation.view_class))
    return found


def docstring_of(label: str, operations: Sequence[Operation]) -> str:
    """Return the module's docstring."""
    views = list(dict.fromkeys(operation.view for operation in operations))
    title = label.replace("_", " ").replace("-", " ").capitalize()
    names = ", ".join(view.rpartition(".")[2] for view in views[:3]) + (" and others" if len(views) > 3 else "")  # noqa: PLR2004
    return f"{title}, ported from {names}."
