"""The second grade of a port: a FastAPI route answers, with the legacy view's own object and DRF's serializers.

    router = HybridRouter(prefix="/api/products", policy=Policy(view=ProductViewSet))


    @router.get("/{pk:lookup}/")
    @policy(action="retrieve")
    def get_product(pk: str, view: LegacyView) -> Answer:
        return answer(view.get_serializer(view.get_object()).data)

    @router.post("/{pk:lookup}/archive/")
    @policy(action="archive")
    def archive_product(pk: str, view: LegacyView) -> Answer:
        return Answer(view.archive(view.request, **view.kwargs))

The view is as `as_view` and `dispatch` leave it: `request`, `args`, `kwargs`, `format_kwarg`, `action`, and what the
URL says of it. Its permissions and throttles have let the client in before the endpoint runs.
"""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, TypeAlias

from django.urls import ResolverMatch
from fastapi import Depends, Request
from rest_framework.viewsets import ViewSetMixin
from starlette.types import Scope

from bridge.drf.answers import Answer, answer
from bridge.drf.call import Call
from bridge.drf.habits import Habits
from bridge.drf.legacy import find_legacy
from bridge.drf.route import PortedRoute
from bridge.drf.router import PortedRouter
from bridge.drf.shortcuts import drf_view, forget_prefetched

__all__ = ["Answer", "HybridRouter", "LegacyView", "answer", "forget_prefetched"]

# Any: the legacy has no types, and a type checker would refuse to call it.
LegacyView: TypeAlias = Annotated[Any, Depends(drf_view)]


class HybridRoute(PortedRoute):
    """A route for one URL of the legacy half: it matches what that URL does, and its view gets what that URL gives.

    Where the legacy half has another view, or the same with another action or other parameters (a format at the end),
    that one answers. Where it has nothing, neither has this.
    """

    def is_for(self, legacy: ResolverMatch | None, scope: Scope) -> bool:
        """Return whether the legacy half would call this route's view, and its action."""
        if legacy is None:
            return False
        view: Any = self.view_class
        if getattr(legacy.func, "cls", None) is not view.__base__ or not super().is_for(legacy, scope):
            return False
        return not issubclass(view, ViewSetMixin) or actions_of(legacy).get(scope["method"].lower()) == view.action

    def call(self, request: Request) -> Call:
        """Return the call that a request is; its view knows what `as_view` tells one."""
        call = super().call(request)
        legacy = find_legacy(request.scope)
        if legacy is None:  # outside of the application
            return call
        call.kwargs = dict(legacy.kwargs)
        actions = actions_of(legacy)
        if actions:
            vars(call.view)["action_map"] = actions
            for method, action in actions.items():
                setattr(call.view, method, getattr(call.view, action))
        return call


class HybridRouter(PortedRouter):
    """FastAPI's router for endpoints that use the legacy view's object; its `Policy` names the view.

    What follows from a path whose view is deleted (HEAD, OPTIONS, 405, the slash) is none of its habits: the view is
    there, and answers that.
    """

    kind: ClassVar[type[PortedRoute]] = HybridRoute

    def __init__(self, *args: Any, habits: Habits | None = None, **options: Any) -> None:
        habits = replace(habits or Habits(), head=False, options=False, slash=False)
        super().__init__(*args, habits=habits, exact=True, **options)


def actions_of(legacy: ResolverMatch) -> dict[str, str]:
    """Return the actions of a viewset by method, as `ViewSetMixin.as_view` completes them; none of any other view."""
    actions: dict[str, str] = dict(getattr(legacy.func, "actions", None) or {})
    if "get" in actions:
        actions.setdefault("head", actions["get"])
    return actions
