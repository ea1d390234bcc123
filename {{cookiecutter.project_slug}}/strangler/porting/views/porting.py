"""From operations of the legacy half to a module of FastAPI routes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from strangler.operations.operation import Grade, Operation
from strangler.porting.merging import merge
from strangler.porting.module import Code, Place
from strangler.porting.views.endpoint import ROUTER, Endpoint, Ported, PortedModule
from strangler.porting.views.naming import common_prefix, snake, tag
from strangler.porting.views.paths import RoutePath, can_be_written, route_path
from strangler.porting.views.reasons import Reason, Why, reason
from strangler.porting.views.routers import Routers, around, common_view, included, middleware, routers_code
from strangler.porting.views.view import DRFView, against_hybrid, is_drf
from strangler.porting.views.wrapped import wrapped_endpoint

RANK = (Grade.LEGACY, Grade.WRAPPED, Grade.HYBRID, Grade.NATIVE)


@dataclass(frozen=True)
class Plan:
    """How an operation will be ported.

    Args:
        operation: of the legacy half.
        path: for FastAPI.
        grade: that it reaches.
        reasons: why not higher.
    """

    operation: Operation
    path: RoutePath
    grade: Grade
    reasons: tuple[Reason, ...] = ()


def port_operations(operations: Sequence[Operation], grade: Grade | None = None) -> PortedModule:
    """Return a module of routes for operations, in their order, all with one path in common where they have one.

    What can't be ported faithfully at the grade asked for is ported at the next lower one; what can't be wrapped either
    is left out. The outcome says for each why.

    Args:
        operations: of the legacy half, those of one viewset or application for example.
        grade: wrapped, hybrid or native; None for the highest that each can have.
    """
    plans = [plan(operation, grade or Grade.NATIVE) for operation in operations]
    written = [each for each in plans if each.grade is not Grade.LEGACY]
    prefix = common_prefix([each.path.path for each in written])
    endpoints: list[tuple[Plan, Endpoint]] = []
    views: dict[Grade, list[Any]] = {}
    for each in written:
        views.setdefault(each.grade, []).append(each.operation.view_class)
    view = common_view(views.get(Grade.HYBRID, []))
    taken = {"router", *(one.value for one in RANK)}
    for each in written:
        endpoint = endpoint_of(each, prefix, taken, view)
        taken.add(endpoint.name)
        endpoints.append((each, endpoint))
    label = tag(prefix, operations) if written else ""
    code = assembled(endpoints, prefix, label, view)
    names = {each.operation.key: endpoint for each, endpoint in endpoints}
    outcome = tuple(_ported(each, names.get(each.operation.key)) for each in plans)
    return PortedModule(code, docstring_of(label, operations), snake(label), outcome)


def plan(operation: Operation, wanted: Grade) -> Plan:
    """Return the highest grade up to the one wanted that an operation can be ported at, and why not higher."""
    path = route_path(operation)
    if not can_be_written(path):
        return Plan(operation, path, Grade.LEGACY, (reason(Why.NO_PATH, f"No route can match {operation.pattern}."),))
    if wanted is Grade.WRAPPED:
        return Plan(operation, path, Grade.WRAPPED)
    if reasons := against(operation, path):
        return Plan(operation, path, Grade.WRAPPED, tuple(reasons))
    return Plan(operation, path, Grade.HYBRID)


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


def endpoint_of(planned: Plan, prefix: str, taken: set[str], router_view: Any) -> Endpoint:
    """Return the endpoint of a plan."""
    if planned.grade is Grade.WRAPPED:
        return wrapped_endpoint(planned.operation, planned.path, prefix, taken)
    from strangler.porting.views.hybrid import hybrid_endpoint  # noqa: PLC0415 - imports DRF

    return hybrid_endpoint(DRFView(planned.operation), planned.path, prefix, taken, router_view)


def assembled(endpoints: Sequence[tuple[Plan, Endpoint]], prefix: str, label: str, view: Any) -> Code:
    """Return all of a module's code."""
    if not endpoints:
        return Code()
    routers = Routers(frozenset(endpoint.grade for _, endpoint in endpoints))
    policies, imports = _policy(view)
    lost = middleware() if routers.grades - {Grade.WRAPPED} else []
    options = {each: around(lost) for each in (Grade.HYBRID, Grade.NATIVE)}
    imports = [*imports, "bridge.middleware.around", "bridge.drf.policy.Policy"]
    parts = [routers_code(routers, prefix, label, policies, options, imports)]
    for _, endpoint in endpoints:
        source = endpoint.source.replace(ROUTER, routers.name(endpoint.grade))
        parts.append(endpoint.code)
        parts.append(Code.of(source, place=Place.ENDPOINT, imports=endpoint.imports, notes=endpoint.notes))
    return merge([*parts, included(routers)])


def docstring_of(label: str, operations: Sequence[Operation]) -> str:
    """Return the module's docstring."""
    views = list(dict.fromkeys(operation.view for operation in operations))
    title = label.replace("_", " ").replace("-", " ").capitalize()
    names = ", ".join(view.rpartition(".")[2] for view in views[:3]) + (" and others" if len(views) > 3 else "")  # noqa: PLR2004
    return f"{title}, ported from {names}."


def _policy(view: Any) -> tuple[dict[Grade, str], list[str]]:
    if view is None:
        return {}, []
    from strangler.porting.views.importing import importable  # noqa: PLC0415

    expression, needed = importable(view)
    return {Grade.HYBRID: f"Policy(view={expression})"}, [needed]


def _ported(planned: Plan, endpoint: Endpoint | None) -> Ported:
    if endpoint is None:
        return Ported(planned.operation, Grade.LEGACY, planned.reasons)
    return Ported(planned.operation, endpoint.grade, planned.reasons, endpoint.notes, endpoint.name)
