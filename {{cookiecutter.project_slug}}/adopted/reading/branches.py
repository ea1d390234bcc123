"""What is run of code that may not be: the branches of tests, and the handlers of failures."""

# ruff: noqa: N802 (methods are named for the nodes of `ast`)

import ast
import copy
from typing import Any

from adopted.reading.core import Core, Ended, Jumped, Raised, Returned, catches
from adopted.reading.environment import Missing
from adopted.reading.operators import truth
from adopted.reading.values import UNKNOWN, Frame, join


class Branches(Core):
    """The part of the evaluator that chooses."""

    def _do_If(self, node: ast.If, frame: Frame) -> None:
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
            if self.catches("Exception") or not self.demand(node.test, asked, frame):
                raise

    def demand(self, test: ast.expr, asked: set[str], frame: Frame) -> bool:
        """Take the variables that a test asks for as required, as it failed without them; return if there are any."""
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

    def rehearse(self, nodes: list[ast.stmt], frame: Frame) -> None:
        """Run statements for the variables that they read, and nothing else."""
        if nodes:
            self.attempt(nodes, frame, keep=False)

    def attempt(self, nodes: list[ast.stmt], frame: Frame, *, keep: bool = True) -> Ended | Missing | None:
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

    def restore(self, frame: Frame, names: dict[str, Any], given: dict[str, Any], externals: dict[str, Any]) -> None:
        """Put back what a branch may have changed."""
        frame.names.clear()
        frame.names.update(names)
        self.environment.given = given
        self.externals = externals

    def fork(self, branches: list[list[ast.stmt]], frame: Frame) -> None:
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

    def _do_Match(self, node: ast.Match, frame: Frame) -> None:
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

    def _do_Try(self, node: ast.Try, frame: Frame) -> None:
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

    _do_TryStar = _do_Try  # noqa: N815

    def handle(self, node: ast.Try, failure: Missing | Raised, frame: Frame) -> None:
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


def _caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {""}
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {ast.unparse(kind).rpartition(".")[2] for kind in kinds}
