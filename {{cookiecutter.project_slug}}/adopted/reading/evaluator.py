"""A small evaluator of Python that never runs any: it folds a settings module into what its names are worth."""

import ast
import builtins
from collections.abc import Callable
from typing import Any

from adopted.facts import Note, Place
from adopted.reading.calls import Calls
from adopted.reading.environment import REQUIRED, Environment, Missing
from adopted.reading.expressions import Expressions
from adopted.reading.imports import Imports
from adopted.reading.project import Project
from adopted.reading.readers import Reader
from adopted.reading.statements import Statements, catches
from adopted.reading.values import UNKNOWN, External, Frame, Module, join

MOST_STEPS = 400_000  # nodes that are worked out, in all


class Evaluator(Expressions, Statements, Imports, Calls):
    """Evaluates modules of one project, in one environment.

    Attributes:
        externals: What is known of names outside the project, `sys.path` among them.
        sure: Whether the statements that are run now are run for certain.
        catching: The exceptions that the `try` statements around have handlers for.

    """

    def __init__(self, project: Project, environment: Environment) -> None:
        self.project = project
        self.environment = environment
        self.notes: list[Note] = []
        self.modules: dict[str, Module] = {}
        self.externals: dict[str, Any] = {"sys.path": [str(path) for path in project.paths], "sys.argv": ["manage.py"]}
        self.sure = True
        self.catching: list[set[str]] = []
        self.depth = 0
        self.calls_at: list[Place] = []  # where the calls that are under way are, the outermost first
        self.steps = 0
        self.deepest_import = 30

    def afford(self) -> bool:
        """Count a step; return whether there are any left."""
        self.steps += 1
        return self.steps <= MOST_STEPS

    def note(self, text: str, todo: str = "", place: Place | None = None) -> None:
        """Note something for a person, once."""
        note = Note(text, todo, place)
        if note not in self.notes:
            self.notes.append(note)

    def site(self, frame: Frame, node: ast.AST) -> Place:
        """Return the line that a person should look at: for what happens in a helper, where it was called."""
        return self.calls_at[0] if self.calls_at else self.project.place(frame.module.file, node)

    def catches(self, kind: str) -> bool:
        """Return whether a `try` around has a handler for a kind of exception."""
        return any(catches(kind, caught) for caught in self.catching)

    def required(self, name: Any, kind: str, frame: Frame, node: ast.AST) -> Any:
        """Return a variable that has no default.

        Raises:
            Missing: It isn't set, and a `try` around has a handler for that.

        """
        caught = self.catches(kind) and name not in self.environment.given
        site = self.site(frame, node)
        value = self.environment.get(name, None if caught else REQUIRED, site, sure=self.sure)
        if caught and isinstance(name, str):
            raise Missing(kind, name)
        return value

    def either(self, one: Any, other: Any) -> Any:
        """Return what one of two values is."""
        return join(one, other)

    def builtin(self, name: str, frame: Frame) -> Any:
        """Return the value of a name that no scope has."""
        if name == "__file__":
            return str(frame.module.file)
        if name in {"__name__", "__package__"}:
            return frame.module.name if name == "__name__" else frame.module.package
        return External(f"builtins.{name}") if hasattr(builtins, name) else UNKNOWN

    def enter(self, value: Any) -> Callable[[], None]:
        """Begin a `with` block; return what ends it."""
        return value.leave if isinstance(value, Reader) else lambda: None
