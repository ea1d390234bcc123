"""What `urls.py` puts around a view that has been ported, which its port goes without: decorators and arguments."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.urls import ResolverMatch

from bridge.audit import api_routes

Configs = Sequence[AppConfig] | None

AS_VIEW = {"django.views.generic.base.View.as_view", "rest_framework.viewsets.ViewSetMixin.as_view"}
HARMLESS = {"django.views.decorators.csrf.csrf_exempt"}  # DRF puts it around each view, and a port has no such check
# Arguments that decide who may come in, with what, and in which form they get their answer.
DECIDE = {
    "authentication_classes",
    "content_negotiation_class",
    "parser_classes",
    "permission_classes",
    "renderer_classes",
    "throttle_classes",
    "throttle_scope",
    "versioning_class",
}
SAMPLES = ("1", "x", "00000000-0000-0000-0000-000000000000")  # of parameters in a path
HINT = (
    "Say it in the route's policy, in a dependency, or with bridge.middleware.around. Where it is not needed, list"
    " bridge.W003 in SILENCED_SYSTEM_CHECKS."
)


def check_decorators(app_configs: Configs, routes: Sequence[Any] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn of what stands around a legacy view in `urls.py` and around its port does not. A system check.

    Args:
        app_configs: not looked at.
        routes: the FastAPI routes to look at; by default all of the service's.
    """
    found = api_routes() if routes is None else routes
    problems = dict.fromkeys(problem for route in found for problem in _problems(route))
    return [CheckWarning(problem, hint=HINT, id="bridge.W003") for problem in problems]


def decorators_of(callback: Any) -> list[str]:
    """Return dotted names of the decorators around a view of `urls.py`, as far as they can be told, outermost first.

    A decorator is told by the function that it returns; one without `functools.wraps` hides all within it.
    """
    names = []
    while callback is not None:
        module, qualname = _origin(callback)
        maker, is_made, _ = f"{module}.{qualname}".partition(".<locals>")
        if maker in AS_VIEW:
            break
        if is_made and maker not in HARMLESS:  # else it is a view function itself
            names.append(maker)
        callback = getattr(callback, "__wrapped__", None)
    return names


def _origin(callback: Any) -> tuple[str, str]:
    # Not `__qualname__`, which `functools.wraps` takes from what it wraps.
    code = getattr(callback, "__code__", None)
    if code is None:  # a `functools.partial`, for example
        return type(callback).__module__, f"{type(callback).__qualname__}.<locals>"
    return callback.__globals__["__name__"], code.co_qualname


def _problems(route: Any) -> Iterator[str]:
    view_class = getattr(getattr(route, "original_route", route), "view_class", None)
    match = _legacy_match(route) if view_class is not None else None
    if view_class is None or match is None:
        return
    if names := decorators_of(match.func):
        yield f"The ported route {route.path} goes without what urls.py puts around its view: {', '.join(names)}."
    arguments = DECIDE & set(getattr(match.func, "initkwargs", {}))
    if lost := sorted(name for name in arguments if name not in vars(view_class)):
        yield (
            f"The ported route {route.path} goes without what urls.py gives to its view, at the latest when that URL"
            f" is deleted: {', '.join(lost)}."
        )


def _legacy_match(route: Any) -> ResolverMatch | None:
    """Return what the legacy half has at the path of a route, for some parameters."""
    from bridge.drf.legacy import find_legacy  # noqa: PLC0415 - the legacy half runs without FastAPI

    fitting = {
        name: [sample for sample in SAMPLES if re.fullmatch(convertor.regex, sample)] or SAMPLES
        for name, convertor in route.param_convertors.items()
    }
    for number in range(len(SAMPLES)):
        parameters = {name: samples[number % len(samples)] for name, samples in fitting.items()}
        if match := find_legacy({"path": route.path_format.format(**parameters)}):
            return match
    return None
