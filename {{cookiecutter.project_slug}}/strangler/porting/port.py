"""A port: what is written for operations, and what became of each."""

import keyword
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from strangler.errors import ToolkitError
from strangler.operations.operation import Grade, Operation
from strangler.porting.choosing import GRADES
from strangler.porting.files import Change, change_of
from strangler.porting.layout import PACKAGE, Layout
from strangler.porting.reexports import from_origins
from strangler.porting.registering import registered
from strangler.porting.rendering import render
from strangler.porting.ruff import tidy
from strangler.porting.testing.writing import docstring_of, test_code
from strangler.porting.trying import try_import
from strangler.porting.typed import waived
from strangler.porting.views.endpoint import PortedModule
from strangler.porting.views.porting import port_operations
from strangler.porting.views.reasons import Reason, Why

TAKEN = {"dependencies", "health"}  # modules of the routes that a resource should not take the place of
TESTS = '"""Parity tests: each request goes to both halves, which must answer the same."""\n'


@dataclass(frozen=True)
class Port:
    """One module and its test.

    Args:
        layout: where they stand.
        module: what became of the operations.
        changes: of files.
    """

    layout: Layout
    module: PortedModule
    changes: tuple[Change, ...]


def ports(
    groups: Iterable[Sequence[Operation]], root: Path, *, grade: Grade | None, name: str, with_test: bool
) -> list[Port]:
    """Return what would be written.

    Args:
        groups: operations that share a module.
        root: the project.
        grade: that is asked for; None for the highest.
        name: of the module, "" for one after its resource. For one group only.
        with_test: whether a parity test is written, too.

    Raises:
        ToolkitError: the project has not the files that it should have, or what came out can't be imported.
    """
    package = Path(PACKAGE, "__init__.py")
    try:
        routes = (root / package).read_text("utf-8")
    except OSError as error:
        raise ToolkitError(f"{package} can't be read: {error}") from error
    found: list[Port] = []
    names: set[str] = set()
    for operations in groups:
        layout, module, text = _written(operations, grade, lambda own: Layout(_free(name or usable(own), names), root))
        names.add(layout.module)
        if not text:
            found.append(Port(layout, module, ()))
            continue
        changes = [change_of(layout.routes, text, root)]
        if with_test:
            changes += _tests(layout, module)
        before, routes = routes, registered(routes, layout.module, PACKAGE)
        if routes != before:
            routes = tidied(before, routes, package, root)
        found.append(Port(layout, module, tuple(changes)))
    if not found:
        return []
    return [*found[:-1], _with(found[-1], change_of(package, routes, root, edits=True))]


def _written(
    operations: Sequence[Operation], grade: Grade | None, place: Callable[[str], Layout]
) -> tuple[Layout, PortedModule, str]:
    """Return a module and its text, at the highest grade at which it can be imported; no text for no routes at all.

    Raises:
        ToolkitError: it can be imported at none.
    """
    wanted = grade or Grade.NATIVE
    problems: list[ToolkitError] = []
    for lower in reversed(GRADES[: GRADES.index(wanted) + 1]):
        module = port_operations(operations, lower)
        layout = place(module.name)
        if not module.code.statements:
            return layout, module, ""
        try:
            text = render(from_origins(module.code), module.docstring, layout.routes, layout.root)
            text = waived(text, try_import(text, f"{PACKAGE}.{layout.module}"))
        except ToolkitError as error:
            problems.append(error)
            continue
        return layout, _explained(module, problems), text
    raise problems[-1]


def _explained(module: PortedModule, problems: Sequence[ToolkitError]) -> PortedModule:
    """Return the module, whose operations say why they are not of a higher grade."""
    reasons = tuple(Reason(Why.TRIAL, str(problem)) for problem in problems)
    return replace(
        module, operations=tuple(replace(each, reasons=(*each.reasons, *reasons)) for each in module.operations)
    )


def tidied(before: str, text: str, path: Path, root: Path) -> str:
    """Return text formatted, if it was so before."""
    return tidy(text, path, root) if tidy(before, path, root) == before else text


def _with(port: Port, change: Change) -> Port:
    return Port(port.layout, port.module, (*port.changes, change))


def _tests(layout: Layout, module: PortedModule) -> list[Change]:
    """Return the test, and the packages that it needs."""
    text = render(test_code(module.operations), docstring_of(layout.module), layout.test, layout.root)
    packages = [path for path in layout.test_packages if not (layout.root / path).exists()]
    return [
        *(change_of(path, TESTS, layout.root) for path in packages),
        change_of(layout.test, text, layout.root),
    ]


def usable(name: str) -> str:
    """Return a name that a module can have, after one that a resource has."""
    if name.isidentifier() and not name.startswith("_") and not keyword.iskeyword(name) and name not in TAKEN:
        return name
    return f"routes_{name.strip('_')}" if f"x{name}".isidentifier() and name.strip("_") else "routes_of_root"


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free = f"{name}_{number}"
        number += 1
    return free
