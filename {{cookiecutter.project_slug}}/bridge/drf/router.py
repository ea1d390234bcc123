"""The router for ported endpoints: a route on it answers as its Django REST Framework view did."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, NoReturn

from fastapi import APIRouter

from bridge.drf.habits import Habits
from bridge.drf.methods import OtherMethodsRoute, SlashRoute, add_slash, answer_other_methods
from bridge.drf.policy import Policy, policy_of
from bridge.drf.rendering import DRFResponse
from bridge.drf.route import PortedRoute
from bridge.router import Router


class PortedRouter(Router):
    """FastAPI's router for endpoints that were DRF's.

    Args:
        policy: who may use them; an endpoint with the decorator `policy` changes it for itself.
        habits: what of DRF is kept; by default everything.
        exact: where the legacy half has a URL with other parameters at a path, that one answers: `/users/me/` is none
            of `/users/{pk}/`, wherever the two are ported.
        options: those of `fastapi.APIRouter`.
    """

    kind: ClassVar[type[PortedRoute]] = PortedRoute

    def __init__(
        self,
        *args: Any,
        policy: Policy | None = None,
        habits: Habits | None = None,
        exact: bool = False,
        **options: Any,
    ) -> None:
        self.policy = policy or Policy()
        self.habits = habits or Habits()
        self.exact = exact
        given = options.get("route_class", PortedRoute)
        self._around = () if given is PortedRoute else (given,)  # `around(…)`, for example: it stays around
        options["route_class"] = self._kind(self.kind)
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
        if self.habits.options:
            rest = self._kind(OtherMethodsRoute, named=replace(policy_of(endpoint), action=None))
            self._add_stand_in(path, answer_other_methods, rest)
        if self.habits.slash and whole.endswith("/"):
            self._add_stand_in(path.removesuffix("/"), add_slash, SlashRoute)

    def _kind(self, base: type[PortedRoute], **attributes: Any) -> type[PortedRoute]:
        """Return a class of routes of this router."""
        return type(base.__name__, (*self._around, base), {"router": self, **attributes})

    def _add_stand_in(self, path: str, endpoint: Callable[..., Any], route_class: type[Any]) -> None:
        # Without methods, which is any method; FastAPI would make the ID of one.
        options: dict[str, Any] = {"methods": [], "operation_id": endpoint.__name__, "include_in_schema": False}
        super().add_api_route(path, endpoint, **options, route_class_override=route_class)

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
