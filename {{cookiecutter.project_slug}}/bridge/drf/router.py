"""The router for ported endpoints: a route on it answers as its Django REST Framework view did."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, NoReturn

from asgiref.sync import sync_to_async
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.viewsets import ViewSetMixin
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from bridge.drf.body import BodyOfCall
from bridge.drf.call import Call, call_of
from bridge.drf.habits import Habits
from bridge.drf.legacy import FromLegacy, find_legacy, has_legacy, legacy_methods
from bridge.drf.methods import SlashRoute, add_slash, answer_other_methods, without_legacy
from bridge.drf.policy import METHODS, ROUTED, Policy, policy_of, view_class
from bridge.drf.rendering import DRFResponse
from bridge.drf.security import security_schemes
from bridge.outage import is_outage
from bridge.router import DjangoRoute, Handler, Router
from bridge.spool import ClientGoneError
from bridge.threads import ThreadsBusyError

# What the OpenAPI document says of errors, in the place of FastAPI's 422.
REFUSED: dict[str, Any] = {"description": "Refused: `detail` says why, or a list of messages for each wrong field."}


async def begin(request: Request) -> None:
    """Let DRF's authentication, permission and throttle classes decide, before anything else of the route runs."""
    await sync_to_async(call_of(request).begin)()


class PortedRoute(DjangoRoute):
    """A route that DRF's code lets clients into, and whose responses look like DRF's. Made by `PortedRouter`."""

    router: ClassVar["PortedRouter"]
    named: ClassVar[Policy] = Policy()
    needs_action: ClassVar[bool] = True

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        own = self.named.override(policy_of(endpoint))
        setattr(endpoint, ROUTED, True)
        self.view_class = view_class(self.router.policy, own, endpoint.__name__)
        if self.needs_action and issubclass(self.view_class, ViewSetMixin) and not self.view_class.action:
            raise TypeError(f"Say which action {endpoint.__qualname__} is: @policy(action=…); permissions may ask.")
        # Renderers that the policy itself names are the endpoint's own; others are left to the legacy view.
        self.renders = own.renderers is not None or self.router.policy.renderers is not None
        schemes = [Depends(scheme) for scheme in security_schemes(self.view_class)]
        options["dependencies"] = [Depends(begin), *schemes, *(options.get("dependencies") or [])]
        if self.router.habits.errors:
            options["responses"] = {"4XX": REFUSED, **(options.get("responses") or {})}
        super().__init__(path, endpoint, **options)
        if self.body_field is not None:
            if isinstance(self.body_field.field_info, Form):
                raise TypeError(
                    f"{endpoint.__qualname__}: DRF's parsers read forms. Write `body: Incoming[…]`, not Form()."
                )
            document_parsers(self.body_field, self.view_class.parser_classes)

    async def respond(self, request: Request, handler: Handler) -> Response:
        """Run the handler with the beginning and the end of a DRF view around it."""
        match = find_legacy(request.scope)
        methods = self.ported_methods | legacy_methods(match)
        call = Call(request, self.view_class(), self.router.habits, methods, match)
        # After the response, for streams and background tasks may read what was uploaded.
        request.scope["fastapi_inner_astack"].callback(call.close)
        if not call.habits.negotiation:
            call.negotiate_nothing()
        elif self.renders:
            pass
        elif match is None or not has_legacy(request):
            call.print_json_only()
        elif call.wants_other_than_json():
            return FromLegacy()
        try:
            await call.receive(request)
            response = await handler(RequestOfCall(request.scope, request.receive))
            if call.http.must_save_session:
                return await sync_to_async(call.finish)(response)
            return call.finish(response)
        except ClientGoneError:
            return Response(status_code=400)  # which nobody reads
        except Exception as error:
            if self.is_for_fastapi(error):
                raise
            return await sync_to_async(call.refuse)(error)

    def is_for_fastapi(self, error: Exception) -> bool:
        """Return whether an error is answered by the application's handlers: an outage, or what `Habits` says."""
        if isinstance(error, HTTPException | RequestValidationError):
            return not self.router.habits.errors
        return isinstance(error, ThreadsBusyError) or is_outage(error)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as Starlette does; GET also takes HEAD over when the legacy half has no such path any more."""
        match, child_scope = super().matches(scope)
        if (
            match is Match.PARTIAL
            and scope["method"] == "HEAD"
            and "GET" in (self.methods or ())
            and self.router.habits.head
        ):
            as_get = super().matches({**scope, "method": "GET"})
            match, child_scope = without_legacy(scope, (as_get[0], {**as_get[1], "method": "GET"}))
        return match, child_scope

    @cached_property
    def ported_methods(self) -> set[str]:
        """The methods of all ported routes with this path, and those that follow from them."""
        methods = {
            method
            for route in self.router.routes
            if isinstance(route, PortedRoute) and route.path_regex == self.path_regex
            if not isinstance(route, OtherMethodsRoute)
            for method in route.methods or ()
        }
        return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())


def document_parsers(body: Any, parsers: Sequence[type[BaseParser]]) -> None:
    """Let the OpenAPI document name the media type of a body that can't be JSON."""
    if not any(issubclass(parser, JSONParser) for parser in parsers):
        body.field_info.media_type = parsers[0].media_type


