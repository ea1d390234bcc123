"""What an expression is worth: one short method for each kind of node, found by its name.

Three rules: what can't be read is UNKNOWN; an operation on UNKNOWN is UNKNOWN, but a list that grows by it keeps
the items it has; nothing here raises anything but the signals of statements.py and `Missing`.
"""

# ruff: noqa: N802 (methods are named for the nodes of `ast`)

import ast
from pathlib import Path
from typing import Any, ClassVar

from adopted.reading.comprehensions import Comprehensions
from adopted.reading.environment import Missing
from adopted.reading.operators import COMPARISONS, FAULTS, combine, truth
from adopted.reading.readers import Reader
from adopted.reading.values import UNKNOWN, Class, External, Frame, Function, Instance, Method, Module, has_unknown

PATH_ATTRIBUTES = {"parent", "parents", "name", "stem", "suffix", "parts", "root"}


class Expressions(Comprehensions):
    """The half of the evaluator that works out values."""

    CONSTANTS: ClassVar[dict[str, Any]] = {
        "os.sep": "/",
        "os.pathsep": ":",
        "os.name": "posix",
        "sys.platform": "linux",
        "dj_database_url.DEFAULT_ENV": "DATABASE_URL",
    }

    def value(self, node: ast.AST | None, frame: Frame) -> Any:
        """Return the value of an expression, UNKNOWN if it can't be read."""
        method = getattr(self, f"_value_{type(node).__name__}", None)
        if method is None or not self.afford():
            return UNKNOWN
        try:
            return method(node, frame)
        except FAULTS as fault:
            if "NoneType" in str(fault):
                self.needs(node, frame)
            return UNKNOWN

    def needs(self, node: ast.AST | None, frame: Frame) -> None:
        """Take the variables of an expression as required that fails because one of them has no value."""
        node = node or ast.Pass()
        read = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
        names = (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
        read = read.union(*(frame.origins.get(name, set()) for name in names)) & self.environment.found.keys()
        for name in read if self.sure and not self.catching else ():
            if self.environment.found[name].default is None:
                self.environment.require(name)

    def values(self, nodes: list[ast.expr], frame: Frame) -> list[Any]:
        """Return the values of several, with those of a starred one in its place."""
        found: list[Any] = []
        for node in nodes:
            if not isinstance(node, ast.Starred):
                found.append(self.value(node, frame))
                continue
            value = self.value(node.value, frame)
            found.extend(value if isinstance(value, list | tuple | set | dict) else [UNKNOWN])
        return found

    def _value_Constant(self, node: ast.Constant, frame: Frame) -> Any:  # noqa: ARG002
        return node.value

    def _value_Name(self, node: ast.Name, frame: Frame) -> Any:
        scope: Frame | None = frame
        while scope is not None:
            if node.id in scope.names:
                if scope is not frame or node.id in scope.origins:
                    self.environment.read_now |= scope.origins.get(node.id, set())
                return scope.names[node.id]
            scope = scope.outer
        return self.builtin(node.id, frame)

    def _value_NamedExpr(self, node: ast.NamedExpr, frame: Frame) -> Any:
        value = self.value(node.value, frame)
        self.assign(node.target, value, frame)
        return value

    def _value_List(self, node: ast.List, frame: Frame) -> Any:
        return self.values(node.elts, frame)

    def _value_Tuple(self, node: ast.Tuple, frame: Frame) -> Any:
        return tuple(self.values(node.elts, frame))

    def _value_Set(self, node: ast.Set, frame: Frame) -> Any:
        return set(self.values(node.elts, frame))

    def _value_Dict(self, node: ast.Dict, frame: Frame) -> Any:
        found: dict[Any, Any] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.value(item, frame)
            if key is not None:
                found[self.value(key, frame)] = value
            elif isinstance(value, dict):
                found.update(value)
        return found

    def _value_JoinedStr(self, node: ast.JoinedStr, frame: Frame) -> Any:
        parts = [self.value(part, frame) for part in node.values]
        return UNKNOWN if has_unknown(parts) else "".join(parts)

    def _value_FormattedValue(self, node: ast.FormattedValue, frame: Frame) -> Any:
        value = self.value(node.value, frame)
        plain = isinstance(value, str | int | float | Path) or value is None
        if not plain or node.format_spec is not None or node.conversion not in {-1, ord("s")}:
            return UNKNOWN
        return str(value)

    def _value_BinOp(self, node: ast.BinOp, frame: Frame) -> Any:
        return combine(type(node.op), self.value(node.left, frame), self.value(node.right, frame))

    def _value_UnaryOp(self, node: ast.UnaryOp, frame: Frame) -> Any:
        value = self.value(node.operand, frame)
        if isinstance(node.op, ast.Not):
            known = truth(value)
            return UNKNOWN if known is None else not known
        return -value if isinstance(node.op, ast.USub) else UNKNOWN

    def _value_BoolOp(self, node: ast.BoolOp, frame: Frame) -> Any:
        decides = isinstance(node.op, ast.Or)
        unsure = False
        value: Any = UNKNOWN
        for each in node.values:
            value = self.value(each, frame)
            known = truth(value)
            if known is decides:
                # `unknown or True` is true whatever the unknown is, though not by which value.
                return value if not unsure or isinstance(value, bool) else UNKNOWN
            unsure = unsure or known is None
        return UNKNOWN if unsure else value

    def _value_IfExp(self, node: ast.IfExp, frame: Frame) -> Any:
        known = truth(self.value(node.test, frame))
        if known is None:
            return self.either(self.value(node.body, frame), self.value(node.orelse, frame))
        return self.value(node.body if known else node.orelse, frame)

    def _value_Compare(self, node: ast.Compare, frame: Frame) -> Any:
        left = self.value(node.left, frame)
        for sign, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.value(right_node, frame)
            result = self.compare(sign, left, right, frame, node)
            if result is UNKNOWN or not result:
                return result
            left = right
        return True

    def compare(self, sign: ast.cmpop, one: Any, other: Any, frame: Frame, node: ast.AST) -> Any:
        """Return what one comparison yields."""
        if isinstance(sign, ast.In | ast.NotIn):
            found = self.contains(one, other, frame, node)
            return found if found is UNKNOWN or isinstance(sign, ast.In) else not found
        if has_unknown((one, other)) or any(isinstance(each, External | Instance) for each in (one, other)):
            return UNKNOWN
        return COMPARISONS[type(sign)](one, other)

    def contains(self, item: Any, box: Any, frame: Frame, node: ast.AST) -> Any:
        """Return whether an item is in something; asking the environment counts as reading a variable."""
        if isinstance(box, External) and box.name == "os.environ":
            return self.environment.get(item, None, self.site(frame, node), sure=self.sure) is not None
        if has_unknown((item, box)) or isinstance(box, External):
            return UNKNOWN
        if isinstance(box, Module):
            return item in box.names
        if item in box:
            return True
        return UNKNOWN if not isinstance(box, str) and has_unknown(box) else False

    def _value_Lambda(self, node: ast.Lambda, frame: Frame) -> Any:
        return Function(node, frame)

    def _value_Subscript(self, node: ast.Subscript, frame: Frame) -> Any:
        owner = self.value(node.value, frame)
        if isinstance(node.slice, ast.Slice):
            parts = [
                None if p is None else self.value(p, frame)
                for p in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return UNKNOWN if has_unknown(parts) else owner[slice(*parts)]
        key = self.value(node.slice, frame)
        if isinstance(owner, External) and owner.name == "os.environ":
            return self.required(key, "KeyError", frame, node)
        if isinstance(owner, External) and owner.name == "sys.modules":
            return self.load(key, frame, node) if isinstance(key, str) else UNKNOWN
        if isinstance(owner, dict) and key not in owner and self.catches("KeyError"):
            raise Missing("KeyError")
        return UNKNOWN if has_unknown((owner, key)) else owner[key]

    def _value_Attribute(self, node: ast.Attribute, frame: Frame) -> Any:
        return self.attribute(self.value(node.value, frame), node.attr, node)

    def attribute(self, owner: Any, name: str, node: ast.AST) -> Any:  # noqa: PLR0911 (one kind each)
        """Return an attribute of a value."""
        if owner is UNKNOWN:
            return UNKNOWN
        if owner is None:
            message = f"'NoneType' has no {name}"
            raise AttributeError(message)
        if isinstance(owner, External):
            whole = f"{owner.name}.{name}"
            return self.externals.get(whole, self.CONSTANTS.get(whole, External(whole)))
        if isinstance(owner, Module):
            return self.member(owner, name, node)
        if isinstance(owner, Class):
            found = owner.find(name)
            own = isinstance(found, Function) and found.decorated("classmethod")
            return Function(found.node, found.frame, owner) if own else found
        if isinstance(owner, Instance):
            return self.bound(owner, name)
        if isinstance(owner, Path) and name in PATH_ATTRIBUTES:
            return str(owner) if name == "root" else getattr(owner, name)
        if name == "value" and not isinstance(owner, dict | Reader):
            return owner  # of an enumeration: its members are their values here
        return Method(owner, name)

    def bound(self, owner: Instance, name: str) -> Any:
        """Return an attribute of an object: a property's value, a method bound to it."""
        value = owner.names.get(name, owner.cls.find(name))
        if not isinstance(value, Function):
            return value
        if value.decorated("staticmethod"):
            return value
        method = Function(value.node, value.frame, owner.real or owner)
        return self.call_function(method, [], {}) if value.is_property else method

    def _value_Call(self, node: ast.Call, frame: Frame) -> Any:
        target = self.value(node.func, frame)
        args = self.values(node.args, frame)
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, frame)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                named.update({key: item for key, item in value.items() if isinstance(key, str)})
        return self.call(target, args, named, frame, node)

    def _value_Await(self, node: ast.Await, frame: Frame) -> Any:
        return self.value(node.value, frame)
