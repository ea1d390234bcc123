"""One request of a ported route, from the client's first header to the last one of the response."""

from collections.abc import Sequence
from contextlib import ExitStack
from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import ResolverMatch
from rest_framework.exceptions import APIException, MethodNotAllowed
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request as DRFRequest
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin
from starlette.requests import Request
from starlette.responses import Response

from bridge.drf.answers import Answer, sent
from bridge.drf.context import current_request
from bridge.drf.errors import as_drf_error
from bridge.drf.finalize import finalize, rendered
from bridge.drf.habits import Habits
from bridge.drf.rendering import DRFResponse, indentation, reindent
from bridge.request import add_session, django_request, from_django, server_error
from bridge.spool import receive_body

if TYPE_CHECKING:  # a project may be without these models
    from django.contrib.auth.models import AnonymousUser

SCOPE_KEY = "bridge.call"


class AnsweredError(Exception):
    """Not an error: Django has a response of its own, which takes the place of the endpoint's.

    Args:
        response: Django's.
    """

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


class OtherRepresentationError(Exception):
    """The legacy view is to answer, for the client wants another representation than JSON.

    Args:
        body: what the client has sent.
    """

    def __init__(self, body: BinaryIO) -> None:
        self.body = body


class Others(Enum):
    """Who answers in another representation than JSON, such as the browsable API."""

    LEGACY = auto()
    ENDPOINT = auto()
    NOBODY = auto()


