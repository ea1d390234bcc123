"""What a server is given to run, where that isn't what answers here."""

import ast
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
    return found + [note for path in project.files("asgi.py") for note in mounted(project, path)]


def mounted(project: Project, path: Path) -> list[Note]:
    """Return a note on an asgi.py that serves something beside Django."""
    tree = project.parse(path)
    for node in ast.walk(tree) if tree is not None else ():
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "mount":
            names = ["starlette"]
        if FRAMEWORKS & {name.partition(".")[0] for name in names}:
            text = "This serves more than Django, and is not used here: HTTP goes to Django, beside our own routes"
            return [Note(text, "Include what else it serves in routes/", project.place(path, node))]
    return []
