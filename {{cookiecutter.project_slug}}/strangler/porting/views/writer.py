"""Writes the endpoints of a module one after the other, each at the highest grade that works."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade, Operation
from strangler.operations.paths import parameters
from strangler.porting.checking import problem_of
from strangler.porting.merging import merge
from strangler.porting.module import Code, Import, Place
from strangler.porting.views.endpoint import ROUTER, Endpoint, Ported
from strangler.porting.views.naming import common_prefix, noun, snake
from strangler.porting.views.paths import overlapping
from strangler.porting.views.plans import Plan
from strangler.porting.views.reasons import Reason, Why, reason
from strangler.porting.views.routers import (
    ORDER,
    Routers,
    around,
    common_view,
    included,
    middleware,
    pruned,
    routers_code,
)
from strangler.porting.views.source import call
from strangler.porting.views.view import DRFView, is_drf
from strangler.porting.views.wrapped import wrapped_endpoint


class Writer:
    """The endpoints of one module.

    Args:
        plans: of all its operations.
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        written = [each for each in plans if each.grade is not Grade.LEGACY]
        self.prefix = common_prefix([each.path.path for each in written])
        views = dict.fromkeys(each.operation.view for each in written)
        self._labels = labels([each.operation for each in written]) if len(views) > 1 else {}
        # The policy of a hybrid router names the view, where there is one only.
        self._view = common_view([each.operation.view_class for each in written if each.grade is not Grade.WRAPPED])
        self._taken = {"router", *(grade.value for grade in ORDER)}
        self._endpoints: list[Endpoint] = []
        self._drf = any(is_drf(each.operation) for each in written)
        self._book: Any = None
        self._all: list[Operation] | None = None
        self._named: set[str] = set()  # paths of which OPTIONS can tell a name
        if self._drf:
            from strangler.porting.views.models import Book  # noqa: PLC0415 - imports DRF

            self._book = Book(*self._taken)

    def write(self, plan: Plan) -> Ported:
        """Write one endpoint; return what became of its operation."""
        if plan.grade is Grade.LEGACY:
            return Ported(plan.operation, Grade.LEGACY, plan.reasons)
        reasons = list(plan.reasons)
        for grade in reversed(ORDER[: ORDER.index(plan.grade) + 1]):
            endpoint = self._attempt(plan, grade, reasons)
            if endpoint is not None:
                name = self._add(endpoint)
                return Ported(plan.operation, grade, tuple(reasons), endpoint.notes, name)
        return Ported(plan.operation, Grade.LEGACY, tuple(reasons))

    def _add(self, endpoint: Endpoint) -> str:
        """Add an endpoint, to that which differs in its method alone if there is one; return its name."""
        for number, other in enumerate(self._endpoints):
            if twins(endpoint, other):
                decorator, _ = endpoint.source.split("\n", 1)
                self._endpoints[number] = replace(other, source=with_decorator(other.source, decorator))
                return other.name
        self._taken.add(endpoint.name)
        self._named.add(endpoint.path)
        self._endpoints.append(endpoint)
        return endpoint.name

    def _attempt(self, plan: Plan, grade: Grade, reasons: list[Reason]) -> Endpoint | None:
        """Return an endpoint that can be imported, or None and note why there is none."""
        if grade is Grade.NATIVE:
            from strangler.porting.views.native.refusing import NotNativeError  # noqa: PLC0415 - imports DRF

            try:
                endpoint = self._native(plan)
            except NotNativeError as error:
                reasons.append(error.reason)
                return None
        elif grade is Grade.HYBRID:
            from strangler.porting.views.hybrid import hybrid_endpoint  # noqa: PLC0415 - imports DRF

            drf = DRFView(plan.operation)
            endpoint = hybrid_endpoint(drf, plan.path, self.prefix, self._taken, self._book, self._view)
        else:
            return self._wrapped(plan)
        if problem := problem_of(self._code([endpoint], "trial")):
            reasons.append(reason(Why.TRIAL, f"What was written for the grade {grade.value} fails: {problem}."))
            return None
        return endpoint

    def _wrapped(self, plan: Plan) -> Endpoint:
        """Return a wrapped endpoint, with models if those work."""
        endpoint = wrapped_endpoint(plan.operation, plan.path, self.prefix, self._taken, self._book)
        if self._book is not None and problem_of(self._code([endpoint], "trial")):
            return wrapped_endpoint(plan.operation, plan.path, self.prefix, self._taken, None)
        return endpoint

    def _native(self, plan: Plan) -> Endpoint:
        from strangler.porting.views.native.endpoint import native_endpoint  # noqa: PLC0415
        from strangler.porting.views.native.policies import names_for_options  # noqa: PLC0415

        label = self._labels.get(plan.operation.view, "")
        drf = DRFView(plan.operation)
        endpoint = native_endpoint(drf, plan.path, self.prefix, self._taken, self._book, label=label)
        named = () if plan.path.path in self._named else names_for_options(drf)
        return replace(
            endpoint, exact=bool(self._overlaps(plan)), policy=(*endpoint.policy, *named), path=plan.path.path
        )

    def _overlaps(self, plan: Plan) -> list[Operation]:
        """Return what other URLs answer of the paths that the route's path matches; their parameters are others.

        Raises:
            NotNativeError: they are the same, so that a path doesn't tell which URL it is of.
        """
        from strangler.porting.views.native.refusing import refusal  # noqa: PLC0415 - imports DRF

        if not plan.path.example:
            raise refusal(Why.UNREACHABLE, f"No path was found that leads to {plan.operation.pattern}.")
        if not plan.path.exact:
            raise refusal(Why.NO_PATH, f"{plan.operation.pattern} takes less than any route's path.")
        if self._all is None:
            self._all = legacy_operations(everything=True)
        found = overlapping(plan.path, plan.operation, self._all) if plan.path.parameters else []
        names = sorted(parameters(plan.operation.path))
        for other in found:
            if sorted(parameters(other.path)) == names:
                raise refusal(Why.OVERLAP, f"{other.path} is another URL.", other.view_class or other.callback)
        return found

    def assembled(self, tag: str) -> Code:
        """Return all of the module's code."""
        return self._code(self._endpoints, tag) if self._endpoints else Code()

    def _code(self, endpoints: Sequence[Endpoint], tag: str) -> Code:
        routers = Routers(frozenset(endpoint.grade for endpoint in endpoints))
        policies, needed = _policy(self._view if Grade.HYBRID in routers.grades else None)
        said = common(endpoints)
        if said:
            policies[Grade.NATIVE] = call("Policy", *(f"{name}={value}" for name, value in said))
            needed += [each for endpoint in endpoints for each in endpoint.imports if endpoint.grade is Grade.NATIVE]
        lost = middleware() if routers.grades - {Grade.WRAPPED} else []
        options = {each: around(lost) for each in (Grade.HYBRID, Grade.NATIVE)}
        if any(endpoint.exact for endpoint in endpoints):
            options[Grade.NATIVE].insert(0, "exact=True")
        imports = [*needed, "bridge.middleware.around", "bridge.drf.policy.Policy"]
        parts = [routers_code(routers, self.prefix, tag, policies, options, imports)]
        if self._book is not None:
            parts.append(self._book.code)
        for endpoint in endpoints:
            source = endpoint.written(routers.name(endpoint.grade), said)
            own = Code.of(source, place=Place.ENDPOINT, imports=endpoint.imports, notes=endpoint.notes)
            parts.append(merge([endpoint.code, own]))
        return pruned(merge([*parts, included(routers)]))


