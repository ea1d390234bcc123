"""What gives names, items and attributes their values."""

# ruff: noqa: N802 (methods are named for the nodes of `ast`)

import ast
import copy
from typing import Any

from adopted.reading.core import Core
from adopted.reading.operators import combine
from adopted.reading.values import UNKNOWN, Class, External, Frame, Instance, Module


class Assignments(Core):
    """The part of the evaluator that assigns."""

    def assign(self, target: ast.AST, value: Any, frame: Frame) -> None:
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

    def assign_item(self, target: ast.Subscript, value: Any, frame: Frame) -> None:
        """Set an item of a list or dictionary, or a variable of the environment."""
        owner, key = self.value(target.value, frame), self.value(target.slice, frame)
        if isinstance(owner, External) and owner.name == "os.environ":
            self.environment.set(key, value, self.site(frame, target))
        elif isinstance(owner, dict) and key is not UNKNOWN:
            owner[key] = value
        elif isinstance(owner, list):
            owner[key if isinstance(key, int) else len(owner) :] = (
                [value, *owner[key + 1 :]] if isinstance(key, int) else [UNKNOWN]
            )

    def assign_attribute(self, owner: Any, name: str, value: Any) -> None:
        """Set an attribute of a module, a class, an object, or of something that is not in the project."""
        if isinstance(owner, External):
            self.externals[f"{owner.name}.{name}"] = value
        elif isinstance(owner, Module | Class | Instance):
            owner.names[name] = value

    def _do_Assign(self, node: ast.Assign, frame: Frame) -> None:
        value = self.value(node.value, frame)
        for target in node.targets:
            self.assign(target, value, frame)

    def _do_AnnAssign(self, node: ast.AnnAssign, frame: Frame) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value, frame), frame)

    def _do_AugAssign(self, node: ast.AugAssign, frame: Frame) -> None:
        owner = self.value(ast.fix_missing_locations(_loaded(node.target)), frame)
        value = self.value(node.value, frame)
        if isinstance(owner, list) and isinstance(node.op, ast.Add):
            owner.extend(value if isinstance(value, list | tuple | set | dict) else [UNKNOWN])
        elif isinstance(owner, dict) and isinstance(node.op, ast.BitOr) and isinstance(value, dict):
            owner.update(value)
        else:
            self.assign(node.target, combine(type(node.op), owner, value), frame)

    def _do_Delete(self, node: ast.Delete, frame: Frame) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                frame.names.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                owner, key = self.value(target.value, frame), self.value(target.slice, frame)
                if isinstance(owner, dict):
                    owner.pop(key, None)
                elif isinstance(owner, list):
                    del owner[key]


def _loaded(target: ast.expr) -> ast.expr:
    changed = copy.deepcopy(target)
    changed.ctx = ast.Load()  # type: ignore[attr-defined]
    return changed
