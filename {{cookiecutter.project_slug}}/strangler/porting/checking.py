"""Whether code that was written works: it is run once, in the process of the porter, before anybody gets it."""

import sys
from types import ModuleType

from strangler.porting.module import Code
from strangler.porting.rendering import plain, undefined

NAME = "ported_on_trial"


def problem_of(code: Code) -> str:
    """Return what goes wrong when a module of this code is imported; "" where nothing does."""
    if missing := undefined(code):
        return f"nothing defines {', '.join(missing)}"
    module = ModuleType(NAME)
    sys.modules[NAME] = module  # where FastAPI and Pydantic look for the names in annotations
    try:
        exec(compile(plain(code, "On trial."), "<ported>", "exec"), vars(module))  # noqa: S102 - what is to be imported
    except Exception as error:  # noqa: BLE001 - whatever the project's classes do when they are used
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    finally:
        del sys.modules[NAME]
    return ""
