"""What a statement does: one short method for each kind of node, found by its name.

Rules for what can't be decided. Of a test that is known, the branch that is taken counts; the other is run on a copy, for the
variables that it would read. Of a test that is unknown, both branches are run on copies, and what both agree on is kept;
lists and dictionaries hold what either has. A branch that ends in `raise` is the one that is not taken.
"""

import ast
import copy
from typing import TYPE_CHECKING, Any

from adopted.reading.environment import Missing
from adopted.reading.expressions import FAULTS, combine, truth
from adopted.reading.values import UNKNOWN, Class, External, Frame, Function, Instance, Module, join

if TYPE_CHECKING:
    from adopted.reading.evaluator import Evaluator

MOST_TURNS = 500  # of a loop
PARENTS = {
    "KeyError": {"KeyError", "LookupError"},
    "ImportError": {"ImportError", "ModuleNotFoundError"},
    "FileNotFoundError": {"FileNotFoundError", "OSError", "IOError", "EnvironmentError"},
}


class Ended(Exception):
    """The statements after this one are not run."""


class Returned(Ended):
    """By `return`; the value is among the frame's."""


class Raised(Ended):
    """By `raise`, or a call that ends the process."""


class Jumped(Ended):
    """By `break` or `continue`."""

    def __init__(self, *, leave: bool) -> None:
        super().__init__()
        self.leave = leave


