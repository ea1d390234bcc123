"""How the evaluator imports: modules of the project are evaluated, the others are names."""

# ruff: noqa: N802 (methods are named for the nodes of `ast`)

import ast
import importlib.util
from pathlib import Path
from typing import Any

from adopted.reading.core import Core, Ended
from adopted.reading.environment import Missing
from adopted.reading.values import UNKNOWN, External, Frame, Module


class Imports(Core):
    """The part of the evaluator that finds and loads modules."""

    def _do_Import(self, node: ast.Import, frame: Frame) -> None:
        for alias in node.names:
            whole = self.load(alias.name, frame, node)
            first = alias.name.partition(".")[0]
            frame.names[alias.asname or first] = whole if alias.asname else self.load(first, frame, node)

    def _do_ImportFrom(self, node: ast.ImportFrom, frame: Frame) -> None:
        if node.module == "__future__":
            return
        name = "." * node.level + (node.module or "")
        module = self.load(name, frame, node, star=node.names[0].name == "*")
        for alias in node.names:
            if alias.name == "*":
                self.import_all(module, frame)
            else:
                frame.names[alias.asname or alias.name] = self.attribute(module, alias.name, node)
                frame.origins.pop(alias.asname or alias.name, None)

    def import_all(self, module: Any, frame: Frame) -> None:
        """Take every public name of a module."""
        if not isinstance(module, Module):
            return
        chosen = module.names.get("__all__")
        names = chosen if isinstance(chosen, list | tuple) else [n for n in module.names if not n.startswith("_")]
        for name in names:
            if isinstance(name, str) and name in module.names:
                frame.names[name] = module.names[name]
                if frame.names is frame.module.names and name in module.places:
                    frame.module.places[name] = module.places[name]

    def load(self, name: str, frame: Frame, node: ast.AST, *, star: bool = False) -> Any:
        """Return a module of the project, or the name of one that is not in it.

        Args:
            name: Its name, with a dot for each level if it is relative.
            frame: Where it is imported.
            node: The import.
            star: Whether all of its names are wanted.

        Raises:
            Missing: It is one of the project's that isn't there, and a `try` around has a handler for that.

        """
        if name.startswith("."):
            try:
                name = importlib.util.resolve_name(name, frame.module.package)
            except ImportError:
                return UNKNOWN
            ours = True
        else:
            ours = self.project.find(name.partition(".")[0]) is not None
        if self.project.find(name) is not None:
            return self.evaluate(name)
        if (ours or star) and self.catches("ImportError"):
            raise Missing("ImportError", name)
        if ours and self.sure:
            place = self.project.place(frame.module.file, node)
            self.note(f"{name} is imported but isn't there: it may be generated, or kept out of the repository",
                      "Put it into legacy/, or see that nothing needs it", place)  # fmt: skip
        return UNKNOWN if ours else External(name)

    def evaluate(self, name: str) -> Module:
        """Return a module of the project with its names, after the packages above it."""
        module = self.modules.get(name)
        if module is not None and (module.sure or not self.sure):
            return module
        parent = name.rpartition(".")[0]
        if parent and self.project.find(parent) is not None:
            self.evaluate(parent)
        file = self.project.find(name)
        module = Module(name, file or Path(), sure=self.sure)
        self.modules[name] = module
        tree = self.project.parse(module.file) if module.file.suffix == ".py" else None
        if tree is not None:
            self.run_module(tree.body, module)
        return module

    def run_module(self, body: list[ast.stmt], module: Module) -> None:
        """Run a module's statements for its names."""
        if self.depth >= self.deepest_import:
            return
        catching, self.catching = self.catching, []
        calls_at, self.calls_at = self.calls_at, []
        self.depth += 1
        try:
            self.run(body, Frame(module, module.names), top=True)
        except (Ended, Missing):
            pass  # the module goes no further: what it has by now is what it has
        finally:
            self.depth -= 1
            self.catching, self.calls_at = catching, calls_at

    def member(self, module: Module, name: str, node: ast.AST) -> Any:
        """Return what a module has under a name: a value, or a module inside of it."""
        if name in module.names:
            return module.names[name]
        if name == "__file__":
            return str(module.file)
        inner = f"{module.name}.{name}" if module.name else name
        if module.package == module.name and self.project.find(inner) is not None:
            return self.evaluate(inner)
        if isinstance(node, ast.ImportFrom) and self.catches("ImportError"):
            raise Missing("ImportError", inner)
        return UNKNOWN
