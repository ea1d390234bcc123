"""The Django request of an ASGI connection, and Django's answers to it."""

import io
from collections.abc import Callable
from functools import cache
from typing import IO, TYPE_CHECKING, BinaryIO

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string
from starlette.responses import Response
from starlette.types import Scope

from bridge.django_responses import cookies_of, headers_of

if TYPE_CHECKING:
    from django.contrib.auth.middleware import AuthenticationMiddleware

SCOPE_KEY = "django_request"


def no_response(request: HttpRequest) -> HttpResponse:
    """Stand in for the rest of a middleware chain, which is not there."""
    raise NotImplementedError


SESSION = SessionMiddleware(no_response)
CSRF = CsrfViewMiddleware(no_response)


class DjangoRequest(ASGIRequest):
    """The request as Django's middleware and views would get it.

    Mirrors `django.core.handlers.asgi.ASGIHandler.create_request`.

    Args:
        scope: the ASGI connection.
        body: what the client has sent; without it, that comes later, by `attach`.
    """

    owns_session = False  # whether the session is from here, and so is to be saved by `add_session`
    # Asks the middleware around the route about an exception, on the request's Django thread.
    process_exception: Callable[[HttpRequest, Exception], HttpResponseBase | None] | None = None
    route_error: Exception | None = None  # what the route raised, for which the middleware has seen a response

    def __init__(self, scope: Scope, body: IO[bytes] | None = None) -> None:
        super().__init__(scope, body or io.BytesIO())

    def add_user(self) -> None:
        """Set session and user (both lazy), unless middleware around the route has.

        Mirrors the `process_request` of the session and authentication middleware.
        """
        if not hasattr(self, "session") and has_middleware(SessionMiddleware):
            SESSION.process_request(self)
            self.owns_session = True
        if not hasattr(self, "user") and hasattr(self, "session") and (middleware := authentication()):
            middleware.process_request(self)

    def attach(self, body: BinaryIO, length: int) -> None:
        """Take over the whole body; of a chunked one no header tells the length, and DRF wants to know."""
        self._stream = body
        if length or "CONTENT_LENGTH" in self.META:
            self.META["CONTENT_LENGTH"] = str(length)

    @property
    def must_save_session(self) -> bool:
        """Whether `add_session` would write to the session's store, which may be the database."""
        session = getattr(self, "session", None)
        if session is None:
            return False
        if settings.CSRF_USE_SESSIONS and "CSRF_COOKIE_NEEDS_UPDATE" in self.META:
            return True
        return self.owns_session and bool(session.modified or settings.SESSION_SAVE_EVERY_REQUEST)

    def read_csrf_cookie(self) -> None:
        """Let `get_token` know the client's token. May read the session: call it on the Django thread."""
        if has_middleware(CsrfViewMiddleware):
            CSRF.process_request(self)


def authentication() -> "AuthenticationMiddleware | None":
    """Return Django's authentication middleware if the legacy half has it. A project may be without its models."""
    made = _made_authentication() if apps.is_installed("django.contrib.auth") else None
    return made if made is not None and has_middleware(type(made)) else None


@cache
def _made_authentication() -> "AuthenticationMiddleware":
    from django.contrib.auth.middleware import AuthenticationMiddleware  # noqa: PLC0415

    return AuthenticationMiddleware(no_response)


def django_request(scope: Scope) -> DjangoRequest:
    """Return the one Django request of an ASGI connection, with session and user.

    It is the one that the middleware around the route has seen (`bridge.middleware.around`), with all that it has set
    there; where there is no middleware, the request is made.
    """
    request: DjangoRequest | None = scope.get(SCOPE_KEY)
    if request is None:
        request = scope[SCOPE_KEY] = DjangoRequest(scope)
    request.add_user()
    return request


def add_session(request: DjangoRequest, response: Response) -> None:
    """Save the session if it was changed, and set its cookie, the CSRF cookie and `Vary: Cookie` where they belong.

    What `SessionMiddleware` and `CsrfViewMiddleware` do with a response; the former leaves it to itself where it is
    around the route.

    Raises:
        SessionInterrupted: the session was deleted meanwhile.
    """
    django_response = HttpResponse(status=response.status_code)
    if vary := response.headers.get("vary"):
        django_response["Vary"] = vary
    if has_middleware(CsrfViewMiddleware):  # first, for it may store its token in the session
        CSRF.process_response(request, django_response)
    if request.owns_session:
        SESSION.process_response(request, django_response)
    if django_response.has_header("Vary"):
        response.headers["Vary"] = django_response["Vary"]
    response.raw_headers += cookies_of(django_response)


def from_django(django_response: HttpResponse) -> Response:
    """Return a Django response that is in one piece as Starlette's."""
    response = Response(django_response.content, django_response.status_code)
    length = response.raw_headers  # Starlette knows where there must be one
    response.raw_headers = headers_of(django_response) + ([] if "Content-Length" in django_response else length)
    return response


def server_error(request: HttpRequest, error: Exception) -> Response:
    """Return the answer to an error that nobody handled: of middleware around the route, or else Django's.

    Call it on the request's Django thread.

    Raises:
        Exception: the error itself, where DEBUG_PROPAGATE_EXCEPTIONS asks for that.
    """
    return answer_of_middleware(request, error) or django_error(request, error)


def answer_of_middleware(request: HttpRequest, error: Exception) -> Response | None:
    """Return what a middleware's `process_exception` answers to an exception of the route, if one does."""
    ask = getattr(request, "process_exception", None)
    response = ask(request, error) if ask is not None else None
    return from_django(response) if isinstance(response, HttpResponse) else None


def django_error(request: HttpRequest, error: Exception) -> Response:
    """Return Django's answer to an error, and tell whoever Django tells.

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
    """Return whether the legacy half has that middleware, or one that is made from it."""
    return _has_middleware(middleware, tuple(settings.MIDDLEWARE))


@cache  # asked several times by each request; the setting changes in tests alone
def _has_middleware(middleware: type, paths: tuple[str, ...]) -> bool:
    found = (import_string(path) for path in paths)
    return any(isinstance(each, type) and issubclass(each, middleware) for each in found)
