"""Which of Django's middleware and request signals the FastAPI routes go without, since Django runs them for views.

`manage.py middleware` prints it, and the system check bridge.W002 warns of middleware of the project's own. What the
routes don't need is said in `LOST_MIDDLEWARE_ACCEPTED`: a list of dotted paths, or a dict of each to the beginnings of
the URLs that go without it, `{"shop.middleware.Tenant": ["/health/"]}`.
"""

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import signals
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.dispatch import Signal
from django.utils.module_loading import import_string

Configs = Sequence[AppConfig] | None

# What the routes have in place of a middleware, for those of Django and of the template.
KEPT = {
    "bridge.outage.DatabaseOutageMiddleware": "bridge/errors.py answers 503",
    "django.middleware.security.SecurityMiddleware": "bridge/security.py",
    "django.middleware.clickjacking.XFrameOptionsMiddleware": "bridge/security.py",
    "django.middleware.common.CommonMiddleware": "bridge/security.py for hosts; Starlette for Content-Length",
    "whitenoise.middleware.WhiteNoiseMiddleware": "not needed: serves static files, which are no routes",
    "django.contrib.messages.middleware.MessageMiddleware": "not needed: messages are for pages",
    "django.contrib.sessions.middleware.SessionMiddleware": "ported routes, by bridge/drf; new ones know no session",
    "django.contrib.auth.middleware.AuthenticationMiddleware": "ported routes, by bridge/drf; new ones know no user",
    "django.middleware.csrf.CsrfViewMiddleware": "ported routes, by SessionAuthentication; new ones know no session",
    "django.contrib.sites.middleware.CurrentSiteMiddleware": "not needed: sets request.site for views",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware": "not needed: a path without a route is a view's",
    "django.contrib.redirects.middleware.RedirectFallbackMiddleware": "not needed: a path without a route is a view's",
    "django.contrib.admindocs.middleware.XViewMiddleware": "not needed: for the admin's documentation",
    "django.middleware.common.BrokenLinkEmailsMiddleware": "not needed: a path without a route is a view's",
}
# Unless one of these settings asks for more.
NOT_KEPT = {"django.middleware.common.CommonMiddleware": ("DISALLOWED_USER_AGENTS", "PREPEND_WWW")}
AROUND = "route_class=around(...)"
# What to do about those of Django that are lost.
ADVICE = {
    "django.middleware.locale.LocaleMiddleware": AROUND,
    "django.middleware.gzip.GZipMiddleware": "Starlette's GZipMiddleware in asgi.py",
    "django.middleware.http.ConditionalGetMiddleware": AROUND,
    "django.middleware.cache.UpdateCacheMiddleware": "cache in the route; or around(...), with FetchFromCache",
    "django.middleware.cache.FetchFromCacheMiddleware": "cache in the route; or around(...), with UpdateCache",
    "django.middleware.csp.ContentSecurityPolicyMiddleware": AROUND,
    "django.contrib.auth.middleware.LoginRequiredMiddleware": "permissions in the route (bridge/drf)",
    "django.contrib.auth.middleware.RemoteUserMiddleware": AROUND,
    "django.contrib.auth.middleware.PersistentRemoteUserMiddleware": AROUND,
}
# Receivers of Django, DRF and the bridge, by module: the bridge does their work, or a route has none for them.
KEPT_RECEIVERS = {
    "django.db": "bridge/connections.py closes connections",
    "django.core.handlers.base": "not needed: routes set no URLconf",
    "django.core.cache": "a cache's client ends with its request",
    "django.contrib.staticfiles.handlers": "not needed",
    "django.test": "not needed",
    "bridge.outage": "bridge/errors.py answers 503",
}
SIGNALS: dict[str, Signal] = {
    "request_started": signals.request_started,
    "request_finished": signals.request_finished,
    "got_request_exception": signals.got_request_exception,
}


@dataclass(frozen=True)
class Finding:
    """What becomes of one middleware, or of one receiver of a signal, in the FastAPI routes.

    Args:
        name: its dotted path; a receiver's begins with its signal.
        kept: what does its work for the routes; empty where it is lost.
        advice: what to do where it is lost.
        own: whether it is neither Django's nor the bridge's, so that only the project knows what it is for.
        routes: the routes that have it around them (`bridge.middleware.around`), as `GET /path/`.
        missing: the routes that do not.
        accepted: the routes that do not either, but the project has said that they need it not.
        everywhere: whether it has said so of all routes.
    """

    name: str
    kept: str = ""
    advice: str = ""
    own: bool = False
    routes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    everywhere: bool = False

    @property
    def lost(self) -> bool:
        """Return whether some route goes without it, and nobody has said that it may."""
        if self.kept or self.everywhere:
            return False
        return bool(self.missing or not (self.routes or self.accepted))

    @property
    def unresolved(self) -> bool:
        """Return whether somebody should decide about it."""
        return self.own and self.lost


