"""What a statement does: one short method for each kind of node, found by its name.

Rules for what can't be decided. Of a test that is known, the branch that is taken counts; the other is run on a copy,
for the variables that it would read. Of a test that is unknown, both branches are run on copies, and what both agree on
is kept; lists and dictionaries hold what either has. A branch that ends in `raise` is the one that is not taken.
"""

# ruff: noqa: N802 (methods are named for the nodes of `ast`)

import ast

from adopted.reading.assignments import Assignments
from adopted.reading.branches import Branches
from adopted.reading.core import Jumped, Raised, Returned
from adopted.reading.operators import FAULTS
from adopted.reading.values import UNKNOWN, Class, Frame, Function

MOST_TURNS = 500  # of a loop


class Statements(Assignments, Branches):
    """The half of the evaluator that runs statements."""

    def run(self, nodes: list[ast.stmt], frame: Frame, *, top: bool = False) -> None:
        """Run statements one after the other; those at the `top` of a module go on after a `raise`.

        Raises:
            Ended: The frame's code goes no further.
            Missing: A variable or module is missing, and an outer `try` has a handler for it.

        """
        for node in nodes:
            method = getattr(self, f"_do_{type(node).__name__}", None)
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
                    if name in self.environment.found and not self.environment.found[name].default:
                        self.environment.require(name)
                self.forget(node, frame)

    def forget(self, node: ast.AST, frame: Frame) -> None:
        """Make every name that is assigned somewhere in a node unknown."""
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                frame.names[each.id] = UNKNOWN

    def _do_Expr(self, node: ast.Expr, frame: Frame) -> None:
        self.value(node.value, frame)

    def _do_Pass(self, node: ast.Pass, frame: Frame) -> None:
        pass

    _do_Assert = _do_Nonlocal = _do_Pass  # noqa: N815

    def _do_Global(self, node: ast.Global, frame: Frame) -> None:
        frame.shared.update(node.names)

    def _do_FunctionDef(self, node: ast.FunctionDef, frame: Frame) -> None:
        frame.names[node.name] = Function(node, frame)

    _do_AsyncFunctionDef = _do_FunctionDef  # noqa: N815

    def _do_ClassDef(self, node: ast.ClassDef, frame: Frame) -> None:
        inner = Frame(frame.module, {}, frame, function=True)
        made = Class(node.name, self.values(node.bases, frame), inner.names, frame=frame)
        inner.cls = made
        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                made.annotations[each.target.id] = (each.value, each.lineno)
        self.run(node.body, inner)
        frame.names[node.name] = made

    def _do_Return(self, node: ast.Return, frame: Frame) -> None:
        frame.returns.append(None if node.value is None else self.value(node.value, frame))
        raise Returned

    def _do_Raise(self, node: ast.Raise, frame: Frame) -> None:  # noqa: ARG002
        raise Raised

    def _do_Break(self, node: ast.Break, frame: Frame) -> None:  # noqa: ARG002
        raise Jumped(leave=True)

    def _do_Continue(self, node: ast.Continue, frame: Frame) -> None:  # noqa: ARG002
        raise Jumped(leave=False)

    def _do_For(self, node: ast.For, frame: Frame) -> None:
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

    def _do_While(self, node: ast.While, frame: Frame) -> None:
        self.rehearse(node.body, frame)
        self.forget(node, frame)

    def _do_With(self, node: ast.With, frame: Frame) -> None:
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

    _do_AsyncWith = _do_With  # noqa: N815
