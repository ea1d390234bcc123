"""A module of the adopted project, parsed, and what the checks ask about it."""

import ast
import builtins
import warnings
from collections.abc import Iterator
from functools import cached_property

from adopted.checks.findings import Finding, Kind
from adopted.facts import Place

Function = ast.FunctionDef | ast.AsyncFunctionDef
TASK_DECORATORS = ("task", "shared_task", "periodic_task", "db_task", "db_periodic_task", "dramatiq.actor", "job")
WORKERS = {"tasks.py", "celery.py", "worker.py", "workers.py", "jobs.py"}


class Module:
    """A module's source and its syntax tree.

    Args:
        path: of its file, as a person should see it, with slashes: "legacy/shop/models.py".
        source: its text.

    Raises:
        SyntaxError: it is no Python of this version.
    """

    def __init__(self, path: str, source: str | bytes) -> None:
        self.path = path
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes in code that isn't ours
            try:
                self.tree = ast.parse(source, path)
            except (ValueError, MemoryError) as error:  # a null byte, before Python 3.12; brackets in brackets
                raise SyntaxError(f"can't be parsed: {error}") from error
        self._known_variables: dict[Function, set[str]] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        self.nodes: list[ast.AST] = [self.tree]
        for node in self.nodes:  # which grows meanwhile, as in ast.walk
            children = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr_context)]
            self.parents.update(dict.fromkeys(children, node))
            self.nodes += children

    @cached_property
    def names(self) -> dict[str, str]:
        """Return what imported names stand for: `local` is "threading.local" after `from threading import local`."""
        names = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    names[alias.asname or first] = alias.name if alias.asname else first
            elif isinstance(node, ast.ImportFrom):
                origin = "." * node.level + (node.module or "")
                names |= {alias.asname or alias.name: f"{origin}.{alias.name}" for alias in node.names}
        return names

    @cached_property
    def calls(self) -> tuple[tuple[ast.Call, str], ...]:
        """Return each call with what is called, as `resolve` says it."""
        return tuple((node, self.resolve(node.func)) for node in self.nodes if isinstance(node, ast.Call))

    def resolve(self, node: ast.AST) -> str:
        """Return the dotted path of what is imported or built in, such as "os.environ.get"; empty for anything else."""
        if isinstance(node, ast.Name):
            if self.is_local(node, node.id):
                return ""
            return self.names.get(node.id, node.id if node.id in vars(builtins) else "")
        if isinstance(node, ast.Attribute):
            origin = self.resolve(node.value)
            return f"{origin}.{node.attr}" if origin else ""
        return ""

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what the node is in, from the inside to the outside."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def function(self, node: ast.AST) -> Function | ast.Lambda | None:
        """Return the innermost function whose run evaluates the node. Defaults and decorators are not its own."""
        inner = node
        for outer in self.above(node):
            if isinstance(outer, Function | ast.Lambda) and _is_body(outer, inner):
                return outer
            inner = outer
        return None

    def functions(self, node: ast.AST) -> tuple[Function, ...]:
        """Return the functions, without lambdas, that the node is in, from the inside to the outside."""
        return tuple(outer for outer in self.above(node) if isinstance(outer, Function))

    def is_local(self, node: ast.AST, name: str) -> bool:
        """Return whether a function that the node is in has an argument or a variable of that name."""
        return any(name in self._variables(function) for function in self.functions(node))

    def at_import(self, node: ast.AST) -> bool:
        """Return whether the node is evaluated when the module is imported."""
        return self.function(node) is None

    def in_request(self, node: ast.AST) -> bool:
        """Return whether the node may run in a request: in a function that is no setting's, task's or thread's."""
        if self.function(node) is None or self.serves_no_request:
            return False
        return not any(self._is_task(outer) for outer in self.above(node))

    @cached_property
    def serves_no_request(self) -> bool:
        """Return whether this is a module of settings, all of whose functions run at import, or of a task queue's."""
        folders, _, name = self.path.rpartition("/")
        return (
            name in WORKERS
            or bool({"settings", "tasks", "jobs"} & set(folders.split("/")))
            or name.startswith("settings")
        )

    def where(self, node: ast.AST) -> str:
        """Return where a node is, for a person: "Basket.total", or "at import"."""
        named = [outer.name for outer in self.above(node) if isinstance(outer, ast.ClassDef | Function)]
        if self.at_import(node):
            return "at import"
        return "in " + ".".join(reversed(named)) if named else "in a lambda"

    def finding(self, kind: Kind, node: ast.AST, what: str) -> Finding:
        """Return a finding at the node's line."""
        return Finding(Place(self.path, getattr(node, "lineno", 1)), what, kind)

    def _is_task(self, node: ast.AST) -> bool:
        if isinstance(node, ast.ClassDef):
            return any(ast.unparse(base).endswith(("Task", "Thread", "Process")) for base in node.bases)
        for decorator in node.decorator_list if isinstance(node, Function) else ():
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            if ast.unparse(target).endswith(TASK_DECORATORS) or self.resolve(target).startswith("celery.signals."):
                return True
        return False

    def _variables(self, function: Function) -> set[str]:
        if function not in self._known_variables:
            arguments = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
            inside = tuple(ast.walk(function))
            stored = {each.id for each in inside if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
            shared = {name for each in inside if isinstance(each, ast.Global) for name in each.names}
            self._known_variables[function] = arguments | (stored - shared)
        return self._known_variables[function]


def _is_body(function: Function | ast.Lambda, child: ast.AST) -> bool:
    if isinstance(function, ast.Lambda):
        return child is function.body
    return child in function.body


def text(node: ast.AST | None) -> str:
    """Return the constant string that a node is, the constant parts of an f-string, or nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text(part) or "…" for part in node.values)
    return ""


def assigned(node: ast.AST) -> tuple[list[ast.expr], ast.expr | None]:
    """Return the targets and the value of an assignment; no targets for anything else."""
    if isinstance(node, ast.Assign):
        return node.targets, node.value
    if isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value is not None:
        return [node.target], node.value
    return [], None


def short(node: ast.AST, width: int = 60) -> str:
    """Return a node's source in one line of at most `width` characters."""
    line = " ".join(ast.unparse(node).split())
    return line if len(line) <= width else line[: width - 1] + "…"
