"""Loads the settings of the adopted project, as its own programs would."""

import os
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from traceback import extract_tb
from typing import Any

from adopted.prepare import DJANGO


def load(module: str, root: Path) -> dict[str, Any]:
    """Return all settings of a module.

    It is imported as it would be there: in the folder that Django's root is, so that files are found by relative paths,
    and under its own name in `DJANGO_SETTINGS_MODULE`, which modules that choose among several ask for.

    Args:
        module: its dotted name.
        root: the folder that the project's programs run in.

    Raises:
        ImproperlyConfigured: an environment variable is missing, or the module is.
    """
    with chdir(root), settings_module_called(module), keeping_settings_object():
        if os.environ.get("DJANGO_CONFIGURATION") and find_spec("configurations"):
            import_module("configurations.importer").install()
        try:
            loaded = import_module(module)
        except KeyError as error:
            refuse_missing_variable(error)
            raise
        except ModuleNotFoundError as error:
            refuse_missing_module(error, module)
            raise
    # Not its namespace: a module may put an object in its place that has settings otherwise.
    return {name: getattr(loaded, name) for name in dir(loaded) if name.isupper()}


@contextmanager
def settings_module_called(module: str) -> Iterator[None]:
    """Let the settings module have that name while the block runs."""
    before = os.environ.get(DJANGO)
    os.environ[DJANGO] = module
    try:
        yield
    finally:
        if before is None:
            del os.environ[DJANGO]
        else:
            os.environ[DJANGO] = before


@contextmanager
def keeping_settings_object() -> Iterator[None]:
    """Keep `django.conf.settings`, in whose place a library may put its own (Dynaconf), past all that is laid over."""
    from django import conf  # noqa: PLC0415

    before = conf.settings
    try:
        yield
    finally:
        conf.settings = before


def refuse_missing_variable(error: KeyError) -> None:
    """Say in one line which environment variable the settings ask for, if that is what the error is.

    Raises:
        ImproperlyConfigured: it is.
    """
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    *_, asking, inner = [None, *extract_tb(error.__traceback__)]
    if asking is not None and inner is not None and inner.filename in {"<frozen os>", os.__file__}:
        raise ImproperlyConfigured(
            f"The environment variable {error.args[0]} is missing ({asking.filename}:{asking.lineno}). Set it in .env."
        ) from error


def refuse_missing_module(error: ModuleNotFoundError, module: str) -> None:
    """Say that there is no such settings module, if that is what the error is.

    Raises:
        ImproperlyConfigured: it is.
    """
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    if error.name and f"{module}.".startswith(f"{error.name}."):
        raise ImproperlyConfigured(
            f"There is no module {error.name} for the settings {module}. Set LEGACY_SETTINGS_MODULE in .env to the"
            f" project's settings module. Modules are searched in: {', '.join(sys.path[:3])}."
        ) from error
