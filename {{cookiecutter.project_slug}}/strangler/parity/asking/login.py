"""Logs the user of a request in, by a session as the project keeps them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, load_backend, login
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.middleware.csrf import _get_new_csrf_string

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Request

CSRF_HEADER = "x-csrftoken"


@contextmanager
def logged_in(request: Request) -> Iterator[Request]:
    """Yield a request with the cookie of a new session, if a user goes with it; use it where all is undone.

    A CSRF token that was sent gets a cookie that it belongs to, since the old one went with the session.

    Raises:
        ToolkitError: there is no such user.
    """
    if not request.login:
        yield request
        return
    session = session_of(request.login)
    cookies = parse_cookie("; ".join(value for name, value in request.headers if name == "cookie"))
    cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    headers = [(name, value) for name, value in request.headers if name != "cookie"]
    if CSRF_HEADER in dict(headers) and not settings.CSRF_USE_SESSIONS:
        secret = _get_new_csrf_string()
        cookies[settings.CSRF_COOKIE_NAME] = secret
        headers = [(name, secret if name == CSRF_HEADER else value) for name, value in headers]
    headers.append(("cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())))
    try:
        yield replace(request, headers=tuple(headers))
    finally:
        session.delete()  # which may be a file


def session_of(name: str) -> Any:
    """Return a new session. Mirrors `django.test.client.ClientMixin._login`."""
    try:
        user = get_user_model()._default_manager.get_by_natural_key(name)
    except ObjectDoesNotExist as error:
        raise ToolkitError(f"There is no user {name!r} to log in.") from error
    http = HttpRequest()
    http.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(http, user, backend())
    http.session.save()
    return http.session


def backend() -> str:
    """Return the authentication backend to log in by, as `Client.force_login` chooses it.

    Raises:
        ToolkitError: none of them knows users.
    """
    for path in settings.AUTHENTICATION_BACKENDS:
        if hasattr(load_backend(path), "get_user"):
            return path
    raise ToolkitError("None of AUTHENTICATION_BACKENDS has users to log in.")
