"""The routers of a module: one for each grade that it has, and `router`, which is included."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from strangler.operations.operation import Grade
from strangler.porting.merging import merge
from strangler.porting.module import Code, Import, Place
from strangler.porting.views.source import call, text

ORDER = (Grade.WRAPPED, Grade.HYBRID, Grade.NATIVE)
CLASSES = {
    Grade.WRAPPED: "bridge.drf.wrapped.WrappedRouter",
    Grade.HYBRID: "bridge.drf.hybrid.HybridRouter",
    Grade.NATIVE: "bridge.drf.router.PortedRouter",
}
INCLUDED = "router"


@dataclass(frozen=True)
class Routers:
    """Which routers a module has.

    Args:
        grades: of its endpoints.
    """

    grades: frozenset[Grade]

    def name(self, grade: Grade) -> str:
        """Return the name of the router for a grade."""
        return INCLUDED if len(self.grades) == 1 else grade.value


def routers_code(  # noqa: PLR0917 - they are named where it is called
    routers: Routers,
    prefix: str,
    tag: str,
    policies: dict[Grade, str],
    options: dict[Grade, list[str]],
    imports: Collection[str | Import],
) -> Code:
    """Return the definitions of the routers.

    Wrapped ones come first: a path that two of them match is then answered by the legacy half, which knows better.

    Args:
        routers: which there are.
        prefix: of all of them, "" for none.
        tag: in the OpenAPI document.
        policies: the source of a grade's `Policy(…)`, where it has one.
        options: further arguments of a grade's router.
        imports: for those.
    """
    common = [*([f"prefix={text(prefix)}"] if prefix else []), f"tags=[{text(tag)}]"]
    parts = []
    for grade in ORDER:
        if grade not in routers.grades:
            continue
        said = [f"policy={policies[grade]}"] if grade in policies else []
        made = call(CLASSES[grade].rpartition(".")[2], *common, *said, *options.get(grade, []))
        source = f"{routers.name(grade)} = {made}"
        parts.append(Code.of(source, place=Place.ROUTER, imports=[CLASSES[grade], *imports]))
    if len(routers.grades) > 1:
        parts.append(Code.of(f"{INCLUDED} = Router()", place=Place.ROUTER, imports=["bridge.router.Router"]))
    return merge(parts)


def included(routers: Routers) -> Code:
    """Return the statement, for the end of the module, that includes the routers in `router`."""
    names = [routers.name(grade) for grade in ORDER if grade in routers.grades]
    if len(names) == 1:
        return Code()
    source = f"for graded in ({', '.join(names)}):\n    {INCLUDED}.include_router(graded)\n"
    return Code.of(source, place=Place.HELPER)


def pruned(code: Code) -> Code:
    """Return code without schemas that nothing uses."""
    while True:
        used = {name for statement in code.statements for name in statement.uses if name not in statement.defines}
        kept = [one for one in code.statements if one.place is not Place.SCHEMA or one.defines & used]
        if len(kept) == len(code.statements):
            return code
        code = replace(code, statements=tuple(kept))


def middleware() -> list[str]:
    """Return the middleware that ported routes need around them: what the bridge has nothing else for.

    Before the project's own stand those for session and user, which it may ask for.
    """
    from bridge.audit import AROUND, lost_middleware  # noqa: PLC0415

    findings = lost_middleware([])
    lost = {finding.name for finding in findings if finding.lost and AROUND in finding.advice}
    if any(finding.own for finding in findings if finding.name in lost):
        lost |= {finding.name for finding in findings if finding.name in NEEDED_BEFORE}
    return [finding.name for finding in findings if finding.name in lost]


NEEDED_BEFORE = {
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
}


def around(paths: Sequence[str]) -> list[str]:
    """Return the router's argument that puts middleware around its routes."""
    return [f"route_class={call('around', *map(text, paths))}"] if paths else []


def common_view(views: Sequence[Any]) -> Any:
    """Return the view that all of them are, or None."""
    return views[0] if views and all(view is views[0] for view in views) else None
