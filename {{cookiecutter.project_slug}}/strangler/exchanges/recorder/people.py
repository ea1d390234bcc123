"""Who has sent a request: by a session, by a token of DRF's, by a token of Simple JWT. Asks the database."""

from collections import OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.db import connections

REMEMBERED = 1000  # credentials


class People:
    """Finds the names that people log in with. Remembers them, so that most requests need no query."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    def login(self, headers: dict[str, str]) -> str:
        """Return the name of who has sent a request with these headers; "" where nobody can tell."""
        for kind, credential, find in self._ways(headers):
            if name := self._remembered(kind, credential, find):
                return name
        return ""

    def _ways(self, headers: dict[str, str]) -> list[tuple[str, str, Callable[[str], str]]]:
        ways: list[tuple[str, str, Callable[[str], str]]] = []
        if session := session_of(headers.get("cookie", "")):
            ways.append(("session", session, _by_session))
        scheme, _, rest = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "token" and apps.is_installed("rest_framework.authtoken"):
            ways.append(("token", rest.strip(), _by_token))
        if scheme.lower() in {"bearer", "jwt"} and find_spec("rest_framework_simplejwt"):
            ways.append(("jwt", rest.strip(), _by_jwt))
        return ways

    def _remembered(self, kind: str, credential: str, find: Callable[[str], str]) -> str:
        key = (kind, credential)
        if key not in self._known:
            self._known[key] = _asked(find, credential)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]


def session_of(cookies: str) -> str:
    """Return the key of the session that a Cookie header names; "" for none."""
    try:
        cookie = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _asked(find: Callable[[str], str], credential: str) -> str:
    """Return a name; "" where the credential is no good, or the database away: then a replay is anonymous."""
    try:
        return find(credential)
    except Exception:  # noqa: BLE001 - whatever a session engine or a token library raises
        return ""
    finally:
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:  # which is somebody else's: tests lend theirs
                connection.close()


def _by_session(key: str) -> str:
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return _name(session[SESSION_KEY])


def _by_token(key: str) -> str:
    from rest_framework.authtoken.models import Token  # noqa: PLC0415 - not every project has it

    return str(Token.objects.select_related("user").get(key=key).user.get_username())


def _by_jwt(token: str) -> str:
    authentication: Any = import_module("rest_framework_simplejwt.authentication").JWTAuthentication()
    return str(authentication.get_user(authentication.get_validated_token(token.encode())).get_username())


def _name(key: Any) -> str:
    model = get_user_model()
    return str(model._default_manager.get(pk=model._meta.pk.to_python(key)).get_username())
