"""The whole ledger: what the legacy half answers, what FastAPI answers in its place, and what else it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from strangler.ledger.entry import Entry
from strangler.ledger.evidence import Asked, Parity, read_parity, read_tests
from strangler.ledger.file import LedgerFile, read_file
from strangler.ledger.hiding import Hiding, hidden_operations
from strangler.ledger.reaching import Unreached, unreached
from strangler.operations.find import app_of
from strangler.operations.grades import Routes
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade, Operation
from strangler.operations.paths import structure
from strangler.operations.routes import Route, fastapi_routes


@dataclass(frozen=True)
class Ledger:
    """What there is, and how far it is.

    Args:
        entries: one for each operation, in the order of the URLs; those that only FastAPI still has come last.
        new: FastAPI routes that were never the legacy half's.
        retired: FastAPI routes whose legacy view is gone.
        hiding: routes that answer what was another URL's.
        unreached: paths of the legacy half that Django never comes to.
        compared: whether parity was ever looked at.
        file: the committed ledger, or None where there is none.
    """

    entries: list[Entry]
    new: list[Route]
    retired: list[Route]
    hiding: list[Hiding]
    unreached: list[Unreached]
    compared: bool
    file: LedgerFile | None


def read_ledger(path: Path, found: Path, *, everything: bool = False) -> Ledger:
    """Read the URLconf, the FastAPI application, and what is known of both.

    Args:
        path: of the committed ledger.
        found: the folder in which other commands leave what they have found out.
        everything: with the admin, the views of Django and of other packages.

    Raises:
        ToolkitError: one of them can't be read.
    """
    operations = legacy_operations(everything=True)
    routes = Routes(fastapi_routes(), operations)
    parity, tests, file = read_parity(found), read_tests(found), read_file(path)
    notes = file.notes if file else {}
    known = {structure(key): key for key in notes}
    shown = [one for one in operations if everything or one.own or one.key in notes]
    entries = [_entry(operation, routes) for operation in shown]
    alone = routes.without_legacy()
    retired = [route for route in alone if route.grade is not None]
    entries += [_retired(route, known) for route in retired]
    return Ledger(
        entries=[_with(entry, parity, tests, notes) for entry in entries],
        new=[route for route in alone if route.grade is None],
        retired=retired,
        hiding=hidden_operations(operations, routes),
        unreached=unreached(shown),
        compared=parity is not None,
        file=file,
    )


def _entry(operation: Operation, routes: Routes) -> Entry:
    route = routes.of(operation)
    return Entry(
        method=operation.method,
        path=operation.path,
        grade=routes.grade(operation),
        app=app_of(operation),
        route=route.endpoint if route is not None else "",
        operation=operation,
    )


def _retired(route: Route, known: Mapping[str, str]) -> Entry:
    """Return the entry of a port whose view is gone, under the key that it had in the ledger's file."""
    grade = Grade.RETIRED if route.grade is Grade.NATIVE else (route.grade or Grade.LEGACY)
    _, _, path = known.get(structure(route.key), route.key).partition(" ")
    return Entry(route.method, path, grade, app=route.endpoint.partition(".")[0], route=route.endpoint)


def _with(
    entry: Entry,
    parity: Mapping[str, Parity] | None,
    tests: Mapping[str, Asked] | None,
    notes: Mapping[str, Mapping[str, str]],
) -> Entry:
    note = notes.get(entry.key, {})
    return replace(
        entry,
        parity=parity.get(entry.key, Parity("untested")) if parity is not None else None,
        tests=tests.get(entry.key, Asked(0)) if tests is not None else None,
        owner=note.get("owner", ""),
        note=note.get("note", ""),
    )