def labels(operations: Sequence[Operation]) -> dict[str, str]:
    """Return what the parts of each of several views are called by: its model, or its class where others have that.

    Args:
        operations: of the views.
    """
    nouns = {operation.view: noun(operation) for operation in operations}
    found: dict[str, str] = {}
    for view, word in nouns.items():
        alone = list(nouns.values()).count(word) == 1
        name = (word if alone else snake(view.rpartition(".")[2])).title().replace("_", "")
        while name in found.values():
            name += "2"
        found[view] = name
    return found


def common(endpoints: Sequence[Endpoint]) -> list[tuple[str, str]]:
    """Return what the policies of all native endpoints say."""
    policies = [endpoint.policy for endpoint in endpoints if endpoint.grade is Grade.NATIVE]
    return [said for said in policies[0] if all(said in policy for policy in policies)] if policies else []


def twins(one: Endpoint, other: Endpoint) -> bool:
    """Return whether two native endpoints differ in their method alone: PUT and PATCH."""
    return one.grade is other.grade is Grade.NATIVE and one.policy == other.policy and _rest(one) == _rest(other)


def _rest(endpoint: Endpoint) -> str:
    """Return the source of an endpoint without its methods, and without its name."""
    decorators = [line for line in endpoint.source.split("\n") if line.startswith(f"@{ROUTER}")]
    others = [line for line in endpoint.source.split("\n") if not line.startswith(f"@{ROUTER}")]
    arguments = {line.partition("(")[2] for line in decorators}
    return "\n".join([*sorted(arguments), *others]).replace(f"def {endpoint.name}(", "def (", 1)


def with_decorator(source: str, decorator: str) -> str:
    """Return the source of an endpoint with one more decorator of a router."""
    lines = source.split("\n")
    last = max(number for number, line in enumerate(lines) if line.startswith(f"@{ROUTER}"))
    return "\n".join([*lines[: last + 1], decorator, *lines[last + 1 :]])


def _policy(view: Any) -> tuple[dict[Grade, str], list[str | Import]]:
    """Return the policy of the hybrid router, where all its endpoints are of one view."""
    if view is None:
        return {}, []
    from strangler.porting.views.importing import importable  # noqa: PLC0415 - only where there is a view

    expression, needed = importable(view)
    return {Grade.HYBRID: f"Policy(view={expression})"}, [needed]
