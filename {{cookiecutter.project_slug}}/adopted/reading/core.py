"""What the parts of the evaluator share: its state, and what each of them calls of the others."""

import ast
import builtins
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from adopted.facts import Note, Place
from adopted.reading.environment import REQUIRED, Environment, Missing
from adopted.reading.project import Project
from adopted.reading.values import UNKNOWN, External, Frame, Function, Instance, Module, join

MOST_STEPS = 400_000  # nodes that are worked out, in all
PARENTS = {
    "KeyError": {"KeyError", "LookupError"},
    "ImportError": {"ImportError", "ModuleNotFoundError"},
    "FileNotFoundError": {"FileNotFoundError", "OSError", "IOError", "EnvironmentError"},
}


def catches(kind: str, caught: set[str]) -> bool:
    """Return whether a handler of these exceptions gets one of a kind."""
    return bool(caught & ({"", "Exception", "BaseException"} | PARENTS.get(kind, {kind})))


class Ended(Exception):  # noqa: N818 (a signal)
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


class Core(ABC):
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
        leave = getattr(value, "leave", None)  # of a reader: `with env.prefixed(...)`
        return leave if callable(leave) else lambda: None

    @abstractmethod
    def value(self, node: ast.AST | None, frame: Frame) -> Any:
        """Return the value of an expression: expressions.py."""

    @abstractmethod
    def values(self, nodes: list[ast.expr], frame: Frame) -> list[Any]:
        """Return the values of several: expressions.py."""

    @abstractmethod
    def attribute(self, owner: Any, name: str, node: ast.AST) -> Any:
        """Return an attribute of a value: expressions.py."""

    @abstractmethod
    def bound(self, owner: Instance, name: str) -> Any:
        """Return an attribute of an object: expressions.py."""

    @abstractmethod
    def run(self, nodes: list[ast.stmt], frame: Frame, *, top: bool = False) -> None:
        """Run statements: statements.py."""

    @abstractmethod
    def assign(self, target: ast.AST, value: Any, frame: Frame) -> None:
        """Give a target a value: assignments.py."""

    @abstractmethod
    def assign_attribute(self, owner: Any, name: str, value: Any) -> None:
        """Set an attribute: assignments.py."""

    @abstractmethod
    def load(self, name: str, frame: Frame, node: ast.AST, *, star: bool = False) -> Any:
        """Return a module: imports.py."""

    @abstractmethod
    def evaluate(self, name: str) -> Module:
        """Return a module of the project with its names: imports.py."""

    @abstractmethod
    def run_module(self, body: list[ast.stmt], module: Module) -> None:
        """Run a module's statements for its names: imports.py."""

    @abstractmethod
    def member(self, module: Module, name: str, node: ast.AST) -> Any:
        """Return what a module has under a name: imports.py."""

    @abstractmethod
    def call(self, target: Any, args: list[Any], named: dict[str, Any], frame: Frame, node: ast.AST) -> Any:
        """Return what a call yields: calls.py."""

    @abstractmethod
    def call_function(
        self, function: Function, args: list[Any], named: dict[str, Any], site: Place | None = None
    ) -> Any:
        """Call a function of the project: calls.py."""
