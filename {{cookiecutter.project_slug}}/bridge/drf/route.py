"""One ported route: DRF's code lets its clients in, FastAPI calls its endpoint, and the response looks like DRF's."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol

from asgiref.sync import SyncToAsync, sync_to_async
from django.urls import ResolverMatch
from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from fastapi.routing import _effective_route_context_var as current_inclusion
from rest_framework.parsers import JSONParser
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from bridge.drf.answers import Answer
from bridge.drf.body import BodyOfCall
from bridge.drf.call import Call, OtherRepresentationError, Others, call_of
from bridge.drf.convertors import register_convertors
from bridge.drf.habits import Habits
from bridge.drf.legacy import FromLegacy, find_legacy, has_legacy, initkwargs_of, legacy_methods
from bridge.drf.order import put_policy_first
from bridge.drf.overrides import begins_by_reading, finalizes, needs_thread
from bridge.drf.paths import routed_methods, without_legacy
from bridge.drf.policy import METHODS, ROUTED, Policy, policy_of, view_class
from bridge.drf.security import security_schemes
from bridge.lifetime import after_response
from bridge.outage import is_outage
from bridge.queries.run import is_read, read
from bridge.router import DjangoRoute, Handler
from bridge.routing import within_path
from bridge.spool import ClientGoneError
from bridge.threads import ThreadsBusyError
from bridge.transactions import atomic_aliases

register_convertors()

SENT_AS = "bridge.sent_as"  # in a scope: the method that the client has sent, where FastAPI is told another


# What the OpenAPI document says of errors, in the place of FastAPI's 422.
REFUSED: dict[str, Any] = {"description": "Refused: `detail` says why, or a list of messages for each wrong field."}


class OwnRouter(Protocol):
    """What a route asks of the `PortedRouter` that it was made for."""

    policy: Policy
    habits: Habits
    exact: bool


async def begin(request: Request) -> None:
    """Let DRF's authentication, permission and throttle classes decide, before anything else of the route runs.

    Raises:
        RuntimeError: there is a transaction to hold, and no thread of the request's own to hold it on.
    """
    call = call_of(request)
    if call.atomic and SyncToAsync.thread_sensitive_context.get(None) is None:
        raise RuntimeError("ATOMIC_REQUESTS needs a thread for each request: include the router in api_router.")
    if call.reads:
        await read(call.begin)
    else:
        await sync_to_async(call.begin)()


class PortedRoute(DjangoRoute):
    """A route that DRF's code lets clients into, and whose responses look like DRF's. Made by `PortedRouter`."""

    router: ClassVar[OwnRouter]
    named: ClassVar[Policy] = Policy()
    needs_action: ClassVar[bool] = True

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        own = self.named.override(policy_of(endpoint))
        setattr(endpoint, ROUTED, True)
        self.view_class = view_class(self.router.policy, own, endpoint.__name__)
        if self.needs_action and issubclass(self.view_class, ViewSetMixin) and not self.view_class.action:
            raise TypeError(f"Say which action {endpoint.__qualname__} is: @policy(action=…); permissions may ask.")
        # Renderers that the policy itself names are the endpoint's own; others are left to the legacy view.
        self.renders = self.router.policy.override(own).renderers is not None
        self.prepares_on_thread = needs_thread(self.view_class)
        self.finalizes = finalizes(self.view_class)
        # For an endpoint that needs no thread, the policy needs none either.
        self.reads = is_read(endpoint) and not self.prepares_on_thread and begins_by_reading(self.view_class)
        schemes = [Depends(scheme) for scheme in security_schemes(self.view_class)]
        options["dependencies"] = [Depends(begin), *schemes, *(options.get("dependencies") or [])]
        if self.router.habits.errors:
            options["responses"] = {"4XX": REFUSED, **(options.get("responses") or {})}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        """Return the handler of the route, or of its inclusion in another router, with the policy in its first place.

        FastAPI puts the dependencies of every router around before the route's own.

        Raises:
            TypeError: the endpoint or one of those dependencies takes a form, which FastAPI would read too early.
        """
        inclusion = current_inclusion.get()
        route = inclusion if inclusion is not None and inclusion.original_route is self else self
        if route.body_field is not None and isinstance(route.body_field.field_info, Form):
            raise TypeError(
                f"{self.endpoint.__qualname__}: DRF's parsers read forms. Write `body: Incoming[…]`, not Form()."
            )
        document_media_type(route.body_field, self.view_class)
        put_policy_first(route.dependant, begin)
        return super().get_route_handler()

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that this route matches (ASGI); FastAPI would answer 405 where it has no such method."""
        if self.methods and scope["method"] not in self.methods:
            scope = {**scope, "method": next(iter(self.methods)), SENT_AS: scope["method"]}
        await super().handle(scope, receive, send)

    async def respond(self, request: Request, handler: Handler) -> Response:
        """Run the handler with the beginning and the end of a DRF view around it."""
        call = self.call(request)
        # After the response, for streams and background tasks may read what was uploaded.
        after_response(request).callback(call.close)
        try:
            if not self.prepares_on_thread and call.prepare():
                return FromLegacy()
            await call.receive(request)
            response = await handler(RequestOfCall(request.scope, request.receive))
            if isinstance(response, Answer) or call.in_transaction or call.finalizes or call.http.must_save_session:
                return await sync_to_async(call.finish)(response)
            return call.finish(response)
        except OtherRepresentationError as wanted:
            return FromLegacy(wanted.body)
        except ClientGoneError:
            return Response(status_code=400)  # which nobody reads
        except Exception as error:
            if self.is_for_fastapi(error):
                if call.in_transaction:
                    await sync_to_async(call.roll_back)(error)
                raise
            return await sync_to_async(call.refuse)(error)

    def leaves_to_legacy(self, scope: Scope) -> bool:
        """Return whether the legacy view is to answer, asked before any middleware around the route runs.

        A view that overrides what runs before `initial` is asked later, on the request's thread.
        """
        call = self.call(Request(dict(scope)))
        return not self.prepares_on_thread and call.prepare()

    def call(self, request: Request) -> Call:
        """Return the call that a request is."""
        scope = request.scope
        scope["method"] = scope.get(SENT_AS, scope["method"])
        match = find_legacy(scope)
        return Call(
            request,
            self.view_class(**initkwargs_of(self.view_class, match)),
            self.router.habits,
            self.allowed(scope, match),
            match,
            others=self.others(request, match),
            finalizes=self.finalizes,
            atomic=(atomic := atomic_aliases(self.endpoint)),
            reads=self.reads and not atomic,
        )

    def allowed(self, scope: Scope, match: ResolverMatch | None) -> list[str]:
        """Return what the path answers to: in the legacy view's order, where that has it all, else in DRF's."""
        routed, legacy = routed_methods(scope, self) | {"OPTIONS"}, legacy_methods(match)
        if not legacy and "GET" in routed and self.router.habits.head:
            routed.add("HEAD")
        return legacy if routed.issubset(legacy) else [name for name in METHODS if name in routed.union(legacy)]

    def others(self, request: Request, match: ResolverMatch | None) -> Others:
        """Return who answers in another representation than JSON."""
        if self.renders:
            return Others.ENDPOINT
        return Others.LEGACY if match is not None and has_legacy(request) else Others.NOBODY

    def is_for_fastapi(self, error: Exception) -> bool:
        """Return whether an error is answered by the application's handlers: an outage, or what `Habits` says."""
        if isinstance(error, HTTPException | RequestValidationError):
            return not self.router.habits.errors
        return isinstance(error, ThreadsBusyError) or is_outage(error)

    @within_path
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as Starlette does; GET also takes HEAD over when the legacy half has no such path any more."""
        match, child_scope = super().matches(scope)
        if match is Match.FULL and self.router.exact and not self.is_for(find_legacy(scope), scope):
            return Match.NONE, {}
        if (
            match is Match.PARTIAL
            and scope["method"] == "HEAD"
            and "GET" in (self.methods or ())
            and self.router.habits.head
        ):
            return without_legacy(scope, (Match.FULL, child_scope))
        return match, child_scope

    def is_for(self, legacy: ResolverMatch | None, scope: Scope) -> bool:  # noqa: ARG002 - others look at the method
        """Return whether this route stands for what the legacy half has at a path: it has the same parameters."""
        captured: Mapping[str, Any] = getattr(legacy, "captured_kwargs", None) or {}
        return legacy is None or set(captured) == set(self.param_convertors)


def document_media_type(body: Any, view: type[APIView]) -> None:
    """Let the OpenAPI document name the media type of a body that can't be JSON."""
    parsers = view.parser_classes
    if body is not None and parsers and not any(issubclass(parser, JSONParser) for parser in parsers):
        body.field_info.media_type = parsers[0].media_type


class RequestOfCall(Request):
    """The request that FastAPI sees; its body is parsed where DRF would parse it, by the endpoint."""

    async def body(self) -> bytes:
        """Return the body of the call, which FastAPI passes to the endpoint's parameter as it is."""
        return BodyOfCall(call_of(self))  # type: ignore[return-value]

    async def json(self) -> Any:
        """Return the same for JSON."""
        return BodyOfCall(call_of(self))
