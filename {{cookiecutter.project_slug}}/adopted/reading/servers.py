"""What a server is given to run, where that isn't what answers here."""

import ast
from collections.abc import Iterator
from pathlib import Path

from adopted.facts import Note, Place, Settings
from adopted.reading.project import Project

# Whoever has these in asgi.py serves more than Django there.
FRAMEWORKS = {"fastapi", "starlette", "quart", "litestar", "socketio", "strawberry", "ariadne"}


def servers(project: Project, settings: Settings, place: Place | None) -> list[Note]:
    """Return notes on `wsgi.py` and `asgi.py`; `place` is that of WSGI_APPLICATION."""
    found = []
    module = settings.wsgi.rpartition(".")[0]
    if module and project.find(module.partition(".")[0]) and project.find(module) is None:
        text = f"WSGI_APPLICATION names {settings.wsgi}, which isn't there: Django's own handler answers"
        found.append(Note(text, place=place))
    return found + composed_notes(project)


def composed_notes(project: Project) -> list[Note]:
    """Return a note on each asgi.py that serves something beside Django."""
    text = "This serves more than Django: it goes on to answer what none of our own routes does"
    return [Note(text, place=project.place(path, node)) for path, node in composed(project)]


def composed_application(project: Project) -> str:
    """Return the dotted name of an application that is more than Django; "" where there is none, or are several."""
    found = [(path, name) for path, _ in composed(project) if (name := application_name(project, path))]
    return f"{project.name_of(found[0][0])}.{found[0][1]}" if len(found) == 1 else ""


def application_name(project: Project, path: Path) -> str:
    """Return what a server is told to look for in that module: `application`, or `app`."""
    tree = project.parse(path)
    targets = [
        target.id
        for node in (tree.body if tree is not None else ())
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    return next((name for name in ("application", "app") if name in targets), "")


def composed(project: Project) -> Iterator[tuple[Path, ast.AST]]:
    """Yield each asgi.py that serves something beside Django, with where it says so."""
    for path in project.files("asgi.py"):
        tree = project.parse(path)
        node = next((node for node in ast.walk(tree) if is_other(node)), None) if tree is not None else None
        if node is not None:
            yield path, node


def is_other(node: ast.AST) -> bool:
    """Return whether code imports another framework, or mounts an application."""
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module or ""]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "mount":
        return True
    return bool(FRAMEWORKS & {name.partition(".")[0] for name in names})
