"""Functions that work with modules and their names: importlib, split_settings, globals() and getattr."""

import importlib.util
from typing import Any

from adopted.reading.call import Call
from adopted.reading.values import UNKNOWN, Class, Frame, Instance, Module, has_unknown


def include(call: Call) -> Any:
    """split_settings.tools.include: run other files as part of this one."""
    evaluator, module = call.evaluator, call.frame.module
    own = module.file
    for pattern in call.args:
        optional = isinstance(pattern, tuple)
        name = pattern[0] if optional else pattern
        if not isinstance(name, str):
            continue
        files = sorted(own.parent.glob(name))
        if not files and not optional and evaluator.sure:
            evaluator.note(
                f"The settings include {name}, which isn't there", "Put it there before the start", call.place
            )
        for file in files:
            tree = evaluator.project.parse(file) if file.is_file() else None
            if tree is not None and file != own:
                module.file = file
                evaluator.run_module(tree.body, module)
                module.file = own
    return None


def import_module(call: Call) -> Any:
    """importlib.import_module and __import__."""
    name = call.first()
    if not isinstance(name, str):
        return UNKNOWN
    package = call.named.get("package", call.args[1] if len(call.args) > 1 else None)
    if name.startswith(".") and isinstance(package, str):
        name = importlib.util.resolve_name(name, package)
    return call.evaluator.load(name, call.frame, call.node)


def get_attribute(call: Call) -> Any:
    """getattr, with its default."""
    if has_unknown(call.args[:2]):
        return UNKNOWN
    value = call.evaluator.attribute(call.args[0], call.args[1], call.node)
    fallback = isinstance(call.args[0], Module | Class | Instance) and value is UNKNOWN and len(call.args) > 2  # noqa: PLR2004
    return call.args[2] if fallback else value


def has_attribute(call: Call) -> Any:
    """Hasattr."""
    if not isinstance(call.first(), Module | Class) or call.args[1] is UNKNOWN:
        return UNKNOWN
    return call.evaluator.attribute(call.args[0], call.args[1], call.node) is not UNKNOWN


def namespace(call: Call) -> Any:
    """globals(), locals() and vars(module)."""
    owner = call.first(None)
    if isinstance(owner, Module | Instance):
        return owner.names
    return UNKNOWN if call.args else call.frame.names or {}


def members(call: Call) -> Any:
    """inspect.getmembers, of an object or class of the project."""
    owner = call.first()
    if isinstance(owner, Module):
        return sorted(owner.names.items())
    if not isinstance(owner, Instance | Class):
        return UNKNOWN
    cls = owner.cls if isinstance(owner, Instance) else owner
    names = sorted({name for each in cls.lineage() for name in each.names})
    return [(name, call.evaluator.attribute(owner, name, call.node)) for name in names]


def above(call: Call) -> Any:
    """super(): the object, seen as one of the classes above the one whose method this is."""
    scope: Frame | None = call.frame
    while scope is not None and scope.owner is None:
        scope = scope.outer
    if scope is None or scope.outer is None or scope.outer.cls is None:
        return UNKNOWN
    seen = Class("super", scope.outer.cls.bases, {})
    return Instance(seen, real=scope.owner) if isinstance(scope.owner, Instance) else seen


def set_attribute(call: Call) -> Any:
    """Setattr."""
    if isinstance(call.args[1], str):
        call.evaluator.assign_attribute(call.args[0], call.args[1], call.args[2])
