"""One request of a ported route, from the client's first header to the last one of the response."""

from collections.abc import Collection
from http import HTTPStatus
from typing import Any, BinaryIO, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import BadRequest
from django.http import Http404
from django.urls import ResolverMatch
from django.utils.translation import gettext_lazy
from fastapi.exceptions import RequestValidationError
from rest_framework.exceptions import APIException, MethodNotAllowed, ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request as DRFRequest
from rest_framework.views import APIView
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bridge.drf.context import current_request
from bridge.drf.habits import Habits
from bridge.drf.policy import METHODS
from bridge.drf.rendering import DRFResponse, indentation, reindent
from bridge.request import DjangoRequest, add_session, from_django, server_error
from bridge.spool import receive_body

SCOPE_KEY = "bridge.call"
REQUIRED = gettext_lazy("This field is required.")


class Call:
    """The request, the view that DRF's code asks for its policy, and what they say of the response.

    Mirrors `rest_framework.views.APIView.dispatch`, of which FastAPI runs the middle.

    Args:
        request: Starlette's request.
        view: the policy, as `view_class` makes it, or a legacy view.
        habits: what of DRF is kept.
        methods: what the path answers to, for `Allow`.
        match: what the legacy half has at this path, for versions and permissions that look there.
    """

    def __init__(
        self,
        request: Request,
        view: APIView,
        habits: Habits,
        methods: Collection[str],
        match: ResolverMatch | None = None,
    ) -> None:
        self.habits = habits
        self.view = view
        vars(view)["ported_methods"] = [name for name in METHODS if name in methods]
        self.http = DjangoRequest(request.scope)
        self.http.resolver_match = match
        view.setup(self.http, **request.path_params)
        self.request: DRFRequest = view.initialize_request(self.http, **request.path_params)
        view.request = self.request
        view.format_kwarg = view.get_format_suffix(**request.path_params)
        view.headers = self.headers()
        request.scope[SCOPE_KEY] = self
        current_request.set(self.request)

    def print_json_only(self) -> None:
        """Offer no representation but JSON: nobody is left who could render another."""
        renderers: list[BaseRenderer] = [one for one in self.view.get_renderers() if isinstance(one, JSONRenderer)]
        renderers = renderers or [JSONRenderer()]
        self.view.get_renderers = lambda: renderers  # type: ignore[method-assign]  # OPTIONS still lists them all

    def negotiate_nothing(self) -> None:
        """Print JSON, whatever the client accepts."""
        json: tuple[BaseRenderer, str] = (JSONRenderer(), "application/json")
        self.view.perform_content_negotiation = lambda *_, **__: json  # type: ignore[method-assign]

    def wants_other_than_json(self) -> bool:
        """Return whether DRF would answer this request with another representation, such as the browsable API."""
        try:
            renderer, _ = self.view.perform_content_negotiation(self.request)
        except (APIException, Http404):
            return False  # `begin` will raise it again
        return not isinstance(renderer, JSONRenderer)

    async def receive(self, request: Request) -> None:
        """Wait for the whole body; what is in it is of no interest before `begin` has let the client in."""
        body, length = await receive_body(request.receive)
        self.http.attach(cast("BinaryIO", body), length)

    def begin(self) -> None:
        """Run the view's `initial`: negotiation, version, authentication, permissions, throttles.

        Call it on the request's Django thread.

        Raises:
            APIException: the client is not let in.
        """
        self.http.read_csrf_cookie()
        self.view.initial(self.request, **self.view.kwargs)

    @property
    def user(self) -> AbstractBaseUser | AnonymousUser:
        """Whoever DRF's authenticators found, once `begin` has run."""
        user: AbstractBaseUser | AnonymousUser = self.request.user
        return user

    def headers(self) -> dict[str, str]:
        """Return the headers that DRF gives every response of the view (`default_response_headers`)."""
        kept = {"Allow": self.habits.allow or self.http.method == "OPTIONS", "Vary": self.habits.vary}
        return {name: value for name, value in self.view.default_response_headers.items() if kept.get(name, True)}

    def finish(self, response: Response) -> Response:
        """Give FastAPI's response what DRF's and Django's middleware would have given it."""
        for name, value in self.view.headers.items():
            if name != "Vary" or "vary" not in response.headers:
                response.headers[name] = value
            elif value not in response.headers["vary"].split(", "):
                response.headers["Vary"] += f", {value}"
        if isinstance(response, DRFResponse) and not response.body:
            del response.headers["content-type"]
            response.headers["content-length"] = "0"
        elif self.habits.negotiation and (indent := indentation(getattr(self.request, "accepted_media_type", None))):
            reindent(response, indent)
        if response.status_code == HTTPStatus.NO_CONTENT:
            del response.headers["content-length"]
        return self.with_session(response)

    def refuse(self, error: Exception) -> Response:
        """Return the response for an error as DRF gives it; call it on the request's Django thread.

        Whatever DRF's exception handler doesn't know is answered as Django would: logged, mailed to the ADMINS,
        and with DEBUG shown as its technical page.
        """
        if isinstance(error, MethodNotAllowed):
            self.view.headers["Allow"] = ", ".join(self.view.allowed_methods)
        try:
            response = self.view.handle_exception(as_drf_error(error))
        except Exception as unhandled:  # noqa: BLE001 - whatever it is, it is Django's to answer
            return self.with_session(server_error(self.http, unhandled))
        for name, value in (getattr(error, "headers", None) or {}).items():
            response[name] = value
        response = self.view.finalize_response(self.request, response)
        return self.with_session(from_django(response.render()))

    def with_session(self, response: Response) -> Response:
        """Add cookies and `Vary: Cookie`; the session of a failed request isn't saved."""
        try:
            add_session(self.http, response)
        except BadRequest as error:  # the session was deleted meanwhile
            return server_error(self.http, error)
        return response

    def close(self) -> None:
        """Close what the client has uploaded."""
        self.http.close()


def as_drf_error(error: Exception) -> Exception:
    """Return FastAPI's and Starlette's own errors as DRF's, so that they get DRF's shape; others as they are."""
    if isinstance(error, RequestValidationError):
        detail: dict[str, Any] = {}
        for problem in error.errors():
            if problem["loc"][0] == "path":
                return Http404()  # as where a converter of Django's doesn't match
            message = REQUIRED if problem["type"] == "missing" else problem["msg"]
            detail.setdefault(str(problem["loc"][-1]), []).append(message)
        return ValidationError(detail)
    if isinstance(error, HTTPException):
        translated = APIException(error.detail)
        translated.status_code = error.status_code
        return translated
    return error


def call_of(request: Request) -> Call:
    """Return the call of a request; a dependency.

    Raises:
        LookupError: the route is not on a `PortedRouter`.
    """
    call: Call | None = request.scope.get(SCOPE_KEY)
    if call is None:
        raise LookupError("This needs a route on a bridge.drf.PortedRouter.")
    return call
