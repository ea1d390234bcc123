"""What is read outside the settings: the Celery application, the URLconf, variables that others read at import."""

import ast
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from adopted.reading.evaluator import Evaluator
from adopted.reading.programs import is_shown
from adopted.reading.project import Project, mentions, read

READS = r"os\.environ|getenv|decouple|environs|import environ|import env\b|import environ\b"
MOST_MODULES = 60


def own_modules(project: Project, pattern: str = "*.py") -> Iterator[Path]:
    """Yield the modules that run in production: not tests, migrations and commands."""
    for path in project.files(pattern, project.root):
        relative = PurePosixPath(path.relative_to(project.root).as_posix())
        if is_shown(relative) or {"migrations", "management", "scripts", "bin"} & set(relative.parts):
            continue
        if not path.name.startswith("test") and path.name not in {"conftest.py", "setup.py", "manage.py", "fabfile.py"}:
            yield path


def find_celery(project: Project) -> str:
    """Return the module that makes the Celery application; empty if none does."""
    made = r"(?m)^\w+\s*(:\s*\w+\s*)?=\s*[\w.]*Celery\w*\("
    paths = [
        path
        for path in own_modules(project, "*.py")
        if mentions(path, made) and mentions(path, r"import celery|from [\w.]*celery")
    ]
    paths = paths or [path for path in own_modules(project) if mentions(path, r"= Celery\(") and "celery" in read(path)]
    paths.sort(key=lambda path: "celery" not in path.stem)
    return project.name_of(paths[0]) if paths else ""


def read_elsewhere(evaluator: Evaluator, celery: str) -> None:
    """Read the variables that the project's other modules read when they are imported."""
    project = evaluator.project
    paths = [path for path in own_modules(project) if mentions(path, READS) and reads_at_import(project, path)]
    names = [project.name_of(path) for path in paths[:MOST_MODULES]]
    given = dict(evaluator.environment.given)
    evaluator.sure = False
    evaluator.deepest_import = 2  # far enough for a helper that wraps the environment
    for name in dict.fromkeys([celery, *names]):
        if name and name not in evaluator.modules and project.find(name) is not None and not is_settings(name):
            evaluator.evaluate(name)
    evaluator.sure = True
    evaluator.environment.given = given


def is_settings(name: str) -> bool:
    """Return whether a module is one of the settings that weren't chosen."""
    return "settings" in name.split(".") or name.rpartition(".")[2].endswith("settings")


def reads_at_import(project: Project, path: Path) -> bool:
    """Return whether a module's own statements, outside functions, ask for variables."""
    tree = project.parse(path)
    return tree is not None and any(is_read(node) for node in at_import(tree.body))


def is_read(node: ast.AST) -> bool:
    """Return whether an expression asks for a variable."""
    if isinstance(node, ast.Attribute):
        return node.attr in {"environ", "getenv"}
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"env", "config", "getenv"}
    )


def at_import(nodes: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield every node that is run when a module is imported: all but the insides of functions."""
    waiting: list[ast.AST] = list(nodes)
    while waiting:
        node = waiting.pop(0)
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults]
        elif not isinstance(node, ast.Lambda):
            waiting += list(ast.iter_child_nodes(node))


def uses_i18n_urls(project: Project, urlconf: str) -> bool:
    """Return whether the URLconf has addresses with a language in front."""
    file = project.find(urlconf) if urlconf else None
    tree = project.parse(file) if file is not None and file.is_file() else None
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call)) if tree is not None else ()
    return any(ast.unparse(call.func).endswith("i18n_patterns") for call in calls)