class OtherMethodsRoute(PortedRoute):
    """The methods of a ported path that have no route."""

    needs_action = False

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match what is left when the legacy half has no such path any more."""
        if scope["type"] != "http" or scope["method"] in self.ported_methods - {"OPTIONS"}:
            return Match.NONE, {}
        return without_legacy(scope, super().matches(scope))


class PortedRouter(Router):
    """FastAPI's router for endpoints that were DRF's.

    Args:
        policy: who may use them; an endpoint with the decorator `policy` changes it for itself.
        habits: what of DRF is kept; by default everything.
        options: those of `fastapi.APIRouter`.
    """

    def __init__(self, *args: Any, policy: Policy | None = None, habits: Habits | None = None, **options: Any) -> None:
        self.policy = policy or Policy()
        self.habits = habits or Habits()
        given = options.get("route_class", PortedRoute)  # `around(…)`, for example: it stays around
        bases = (given,) if issubclass(given, PortedRoute) else (given, PortedRoute)
        options["route_class"] = type("PortedRoute", bases, {"router": self})
        if self.habits.json:
            options.setdefault("default_response_class", DRFResponse)
        super().__init__(*args, **options)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Add a route, and with the first of a path what else DRF and Django answer there."""
        known = {getattr(route, "path", None) for route in self.routes}
        super().add_api_route(path, endpoint, **options)
        whole = self.prefix + path
        if whole in known:
            return
        if self.habits.head:
            named = replace(policy_of(endpoint), action=None)
            rest = type("OtherMethodsRoute", (OtherMethodsRoute,), {"router": self, "named": named})
            options = {"methods": METHODS, "include_in_schema": False, "route_class_override": rest}
            super().add_api_route(path, answer_other_methods, **options)
        if self.habits.slash and whole.endswith("/"):
            options = {"methods": METHODS, "include_in_schema": False, "route_class_override": SlashRoute}
            super().add_api_route(path.removesuffix("/"), add_slash, **options)

    def include_router(self, router: APIRouter, *args: Any, **options: Any) -> None:
        """Include another `PortedRouter`, which keeps its own policy.

        Raises:
            TypeError: it is another router, whose routes have no policy.
        """
        if not isinstance(router, PortedRouter):
            raise TypeError("Include it in api_router: on a PortedRouter its routes would seem to have a policy.")
        super().include_router(router, *args, **options)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("A PortedRouter has FastAPI routes alone: its policy would not hold for anything else.")

    add_route = add_websocket_route = add_api_websocket_route = mount = host = _refuse


class RequestOfCall(Request):
    """The request that FastAPI sees; its body is parsed where DRF would parse it, by the endpoint."""

    async def body(self) -> bytes:
        """Return the body of the call, which FastAPI passes to the endpoint's parameter as it is."""
        return BodyOfCall(call_of(self))  # type: ignore[return-value]

    async def json(self) -> Any:
        """Return the same for JSON."""
        return BodyOfCall(call_of(self))