@dataclass(frozen=True)
class Loss:
    """Routes that go without the same middleware.

    Args:
        routes: as `GET /path/`.
        missing: dotted paths of the middleware.
        around: all that should be around these routes, in the order of `settings.MIDDLEWARE`.
    """

    routes: tuple[str, ...]
    missing: tuple[str, ...]
    around: tuple[str, ...]


def lost_middleware(routes: Sequence[Any] | None = None) -> list[Finding]:
    """Return what becomes of each middleware in `settings.MIDDLEWARE`, in its order.

    Args:
        routes: the FastAPI routes to look at; by default all of the service's, or none where FastAPI is not installed.
    """
    routes = api_routes() if routes is None else routes
    return [_middleware(path, routes) for path in settings.MIDDLEWARE]


def losses(findings: Sequence[Finding], routes: Sequence[Any]) -> list[Loss]:
    """Return the same by route: what each lacks that `around` could give it, routes that lack the same together."""
    wanted = [finding for finding in findings if finding.lost and AROUND in finding.advice]
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for route in routes:
        name, present = name_of(route), _around(route)
        missing = tuple(finding.name for finding in wanted if name in finding.missing)
        ordered = [path for path in settings.MIDDLEWARE if path in present or path in missing]
        around = (*(path for path in present if path not in ordered), *ordered)
        if missing and name not in (names := groups.setdefault((missing, around), [])):
            names.append(name)
    return [Loss(tuple(names), missing, around) for (missing, around), names in groups.items()]


def lost_receivers() -> list[Finding]:
    """Return what becomes of each receiver of `request_started`, `request_finished` and `got_request_exception`."""
    return [_receiver(name, receiver) for name, signal in SIGNALS.items() for receiver in _receivers(signal)]


def check_middleware(app_configs: Configs, **_: Any) -> list[CheckMessage]:
    """Middleware of the project's own should be around the routes, or known not to be needed there. A system check."""
    return [
        CheckWarning(
            f"{_routes(finding)} without the middleware {finding.name}.",
            hint="`manage.py middleware` shows what to write; or list it in LOST_MIDDLEWARE_ACCEPTED.",
            id="bridge.W002",
        )
        for finding in lost_middleware()
        if finding.unresolved
    ]


def api_routes(path: str | None = None) -> list[Any]:
    """Return the FastAPI routes of the service, or those at one path; none where FastAPI is not installed.

    Without the bridge's own (documentation; methods that have no route; the slash at the end), and without wrapped
    ones, which have all of Django's middleware.
    """
    if importlib.util.find_spec("fastapi") is None:
        return []
    # Only here: the legacy half runs without FastAPI.
    from fastapi.routing import APIRoute, iter_route_contexts  # noqa: PLC0415

    found = []
    for context in iter_route_contexts(import_string(settings.ASGI_APPLICATION).api.routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or getattr(route, "stands_in", False):
            continue
        if not route.endpoint.__module__.startswith("bridge.") and path in {None, context.path}:
            found.append(context)
    return found


def name_of(route: Any) -> str:
    """Return the methods and the path of a route."""
    return f"{','.join(sorted(route.methods or ()))} {route.path}"


def _middleware(path: str, routes: Sequence[Any]) -> Finding:
    accepted = getattr(settings, "LOST_MIDDLEWARE_ACCEPTED", ())
    where = tuple(accepted[path]) if isinstance(accepted, Mapping) and path in accepted else ()
    around = [route for route in routes if path in _around(route)]
    others = [route for route in routes if path not in _around(route)]
    asked_for_more = any(getattr(settings, name) for name in NOT_KEPT.get(path, ()))
    return Finding(
        path,
        kept="" if asked_for_more else KEPT.get(path, ""),
        advice=ADVICE.get(path, AROUND),
        own=not path.startswith(("django.", "bridge.")) and path not in KEPT,
        routes=_names(around),
        missing=_names(route for route in others if not route.path.startswith(where)),
        accepted=_names(route for route in others if route.path.startswith(where)),
        everywhere=path in accepted and not isinstance(accepted, Mapping),
    )


def _around(route: Any) -> tuple[str, ...]:
    middleware: tuple[str, ...] = getattr(getattr(route, "original_route", route), "middleware", ())
    return middleware


def _names(routes: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name_of(route) for route in routes))


def _routes(finding: Finding) -> str:
    """Return which routes go without it, in few words."""
    if not finding.missing:
        return "FastAPI routes go"
    first, *others = finding.missing
    return f"{first} and {len(others)} more routes go" if others else f"{first} goes"


def _receiver(signal: str, receiver: Callable[..., Any]) -> Finding:
    module = getattr(receiver, "__module__", type(receiver).__module__)
    name = getattr(receiver, "__qualname__", type(receiver).__qualname__)
    kept = next((text for known, text in KEPT_RECEIVERS.items() if f"{module}.".startswith(f"{known}.")), "")
    return Finding(
        f"{signal}: {module}.{name}",
        kept=kept,
        advice="a dependency of the routes that does its work",
        own=not module.startswith(("django.", "bridge.")),
    )


def _receivers(signal: Signal) -> Iterator[Callable[..., Any]]:
    for sync_or_async in signal._live_receivers(sender=None):
        yield from sync_or_async
