"""Functions that ask the environment: of `os`, of the libraries that read it, and of django-environ and its like."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from adopted.reading.call import Call
from adopted.reading.readers import Asked, Reader, database
from adopted.reading.values import UNKNOWN


def environ_get(call: Call) -> Any:
    """os.environ.get and os.getenv."""
    default = call.named.get("default", call.args[1] if len(call.args) > 1 else None)
    return call.evaluator.environment.get(call.first(), default, call.place, sure=call.evaluator.sure)


def environ_setdefault(call: Call) -> Any:
    """os.environ.setdefault."""
    value = call.args[1] if len(call.args) > 1 else UNKNOWN
    place = call.evaluator.project.place(call.frame.module.file, call.node)
    return call.evaluator.environment.set(call.first(), value, place, keep=True)


def environ_update(call: Call) -> Any:
    """os.environ.update."""
    for name, value in {**(call.first({}) if isinstance(call.first({}), dict) else {}), **call.named}.items():
        call.evaluator.environment.set(name, value, call.place)


def database_config(call: Call) -> Any:
    """dj_database_url.config: the variable is DATABASE_URL unless said otherwise."""
    names = ("env", "default")
    given = dict(zip(names, call.args, strict=False)) | call.named
    default = given.get("default")
    url = call.variable(Asked(given.get("env", "DATABASE_URL"), default), "KeyError")
    return database(url, call.named)


def reader(library: str) -> Callable[[Call], Any]:
    """Return what makes a reader of a library."""

    def make_reader(call: Call) -> Any:
        for source in call.args:
            if isinstance(source, Path):
                call.evaluator.environment.files.append(source)
        return Reader(library, call.named if library == "environ" else {})

    return make_reader


def ready(library: str) -> Callable[[Call], Any]:
    """Return what calls a reader that the library has ready."""
    return lambda call: call.ask(Reader(library), "__call__")
