"""The project's own middleware: what kind it is, and whether it can be sync, async or both."""

import ast
from dataclasses import dataclass
from pathlib import Path

from adopted.facts import Data, Layout, Place, Settings
from adopted.reading.project import Project

MIXIN = "MiddlewareMixin"


@dataclass(frozen=True)
class Middleware(Data):
    """One of the project's own middlewares."""

    name: str  # "shop.middleware.Timing"
    kind: str  # "class", "function", "old" (it takes no get_response), or "" where it can't be read
    sync: bool = True
    asynchronous: bool = False
    place: Place | None = None


def read_middleware(legacy: Path, layout: Layout, settings: Settings) -> tuple[Middleware, ...]:
    """Return what can be said of those of the middlewares that are the project's own."""
    project = Project(legacy, [layout.root, *layout.paths])
    found = []
    for name in settings.middleware:
        file = project.find(name.rpartition(".")[0])
        if file is not None and file.is_file():
            found.append(describe(project, file, name))
    return tuple(found)


def describe(project: Project, file: Path, name: str) -> Middleware:
    """Return what a module says of one middleware."""
    tree = project.parse(file)
    own = name.rpartition(".")[2]
    for node in tree.body if tree is not None else ():
        if getattr(node, "name", "") != own:
            continue
        place = project.place(file, node)
        if isinstance(node, ast.ClassDef):
            return of_class(node, name, place)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return of_function(node, name, place)
    return Middleware(name, "", place=Place(project.relative(file), 1))


def of_class(node: ast.ClassDef, name: str, place: Place) -> Middleware:
    """Return what a class says: Django takes one as sync only, unless it has `async_capable = True`."""
    flags = {"sync_capable": True, "async_capable": any(ast.unparse(base).endswith(MIXIN) for base in node.bases)}
    methods: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    for each in node.body:
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant):
            flags.update({target.id: bool(each.value.value) for target in each.targets if isinstance(target, ast.Name)})
        elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            methods[each.name] = each
    processes = any(method.startswith("process_") for method in methods)
    old = processes and "__call__" not in methods and "__init__" not in methods and not node.bases
    return Middleware(name, "old" if old else "class", flags["sync_capable"], flags["async_capable"], place)


def of_function(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, place: Place) -> Middleware:
    """Return what the decorators of django.utils.decorators say of a function."""
    decorators = {ast.unparse(each).rpartition(".")[2] for each in node.decorator_list}
    both, only = "sync_and_async_middleware" in decorators, "async_only_middleware" in decorators
    return Middleware(name, "function", not only, both or only, place)