class Call:
    """The request, the view that DRF's code asks for its policy, and what they say of the response.

    Mirrors `rest_framework.views.APIView.dispatch`, of which FastAPI runs the middle.

    Args:
        request: Starlette's request.
        view: the policy, as `view_class` makes it.
        habits: what of DRF is kept.
        methods: what the path answers to, in the order of `Allow`.
        match: what the legacy half has at this path, for versions and permissions that look there.
        others: who answers in another representation than JSON.
        finalizes: whether the view overrides `finalize_response`.
        atomic: databases that have a transaction around all of it, from `begin` to `finish` or `refuse`.
        reads: whether `begin` may run without a thread.
    """

    request: DRFRequest  # once it is prepared
    in_transaction = False

    def __init__(
        self,
        request: Request,
        view: APIView,
        habits: Habits,
        methods: Sequence[str],
        match: ResolverMatch | None = None,
        *,
        others: Others = Others.NOBODY,
        finalizes: bool = False,
        atomic: Sequence[str] = (),
        reads: bool = False,
    ) -> None:
        self.habits = habits
        self.view = view
        self.others = others
        self.finalizes = finalizes
        self.atomic = atomic
        self.reads = reads
        vars(view)["ported_methods"] = methods
        self.http = django_request(request.scope)
        self.http.resolver_match = match or self.http.resolver_match
        self.kwargs = request.path_params
        self._prepared = False
        self._transaction = ExitStack()
        request.scope[SCOPE_KEY] = self
        current_request.set(self.http)

    def prepare(self) -> bool:
        """Make DRF's request, as `APIView.dispatch` does before `initial`.

        Call it on the request's Django thread if the view overrides what runs here (`bridge.drf.overrides`).

        Returns:
            Whether the legacy view is to answer, since the client wants another representation than JSON.
        """
        self._prepared = True
        view = self.view
        view.request, view.args, view.kwargs = self.http, (), self.kwargs  # type: ignore[assignment]
        if not isinstance(view, ViewSetMixin):  # whose `as_view` never calls `setup`
            view.setup(self.http, **self.kwargs)
        self.request = view.request = view.initialize_request(self.http, **self.kwargs)
        current_request.set(self.request)
        view.format_kwarg = view.get_format_suffix(**self.kwargs)
        view.headers = self.headers()
        if not self.habits.negotiation:
            self.negotiate_nothing()
        elif self.others is Others.LEGACY:
            return self.wants_other_than_json()
        elif self.others is Others.NOBODY:
            self.print_json_only()
        return False

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
        self._body = cast("BinaryIO", body)
        self.http.attach(self._body, length)

    def begin(self) -> None:
        """Run the view's `initial`: negotiation, version, authentication, permissions, throttles.

        Call it on the request's Django thread, or by `bridge.queries.read` where it only reads.

        Raises:
            APIException: the client is not let in.
            OtherRepresentationError: the legacy view is to answer.
        """
        for alias in reversed(self.atomic):  # the first one innermost, as Django nests them
            self._transaction.enter_context(transaction.atomic(using=alias))
            self.in_transaction = True
        if not self._prepared and self.prepare():
            self._transaction.close()
            raise OtherRepresentationError(self._body)
        self.http.read_csrf_cookie()
        self.view.initial(self.request, **self.view.kwargs)

    @property
    def user(self) -> "AbstractBaseUser | AnonymousUser":
        """Whoever DRF's authenticators found, once `begin` has run."""
        user: AbstractBaseUser | AnonymousUser = self.request.user
        return user

    def headers(self) -> dict[str, str]:
        """Return the headers that DRF gives every response of the view (`default_response_headers`)."""
        kept = {"Allow": self.habits.allow or self.http.method == "OPTIONS", "Vary": self.habits.vary}
        return {name: value for name, value in self.view.default_response_headers.items() if kept.get(name, True)}

    def finish(self, response: Response) -> Response:
        """Give FastAPI's response what DRF's and Django's middleware would have given it.

        Call it on the request's Django thread if the view overrides `finalize_response`, if a transaction is open, or
        if it is the view's own answer.
        """
        if isinstance(response, Answer):
            return self.with_session(self.finished(response))
        try:
            with self._transaction:
                response = finalize(self.view, response) if self.finalizes else self.with_headers(response)
        except Exception as error:  # noqa: BLE001 - DRF is not asked about it any more
            return self.with_session(server_error(self.http, error))
        if isinstance(response, DRFResponse) and not response.body:
            del response.headers["content-type"]
            response.headers["content-length"] = "0"
        elif self.habits.negotiation and (indent := indentation(getattr(self.request, "accepted_media_type", None))):
            reindent(response, indent)
        if response.status_code == HTTPStatus.NO_CONTENT:
            del response.headers["content-length"]
        return self.with_session(response)

    def finished(self, answer: Answer) -> Response:
        """Return what the view has answered: finalized, and rendered when the transaction is over, as by Django."""
        view = self.view
        try:
            with self._transaction:
                view.response = view.finalize_response(self.request, answer.native, *view.args, **view.kwargs)
            response = sent(rendered(view.response))
        except Exception as error:  # noqa: BLE001 - DRF is not asked about it any more
            return server_error(self.http, error)
        if response.status_code == HTTPStatus.NO_CONTENT:
            del response.headers["content-length"]
        response.background = answer.background
        return response

    def with_headers(self, response: Response) -> Response:
        """Add the view's headers, as DRF's own `finalize_response` does."""
        for name, value in self.view.headers.items():
            if name != "Vary" or "vary" not in response.headers:
                response.headers[name] = value
            elif value not in response.headers["vary"].split(", "):
                response.headers["Vary"] += f", {value}"
        return response

    def refuse(self, error: Exception) -> Response:
        """Return the response for an error as DRF gives it; call it on the request's Django thread.

        Whatever DRF's exception handler doesn't know is answered as Django would: logged, mailed to the ADMINS,
        and with DEBUG shown as its technical page. The transaction, if there is one, is rolled back in both cases,
        by DRF (`rest_framework.views.set_rollback`) or by Django.
        """
        try:
            with self._transaction:
                response = self.handle(error)
            return self.with_session(from_django(rendered(response)))
        except Exception as unhandled:  # noqa: BLE001 - whatever it is, it is Django's to answer
            return self.with_session(server_error(self.http, unhandled))

    def handle(self, error: Exception) -> HttpResponse:
        """Return what the view answers to an error.

        Raises:
            Exception: it answers nothing; or it could not even be prepared, and DRF is not asked.
        """
        if not self._prepared:
            self.prepare()
        elif not hasattr(self, "request"):
            raise error
        if isinstance(error, MethodNotAllowed):
            self.view.headers["Allow"] = ", ".join(self.view.allowed_methods)
        if isinstance(error, AnsweredError):
            response: Any = error.response  # DRF also finishes responses that aren't its own
            response["Content-Length"] = str(len(response.content))  # as `CommonMiddleware`, for a 304 as well
        else:
            response = self.view.handle_exception(as_drf_error(error))
        for name, value in (getattr(error, "headers", None) or {}).items():
            response[name] = value
        return self.view.finalize_response(self.request, response, **self.view.kwargs)

    def roll_back(self, error: Exception) -> None:
        """End the transaction as if `error` had been raised in it."""
        self._transaction.__exit__(type(error), error, error.__traceback__)

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


def call_of(request: Request) -> Call:
    """Return the call of a request; a dependency.

    Raises:
        LookupError: the route is not on a `PortedRouter`.
    """
    call: Call | None = request.scope.get(SCOPE_KEY)
    if call is None:
        raise LookupError("This needs a route on a bridge.drf.PortedRouter.")
    return call
