# mypy: ignore-errors
"""Tells where the project's databases are, and what serves it."""

from importlib.util import find_spec

from django.conf import settings


def tell() -> dict:
    """Return the databases by alias, the WSGI application, and whether static files have to be collected."""
    databases = {
        alias: {"engine": each["ENGINE"], "name": str(each["NAME"])} for alias, each in settings.DATABASES.items()
    }
    return {
        "databases": databases,
        "wsgi": settings.WSGI_APPLICATION if is_there(settings.WSGI_APPLICATION) else "",
        "static_root": str(settings.STATIC_ROOT or ""),
        "debug": settings.DEBUG,
    }


def is_there(application: str | None) -> bool:
    """Tell whether there is such a module: settings that were made from a template may name one that was deleted."""
    try:
        return bool(application and find_spec(application.rpartition(".")[0]))
    except ModuleNotFoundError:
        return False
