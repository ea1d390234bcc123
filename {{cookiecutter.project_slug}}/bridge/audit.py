"""Which of Django's middleware and request signals the FastAPI routes go without, since Django runs them for views.

`manage.py middleware` prints it, and the system check bridge.W002 warns of middleware of the project's own.
"""

import importlib.util
from collections.abc import Callable, Iterator, Sequence
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
    "django.contrib.sessions.middleware.SessionMiddleware": "ported routes, by bridge/drf",
    "django.contrib.auth.middleware.AuthenticationMiddleware": "ported routes, by bridge/drf",
    "django.middleware.csrf.CsrfViewMiddleware": "ported routes, by DRF's SessionAuthentication",
    "django.contrib.sites.middleware.CurrentSiteMiddleware": "not needed: sets request.site for views",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware": "not needed: a path without a route is a view's",
    "django.contrib.redirects.middleware.RedirectFallbackMiddleware": "not needed: a path without a route is a view's",
    "django.contrib.admindocs.middleware.XViewMiddleware": "not needed: for the admin's documentation",
    "django.middleware.common.BrokenLinkEmailsMiddleware": "not needed: a path without a route is a view's",
}
AROUND = "Router(route_class=around(...)), see bridge/middleware.py"
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
    "django.core.cache": "caches stay open, as their clients allow",
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
        routes: paths of the routes that have it around them (`bridge.middleware.around`).
        missing: paths of the routes that do not.
        accepted: whether the project has said that the routes need it not.
    """

    name: str
    kept: str = ""
    advice: str = ""
    own: bool = False
    routes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    accepted: bool = False

    @property
    def lost(self) -> bool:
        """Return whether some route goes without it."""
        return not self.kept and bool(self.missing or not self.routes)

    @property
    def unresolved(self) -> bool:
        """Return whether somebody should decide about it."""
        return self.own and self.lost and not self.accepted


def lost_middleware(routes: Sequence[Any] | None = None) -> list[Finding]:
    """Return what becomes of each middleware in `settings.MIDDLEWARE`, in its order.

    Args:
        routes: the FastAPI routes to look at; by default all of the service's, or none where FastAPI is not installed.
    """
    routes = api_routes() if routes is None else routes
    return [_middleware(path, routes) for path in settings.MIDDLEWARE]


def lost_receivers() -> list[Finding]:
    """Return what becomes of each receiver of `request_started`, `request_finished` and `got_request_exception`."""
    return [_receiver(name, receiver) for name, signal in SIGNALS.items() for receiver in _receivers(signal)]


def check_middleware(app_configs: Configs, **_: Any) -> list[CheckMessage]:
    """Middleware of the project's own should be around the routes, or known not to be needed there. A system check."""
    return [
        CheckWarning(
            f"FastAPI routes go without the middleware {finding.name}.",
            hint=f"Use {AROUND}, or list it in LOST_MIDDLEWARE_ACCEPTED. `manage.py middleware` shows all.",
            id="bridge.W002",
        )
        for finding in lost_middleware()
        if finding.unresolved
    ]


def api_routes(path: str | None = None) -> list[Any]:
    """Return the FastAPI routes of the service, or those at one path; none where FastAPI is not installed."""
    if importlib.util.find_spec("fastapi") is None:
        return []
    from fastapi.routing import APIRoute, iter_route_contexts  # noqa: PLC0415 - the legacy half runs without FastAPI

    api = import_string(settings.ASGI_APPLICATION).api
    found = [context for context in iter_route_contexts(api.routes) if isinstance(context.original_route, APIRoute)]
    return [context for context in found if path is None or context.path == path]


def _middleware(path: str, routes: Sequence[Any]) -> Finding:
    around: dict[bool, list[str]] = {True: [], False: []}
    for route in routes:
        around[path in getattr(getattr(route, "original_route", route), "middleware", ())].append(route.path)
    return Finding(
        path,
        kept=KEPT.get(path, ""),
        advice=ADVICE.get(path, AROUND),
        own=not path.startswith(("django.", "bridge.")) and path not in KEPT,
        routes=tuple(around[True]),
        missing=tuple(around[False]),
        accepted=path in getattr(settings, "LOST_MIDDLEWARE_ACCEPTED", ()),
    )


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
