"""By which name a module of routes gets at a view's class."""

from importlib import import_module
from typing import Any

# Routes import nothing of DRF's but by the bridge.
BY_BRIDGE = {
    "rest_framework.routers.APIRootView": "bridge.drf.stock.APIRootView",
    "rest_framework.authtoken.views.ObtainAuthToken": "bridge.drf.tokens.ObtainAuthToken",
}


def importable(cls: Any) -> tuple[str, str]:
    """Return an expression for a view's class, and what is to be imported for it.

    A function view's class has no name of its own: it is `function.cls`.

    Raises:
        LookupError: no module has it by its name, or only DRF.
    """
    module, name = cls.__module__, cls.__qualname__
    if module.partition(".")[0] == "rest_framework":
        if f"{module}.{name}" not in BY_BRIDGE:
            raise LookupError(f"{name} is DRF's own, and routes import nothing of DRF's.")
        return name, BY_BRIDGE[f"{module}.{name}"]
    called: str = cls.__name__
    try:
        found: Any = vars(import_module(module)).get(called)
    except ImportError:
        found = None
    if found is cls and "." not in name:
        return name, f"{module}.{name}"
    if getattr(found, "cls", None) is cls:
        return f"{called}.cls", f"{module}.{called}"
    raise LookupError(f"{module} has no {called} that could be imported.")