class Statements:
    """The half of the evaluator that runs statements."""

    def run(self: "Evaluator", nodes: list[ast.stmt], frame: Frame, *, top: bool = False) -> None:
        """Run statements one after the other; those at the `top` of a module go on after a `raise`.

        Raises:
            Ended: The frame's code goes no further.
            Missing: A variable or module is missing, and an outer `try` has a handler for it.

        """
        for node in nodes:
            method = getattr(self, f"do_{type(node).__name__}", None)
            if not self.afford():
                return
            if not frame.function:
                self.environment.read_now = set()
            try:
                if method is None:
                    self.forget(node, frame)
                else:
                    method(node, frame)
            except FAULTS:
                self.forget(node, frame)
            except Raised:
                if not top:
                    raise
                # At the top of a module: something that it read must not be empty.
                for name in self.environment.read_now if self.sure else ():
                    if not self.environment.found[name].default:
                        self.environment.require(name)
                self.forget(node, frame)

    def forget(self: "Evaluator", node: ast.AST, frame: Frame) -> None:
        """Make every name that is assigned somewhere in a node unknown."""
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                frame.names[each.id] = UNKNOWN

    def assign(self: "Evaluator", target: ast.AST, value: Any, frame: Frame) -> None:
        """Give a target a value."""
        if isinstance(target, ast.Name):
            scope = frame.module if target.id in frame.shared else frame
            scope.names[target.id] = value
            frame.origins[target.id] = set(self.environment.read_now)
            if frame.names is frame.module.names:
                frame.module.places[target.id] = self.project.place(frame.module.file, target)
        elif isinstance(target, ast.Tuple | ast.List):
            same = isinstance(value, list | tuple) and len(value) == len(target.elts)
            for index, each in enumerate(target.elts):
                inner = each.value if isinstance(each, ast.Starred) else each
                self.assign(inner, value[index] if same and inner is each else UNKNOWN, frame)
        elif isinstance(target, ast.Subscript):
            self.assign_item(target, value, frame)
        elif isinstance(target, ast.Attribute):
            self.assign_attribute(self.value(target.value, frame), target.attr, value)

    def assign_item(self: "Evaluator", target: ast.Subscript, value: Any, frame: Frame) -> None:
        """Set an item of a list or dictionary, or a variable of the environment."""
        owner, key = self.value(target.value, frame), self.value(target.slice, frame)
        if isinstance(owner, External) and owner.name == "os.environ":
            self.environment.set(key, value, self.site(frame, target))
        elif isinstance(owner, dict) and key is not UNKNOWN:
            owner[key] = value
        elif isinstance(owner, list):
            owner[key if isinstance(key, int) else len(owner) :] = [value, *owner[key + 1 :]] if isinstance(key, int) else [UNKNOWN]

    def assign_attribute(self: "Evaluator", owner: Any, name: str, value: Any) -> None:
        """Set an attribute of a module, a class, an object, or of something that is not in the project."""
        if isinstance(owner, External):
            self.externals[f"{owner.name}.{name}"] = value
        elif isinstance(owner, Module | Class | Instance):
            owner.names[name] = value

    def do_Assign(self: "Evaluator", node: ast.Assign, frame: Frame) -> None:  # noqa: N802
        value = self.value(node.value, frame)
        for target in node.targets:
            self.assign(target, value, frame)

    def do_AnnAssign(self: "Evaluator", node: ast.AnnAssign, frame: Frame) -> None:  # noqa: N802
        if node.value is not None:
            self.assign(node.target, self.value(node.value, frame), frame)

    def do_AugAssign(self: "Evaluator", node: ast.AugAssign, frame: Frame) -> None:  # noqa: N802
        owner = self.value(ast.fix_missing_locations(_loaded(node.target)), frame)
        value = self.value(node.value, frame)
        if isinstance(owner, list) and isinstance(node.op, ast.Add):
            owner.extend(value if isinstance(value, list | tuple | set | dict) else [UNKNOWN])
        elif isinstance(owner, dict) and isinstance(node.op, ast.BitOr) and isinstance(value, dict):
            owner.update(value)
        else:
            self.assign(node.target, combine(type(node.op), owner, value), frame)

    def do_Expr(self: "Evaluator", node: ast.Expr, frame: Frame) -> None:  # noqa: N802
        self.value(node.value, frame)

    def do_Pass(self: "Evaluator", node: ast.Pass, frame: Frame) -> None:  # noqa: N802
        pass

    do_Assert = do_Nonlocal = do_Pass

    def do_Global(self: "Evaluator", node: ast.Global, frame: Frame) -> None:  # noqa: N802
        frame.shared.update(node.names)

    def do_Delete(self: "Evaluator", node: ast.Delete, frame: Frame) -> None:  # noqa: N802
        for target in node.targets:
            if isinstance(target, ast.Name):
                frame.names.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                owner, key = self.value(target.value, frame), self.value(target.slice, frame)
                if isinstance(owner, dict):
                    owner.pop(key, None)
                elif isinstance(owner, list):
                    del owner[key]

    def do_FunctionDef(self: "Evaluator", node: ast.FunctionDef, frame: Frame) -> None:  # noqa: N802
        frame.names[node.name] = Function(node, frame)

    do_AsyncFunctionDef = do_FunctionDef

    def do_ClassDef(self: "Evaluator", node: ast.ClassDef, frame: Frame) -> None:  # noqa: N802
        inner = Frame(frame.module, {}, frame, function=True)
        made = Class(node.name, self.values(node.bases, frame), inner.names, frame=frame)
        inner.cls = made
        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                made.annotations[each.target.id] = (each.value, each.lineno)
        self.run(node.body, inner)
        frame.names[node.name] = made

    def do_Return(self: "Evaluator", node: ast.Return, frame: Frame) -> None:  # noqa: N802
        frame.returns.append(None if node.value is None else self.value(node.value, frame))
        raise Returned

    def do_Raise(self: "Evaluator", node: ast.Raise, frame: Frame) -> None:  # noqa: ARG002, N802
        raise Raised

    def do_Break(self: "Evaluator", node: ast.Break, frame: Frame) -> None:  # noqa: ARG002, N802
        raise Jumped(leave=True)

    def do_Continue(self: "Evaluator", node: ast.Continue, frame: Frame) -> None:  # noqa: ARG002, N802
        raise Jumped(leave=False)

    def do_If(self: "Evaluator", node: ast.If, frame: Frame) -> None:  # noqa: N802
        known = truth(self.value(node.test, frame))
        if known is None:
            self.fork([node.body, node.orelse], frame)
            return
        taken, other = (node.body, node.orelse) if known else (node.orelse, node.body)
        asked = set(self.environment.read_now)
        if not frame.function:
            self.rehearse(other, frame)
        try:
            self.run(taken, frame)
        except Raised:
            if not self.demand(node.test, asked, frame):
                raise

    def demand(self: "Evaluator", test: ast.expr, asked: set[str], frame: Frame) -> bool:
        """Take the variables that a test asks for as required, since it failed without them; return if there are any."""
        names = [each.id for each in ast.walk(test) if isinstance(each, ast.Name)]
        variables = asked.union(*(frame.origins.get(name, set()) for name in names)) - self.environment.given.keys()
        if not variables:
            return False
        for variable in variables if self.sure else ():
            self.environment.require(variable)
        for name in names:
            if frame.origins.get(name):
                example = self.environment.examples.get(next(iter(variables)), UNKNOWN)
                frame.names[name] = example if len(variables) == 1 else UNKNOWN
        return True

    def rehearse(self: "Evaluator", nodes: list[ast.stmt], frame: Frame) -> None:
        """Run statements for the variables that they read, and nothing else."""
        if nodes:
            self.attempt(nodes, frame, keep=False)

    def attempt(self: "Evaluator", nodes: list[ast.stmt], frame: Frame, *, keep: bool = True) -> Ended | Missing | None:
        """Run statements that may not be run; return how they ended. Without `keep` they change nothing."""
        names, given, externals = copy.deepcopy((frame.names, self.environment.given, self.externals))
        sure, self.sure = self.sure, False
        try:
            self.run(nodes, frame)
        except (Ended, Missing) as ended:
            return ended
        finally:
            self.sure = sure
            if not keep:
                self.restore(frame, names, given, externals)
        return None

    def restore(self: "Evaluator", frame: Frame, names: dict[str, Any], given: dict[str, Any], externals: dict[str, Any]) -> None:
        """Put back what a branch may have changed."""
        frame.names.clear()
        frame.names.update(names)
        self.environment.given = given
        self.externals = externals

    def fork(self: "Evaluator", branches: list[list[ast.stmt]], frame: Frame) -> None:
        """Run each of several branches, one of which is taken, and keep what they agree on."""
        before = (frame.names, self.environment.given, self.externals)
        start = copy.deepcopy(before)
        results: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = []
        ends: list[Ended | Missing] = []
        for branch in branches:
            self.restore(frame, *copy.deepcopy(start))
            ended = self.attempt(branch, frame)
            if ended is None or isinstance(ended, Jumped):
                results.append((dict(frame.names), self.environment.given, self.externals))
            else:
                ends.append(ended)
        if not results:
            self.restore(frame, *start)
            raise next((ended for ended in ends if isinstance(ended, Returned)), ends[0])
        names, given, externals = results[0]
        for each in results[1:]:
            names, given, externals = join(names, each[0]), {**each[1], **given}, join(externals, each[2])
        self.restore(frame, names, given, externals)

    def do_Match(self: "Evaluator", node: ast.Match, frame: Frame) -> None:  # noqa: N802
        subject = self.value(node.subject, frame)
        for case in node.cases:
            patterns = case.pattern.patterns if isinstance(case.pattern, ast.MatchOr) else [case.pattern]
            plain = [each.value for each in patterns if isinstance(each, ast.MatchValue)]
            default = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
            if subject is not UNKNOWN and (default or subject in self.values(plain, frame)):
                self.run(case.body, frame)
                return
        if subject is UNKNOWN:
            self.fork([case.body for case in node.cases], frame)

    def do_For(self: "Evaluator", node: ast.For, frame: Frame) -> None:  # noqa: N802
        items = self.value(node.iter, frame)
        if not isinstance(items, list | tuple | set | dict | str | range):
            self.assign(node.target, UNKNOWN, frame)
            self.fork([node.body, []], frame)
            return
        for item in list(items)[:MOST_TURNS]:
            self.assign(node.target, item, frame)
            try:
                self.run(node.body, frame)
            except Jumped as jump:
                if jump.leave:
                    return
        self.run(node.orelse, frame)

    def do_While(self: "Evaluator", node: ast.While, frame: Frame) -> None:  # noqa: N802
        self.rehearse(node.body, frame)
        self.forget(node, frame)

    def do_With(self: "Evaluator", node: ast.With, frame: Frame) -> None:  # noqa: N802
        opened = []
        for item in node.items:
            value = self.value(item.context_expr, frame)
            opened.append(self.enter(value))
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, frame)
        try:
            self.run(node.body, frame)
        finally:
            for leave in reversed(opened):
                leave()

    do_AsyncWith = do_With

    def do_Try(self: "Evaluator", node: ast.Try, frame: Frame) -> None:  # noqa: N802
        self.catching.append({name for handler in node.handlers for name in _caught(handler)})
        try:
            self.run(node.body, frame)
        except (Missing, Raised) as failure:
            self.catching.pop()
            self.handle(node, failure, frame)
        except Ended:
            self.catching.pop()
            raise
        else:
            self.catching.pop()
            self.run(node.orelse, frame)
            for handler in node.handlers if not frame.function else ():
                self.rehearse(handler.body, frame)
        self.run(node.finalbody, frame)

    do_TryStar = do_Try

    def handle(self: "Evaluator", node: ast.Try, failure: Missing | Raised, frame: Frame) -> None:
        """Run the handler of a failure. One that raises in turn means that what is missing is required."""
        kind = failure.kind if isinstance(failure, Missing) else "Exception"
        handlers = [each for each in node.handlers if catches(kind, _caught(each))]
        if not handlers:
            raise failure
        for handler in handlers[:1]:
            try:
                self.run(handler.body, frame)
            except Raised:
                if not isinstance(failure, Missing):
                    raise
                if self.sure:
                    self.environment.require(failure.name)
                self.catching, outer = [], self.catching
                try:
                    self.run(node.body, frame)
                finally:
                    self.catching = outer


def catches(kind: str, caught: set[str]) -> bool:
    """Return whether a handler of these exceptions gets one of a kind."""
    return bool(caught & ({"", "Exception", "BaseException"} | PARENTS.get(kind, {kind})))


def _caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {""}
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {ast.unparse(kind).rpartition(".")[2] for kind in kinds}


def _loaded(target: ast.expr) -> ast.expr:
    changed = copy.deepcopy(target)
    changed.ctx = ast.Load()  # type: ignore[attr-defined]
    return changed
