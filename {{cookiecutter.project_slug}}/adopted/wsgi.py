"""Their WSGI application, which answers their HTTP requests."""

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application
from django.core.wsgi import get_wsgi_application


def their_wsgi() -> Callable[..., Iterable[bytes]]:
    """Return what `WSGI_APPLICATION` names, with all that is around it there.

    If that module is gone, it is Django's own handler: who serves by ASGI, and never by `runserver`, may not miss it.
    """
    path: str = getattr(settings, "WSGI_APPLICATION", None) or ""
    there = is_there(path.rpartition(".")[0])
    application: Any = get_internal_wsgi_application() if there else get_wsgi_application()
    return application  # type: ignore[no-any-return]


def is_there(module: str) -> bool:
    """Return whether a module can be found; an error inside of it is not looked for."""
    try:
        return bool(module) and find_spec(module) is not None
    except ModuleNotFoundError:  # not even its package
        return False
