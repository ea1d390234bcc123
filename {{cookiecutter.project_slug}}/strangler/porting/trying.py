"""Whether a module that is to be written can be imported: FastAPI and Pydantic say what is wrong with it at once."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from strangler.errors import ToolkitError


def try_import(text: str, name: str) -> dict[str, Any]:
    """Run the text of a module as an import of it would, forget it again, and return the names that it had.

    Args:
        text: of the module.
        name: of the module, dotted.

    Raises:
        ToolkitError: it can't be imported.
    """
    module = ModuleType(name)
    module.__package__ = name.rpartition(".")[0]
    with _in_place(name, module):
        try:
            exec(compile(text, f"<{name}>", "exec", dont_inherit=True), vars(module))  # noqa: S102 - it will be imported
        except Exception as error:
            reason = (str(error).splitlines() or [""])[0]
            raise ToolkitError(f"{name} could not be imported: {type(error).__name__}: {reason}") from error
    return vars(module)


@contextmanager
def _in_place(name: str, module: ModuleType) -> Iterator[None]:
    """Let a module be found under its name: Pydantic looks there for what annotations name."""
    before = sys.modules.get(name)
    sys.modules[name] = module
    try:
        yield
    finally:
        sys.modules.pop(name)
        if before is not None:
            sys.modules[name] = before
