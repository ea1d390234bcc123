"""What calls are worth: those of the project's own functions and classes, and of libraries that are known."""

import ast
from pathlib import Path
from typing import Any

from adopted.reading.call import Call
from adopted.reading.classes import Value, field_of
from adopted.reading.core import Core, Raised, Returned
from adopted.reading.libraries import KNOWN
from adopted.reading.readers import Reader
from adopted.reading.values import (
    UNKNOWN,
    Class,
    External,
    Frame,
    Function,
    Method,
    has_unknown,
    join,
)  # fmt: skip

DEEPEST = 12  # calls of the project's own functions inside each other
MUTATING = {
    "append",
    "insert",
    "extend",
    "remove",
    "pop",
    "update",
    "setdefault",
    "add",
    "discard",
    "clear",
    "reverse",
    "sort",
}
METHODS: dict[type, set[str]] = {
    str: {name for name in dir(str) if not name.startswith("_")} - {"expandtabs", "ljust", "rjust", "center", "zfill"},
    list: MUTATING | {"copy", "index", "count"},
    dict: MUTATING | {"copy", "get", "items", "keys", "values", "popitem"},
    set: MUTATING | {"copy", "union", "difference", "intersection", "issubset", "issuperset"},
    tuple: {"index", "count"},
    bytes: {"decode"},
}


class Calls(Core):
    """The part of the evaluator that calls."""

    def call(  # noqa: PLR0911 (one kind each)
        self, target: Any, args: list[Any], named: dict[str, Any], frame: Frame, node: ast.AST
    ) -> Any:
        """Return what a call yields; UNKNOWN for everything that isn't known to be harmless and fixed."""
        call = Call(self, args, named, frame, node)
        if isinstance(target, External):
            return self.call_external(target.name, call)
        if isinstance(target, Reader):
            return call.ask(target, "__call__")
        if isinstance(target, Method):
            return self.call_method(target, call)
        if isinstance(target, Function):
            return self.call_function(target, args, named, self.project.place(frame.module.file, node))
        if isinstance(target, Class):
            return call.make(target)
        if isinstance(target, Path):  # environ.Path(...)("static")
            return target.joinpath(*args)
        return UNKNOWN

    def call_external(self, name: str, call: Call) -> Any:
        """Call something that is not in the project."""
        known = KNOWN.get(name)
        if name.startswith("configurations.values."):
            return Value(name.rpartition(".")[2], call.first(call.named.get("default")), call.named, call.place)
        if (name.startswith("pydantic.") and name.endswith(".Field")) or name == "pydantic.Field":
            return field_of(call.args, call.named)
        if known is None and name.startswith(("django.utils.translation.", "django.utils.functional.")):
            return call.args[0] if call.args else UNKNOWN
        return UNKNOWN if known is None else known(call)

    def call_method(self, method: Method, call: Call) -> Any:  # noqa: PLR0911 (one rule each)
        """Call a method of a plain value or of a reader."""
        owner, name = method.owner, method.name
        if isinstance(owner, Reader):
            return call.ask(owner, name)
        if isinstance(owner, Path):
            return call.path(owner, name)
        if name not in METHODS.get(type(owner), set()) or name in {"format_map", "translate"}:
            return UNKNOWN
        if isinstance(owner, list) and name == "extend" and not isinstance(call.args[0], list | tuple | set | dict):
            owner.append(UNKNOWN)
            return None
        if has_unknown(call.args) and name not in {"append", "insert", "setdefault", "add", "get"}:
            return UNKNOWN
        if isinstance(owner, dict) and name == "get" and call.args[0] is UNKNOWN:
            return UNKNOWN
        if name == "join" and has_unknown(call.args[0]):
            return UNKNOWN
        result = getattr(owner, name)(*call.args, **call.named)
        return list(result) if name in {"items", "keys", "values"} and isinstance(owner, dict) else result

    def call_function(self, function: Function, args: list[Any], named: dict[str, Any], site: Any = None) -> Any:
        """Call a function of the project: run its body for what it may return."""
        node = function.node
        frame = Frame(function.frame.module, {}, function.frame, function=True, owner=function.owner)
        bind(self, function, args, named, frame)
        if isinstance(node, ast.Lambda):
            return self.value(node.body, frame)
        if self.depth >= DEEPEST or any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node)):
            return UNKNOWN
        self.depth += 1
        if site is not None:
            self.calls_at.append(site)
        try:
            self.run(node.body, frame)
            frame.returns.append(None)
        except Returned:
            pass
        except Raised:
            if not frame.returns:  # else it may have returned before
                raise
        finally:
            self.depth -= 1
            if site is not None:
                self.calls_at.pop()
        result = frame.returns[0]
        for each in frame.returns[1:]:
            result = join(result, each)
        return result


def bind(evaluator: Core, function: Function, args: list[Any], named: dict[str, Any], frame: Frame) -> None:
    """Give the parameters of a function their values."""
    spec = function.node.args
    given = list(args) if function.owner is None else [function.owner, *args]
    positional = [*spec.posonlyargs, *spec.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults)) + list(spec.defaults)
    pairs = [*zip(positional, defaults, strict=True), *zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]
    for index, (parameter, default) in enumerate(pairs):
        name = parameter.arg
        if index < len(positional) and index < len(given):
            frame.names[name] = given[index]
        elif name in named:
            frame.names[name] = named[name]
        else:
            frame.names[name] = UNKNOWN if default is None else evaluator.value(default, function.frame)
    if spec.vararg is not None:
        frame.names[spec.vararg.arg] = tuple(given[len(positional) :])
    if spec.kwarg is not None:
        frame.names[spec.kwarg.arg] = {k: v for k, v in named.items() if k not in frame.names}
