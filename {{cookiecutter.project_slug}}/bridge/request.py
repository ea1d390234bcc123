"""The Django request of an ASGI connection, and Django's answers to it."""

import io
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Scope


def no_response(request: HttpRequest) -> HttpResponse:
    """Stand in for the rest of a middleware chain, which is not there."""
    raise NotImplementedError


SESSION = SessionMiddleware(no_response)
AUTHENTICATION = AuthenticationMiddleware(no_response)
CSRF = CsrfViewMiddleware(no_response)


class DjangoRequest(ASGIRequest):
    """The request as Django's view would get it, with session and user (both lazy).

    Mirrors `django.core.handlers.asgi.ASGIHandler.create_request` and the `process_request` of the session and
    authentication middleware.

    Args:
        scope: the ASGI connection. What the client sends comes later, by `attach`.
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope, io.BytesIO())
        if has_middleware(SessionMiddleware):
            SESSION.process_request(self)
            if has_middleware(AuthenticationMiddleware):
                AUTHENTICATION.process_request(self)

    def attach(self, body: BinaryIO, length: int) -> None:
        """Take over the whole body; of a chunked one no header tells the length, and DRF wants to know."""
        self._stream = body
        if length or "CONTENT_LENGTH" in self.META:
            self.META["CONTENT_LENGTH"] = str(length)

    @property
    def must_save_session(self) -> bool:
        """Whether `add_cookies` would write to the session's store, which may be the database."""
        session = getattr(self, "session", None)
        if session is None:
            return False
        new_token = settings.CSRF_USE_SESSIONS and "CSRF_COOKIE_NEEDS_UPDATE" in self.META
        return bool(session.modified or settings.SESSION_SAVE_EVERY_REQUEST or new_token)

    def read_csrf_cookie(self) -> None:
        """Let `get_token` know the client's token. May read the session: call it on the Django thread."""
        if has_middleware(CsrfViewMiddleware):
            CSRF.process_request(self)


def add_session(request: HttpRequest, response: Response) -> None:
    """Save the session if it was changed, and set its cookie, the CSRF cookie and `Vary: Cookie` where they belong.

    What `SessionMiddleware` and `CsrfViewMiddleware` do with a response.

    Raises:
        SessionInterrupted: the session was deleted meanwhile.
    """
    django_response = HttpResponse(status=response.status_code)
    if vary := response.headers.get("vary"):
        django_response["Vary"] = vary
    if has_middleware(CsrfViewMiddleware):  # first, for it may store its token in the session
        CSRF.process_response(request, django_response)
    if has_middleware(SessionMiddleware):
        SESSION.process_response(request, django_response)
    if django_response.has_header("Vary"):
        response.headers["Vary"] = django_response["Vary"]
    add_cookies(response.headers, django_response)


def from_django(django_response: HttpResponse) -> Response:
    """Return a Django response that is in one piece as Starlette's."""
    response = Response(django_response.content, django_response.status_code, dict(django_response.items()))
    add_cookies(response.headers, django_response)
    return response


def add_cookies(headers: MutableHeaders, django_response: HttpResponse) -> None:
    """Set the cookies of a Django response."""
    for cookie in django_response.cookies.values():
        headers.append("Set-Cookie", cookie.output(header="").strip())


def server_error(request: HttpRequest, error: Exception) -> Response:
    """Return Django's answer to an error that nobody handled, and tell whoever Django tells.

    It is logged (`django.request`), which mails it to the ADMINS, and sent as the signal `got_request_exception`;
    with DEBUG the answer is the technical page. Call it on the request's Django thread.

    Raises:
        Exception: the error itself, where DEBUG_PROPAGATE_EXCEPTIONS asks for that.
    """
    if settings.DEBUG_PROPAGATE_EXCEPTIONS:
        raise error
    try:
        raise error  # noqa: TRY301 - Django looks for the error that is being handled
    except Exception as handled:  # noqa: BLE001
        return from_django(response_for_exception(request, handled))


def has_middleware(middleware: type) -> bool:
    """Return whether the legacy half has that middleware."""
    return f"{middleware.__module__}.{middleware.__qualname__}" in settings.MIDDLEWARE
