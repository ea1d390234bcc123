# mypy: ignore-errors
"""Tells where the project's databases are, and what serves it."""

from django.conf import settings


def tell() -> dict:
    """Return the databases by alias, the WSGI application, and whether static files have to be collected."""
    databases = {
        alias: {"engine": each["ENGINE"], "name": str(each["NAME"])} for alias, each in settings.DATABASES.items()
    }
    return {
        "databases": databases,
        "wsgi": settings.WSGI_APPLICATION,
        "static_root": str(settings.STATIC_ROOT or ""),
        "debug": settings.DEBUG,
    }
