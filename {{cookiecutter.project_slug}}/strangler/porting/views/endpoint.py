"""One endpoint as it is being written, and what is told of it."""

import keyword
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from strangler.operations.operation import Grade, Operation
from strangler.porting.module import Code, Import, Note
from strangler.porting.views.paths import Parameter
from strangler.porting.views.reasons import Reason
from strangler.porting.views.source import call, text

ROUTER = "{ROUTER}"  # stands in an endpoint's source for the name of its router
POLICY = "@{POLICY}"  # the line for the decorator with its policy
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}  # that FastAPI has decorators for
RESERVED = {
    "view",
    "body",
    "request",
    "response",
    "user",
    "page",
    "narrow",
}  # what an endpoint's own arguments are called


@dataclass(frozen=True)
class Ported:
    """What became of one operation.

    Args:
        operation: of the legacy half.
        grade: that was reached; LEGACY where it could not be ported at all.
        reasons: why not higher.
        notes: of what is bridged, or left to a person.
        function: the name of the endpoint in the module; "" where there is none.
    """

    operation: Operation
    grade: Grade
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Note, ...] = ()
    function: str = ""


@dataclass(frozen=True)
class PortedModule:
    """A module of routes.

    Args:
        code: all of it, with `router` as the name of the router that is to be included.
        docstring: the module's.
        name: what the module may be called.
        operations: what became of each, in the order that they were given.
    """

    code: Code
    docstring: str
    name: str
    operations: tuple[Ported, ...] = ()


@dataclass(frozen=True)
class Endpoint:
    """A function with its decorators, for one operation.

    Args:
        grade: which decides on its router.
        name: of the function.
        source: with `ROUTER` where the router's name stands, and a line `POLICY` where there is a policy.
        code: whatever else it needs; merged before it.
        imports: that it needs, as `Import.of` reads them.
        notes: of what is bridged, or left to a person.
        policy: the arguments of its policy.
        exact: whether other URLs answer some paths that it matches.
        path: of a native one, whole.
    """

    grade: Grade
    name: str
    source: str
    code: Code = field(default_factory=Code)
    imports: Sequence[str | Import] = ()
    notes: tuple[Note, ...] = ()
    policy: tuple[tuple[str, str], ...] = ()
    exact: bool = False
    path: str = ""

    def written(self, router: str, said: Collection[tuple[str, str]] = ()) -> str:
        """Return its source.

        Args:
            router: the name of its router.
            said: what the policy of the router says already.
        """
        own = [f"{name}={value}" for name, value in self.policy if (name, value) not in said]
        policy = f"@{call('policy', *own)}\n" if own else ""
        return self.source.replace(f"{POLICY}\n", policy).replace(ROUTER, router)


def declared(parameters: Sequence[Parameter]) -> tuple[list[str], list[str]]:
    """Return the arguments for a path's parameters, and the imports that they need."""
    imports = ["import uuid" for parameter in parameters if parameter.type.startswith("uuid.")]
    return [_declared(parameter) for parameter in parameters], imports


def _declared(parameter: Parameter) -> str:
    if keyword.iskeyword(parameter.name) or parameter.name in RESERVED:
        return f"{parameter.name}_: Annotated[{parameter.type}, Path(alias={text(parameter.name)})]"
    return f"{parameter.name}: {parameter.type}"


def decorator(method: str, path: str, prefix: str, **said: str | None) -> str:
    """Return the decorator of an endpoint, with `{ROUTER}` for its router.

    Args:
        method: in capitals.
        path: whole.
        prefix: the router's.
        said: further arguments, as source; those that are None are left out.
    """
    rest = text(path.removeprefix(prefix))
    if method in METHODS:
        return "@" + call(f"{ROUTER}.{method.lower()}", rest, **said)
    # OpenAPI knows no other methods.
    return "@" + call(f"{ROUTER}.api_route", rest, methods=f"[{text(method)}]", include_in_schema="False", **said)
