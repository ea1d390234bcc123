"""Reads the modules of the adopted project that may run while it serves, and lets each family look at them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from adopted.checks import (
    asynchronous,
    caches,
    importing,
    middleware,
    processes,
    servers,
    sessions,
    shared,
    signals,
    threadlocals,
    waiting,
)
from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Module
from adopted.facts import Layout, Place

UNREAD = Kind(
    "adoption.W001",
    "These modules can't be read by this version of Python, and were not looked at.",
    "Nothing, if the service doesn't import them.",
)
FAMILIES = (
    threadlocals.find,
    middleware.find,
    signals.find,
    processes.find,
    caches.find,
    shared.find,
    importing.find,
    sessions.find,
    asynchronous.find,
    servers.find,
    waiting.find,
)
# Folders whose code doesn't run in a request, or isn't the project's own. A migration and a command are processes.
LEFT_OUT = {"benchmarks", "bin", "docker", "docs", "migrations", "node_modules", "scripts", "site-packages", "testing"}
OF_TESTS = re.compile(r"(^|_)tests?(_|$)")
SCRIPTS = {"manage.py", "setup.py", "conftest.py", "tests.py", "fabfile.py", "noxfile.py", "testing.py"}


def find(legacy: Path, layout: Layout) -> list[Finding]:
    """Return what the families find in the project's modules, without importing any.

    Args:
        legacy: the folder that holds the project.
        layout: which folders below it hold its modules.
    """
    findings: list[Finding] = []
    for path in files(legacy, layout):
        name = path.relative_to(legacy.parent).as_posix()
        try:
            module = Module(name, path.read_bytes())
            findings += [] if is_script(module) else look(module)
        except SyntaxError as error:
            findings.append(Finding(Place(name, error.lineno or 1), f"{error.msg}", UNREAD))
        except RecursionError:
            findings.append(Finding(Place(name, 1), "too deeply nested", UNREAD))
    return sorted(set(findings))


def look(module: Module) -> Iterator[Finding]:
    """Yield what the families find in one module."""
    for family in FAMILIES:
        yield from family(module)


def files(legacy: Path, layout: Layout) -> list[Path]:
    """Return the modules that may run in a request, and what configures Gunicorn, wherever that is."""
    folders = {legacy / folder for folder in (layout.root, *layout.paths)}
    found = {path for folder in folders for path in _below(folder)}
    return sorted(found | {path for path in _below(legacy) if path.name.startswith("gunicorn")})


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir():
            if not _is_left_out(path):
                yield from _below(path)
        elif path.suffix == ".py" and not _is_test(path.name) and path.is_file():
            yield path


def _is_left_out(folder: Path) -> bool:
    if folder.name in LEFT_OUT or folder.name.startswith((".", "__")) or OF_TESTS.search(folder.name):
        return True
    if folder.is_symlink():  # what it leads to is read where it is
        return True
    if folder.name == "commands" and folder.parent.name == "management":
        return True
    return (folder / "pyvenv.cfg").exists()


def _is_test(name: str) -> bool:
    return name in SCRIPTS or name.startswith("test_") or name.endswith(("_test.py", "_tests.py"))


def is_script(module: Module) -> bool:
    """Return whether a module is run by itself: it compares its name with "__main__", or is one of invoke's."""
    if any(origin.partition(".")[0] in {"invoke", "fabric"} for origin in module.names.values()):
        return True
    tests = (node.test for node in module.tree.body if isinstance(node, ast.If))
    return any(isinstance(node, ast.Constant) and node.value == "__main__" for test in tests for node in ast.walk(test))
