"""Django middleware around FastAPI routes, for those that need one: Django runs it around its own views only.

    router = Router(route_class=around("legacy.tenants.middleware.TenantMiddleware"))
    router = Router(route_class=around(*project_middleware(exclude=["legacy.slow.AuditMiddleware"])))

The middleware sees the request as Django has it, and the route's response, which it may change or replace. What it
sets on the request is found with `DjangoHttpRequest`, and in a ported route by DRF's classes, whose request it is; the
time zone and the language that it activates hold. What one needs of another must stand before it, as in Django: for
`request.user` the session and authentication middleware.
"""

from collections.abc import Awaitable, Callable, Collection
from contextvars import ContextVar
from functools import cached_property, partial
from typing import Annotated, Any, cast

from asgiref.sync import async_to_sync, iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from fastapi import Depends, Request
from starlette.types import Receive, Scope, Send

from bridge.dispatch import LEGACY
from bridge.django_responses import FailedResponse
from bridge.drf.legacy import find_legacy
from bridge.exchange import RouteExchange
from bridge.request import SCOPE_KEY
from bridge.router import DjangoRoute

Call = Callable[[HttpRequest], Awaitable[HttpResponseBase]]
Handler = Callable[..., Any]

_call: ContextVar[Call] = ContextVar("bridge_middleware_call")

# Built on `MiddlewareMixin`, with hooks that wait for nothing: they need no thread.
NEVER_BLOCK = {
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.security.SecurityMiddleware",
}


class MiddlewareChain:
    """Django middleware, made once and run around any number of calls.

    Mirrors `django.core.handlers.base.BaseHandler`. Without a middleware that is sync only, no thread is used but for
    the hooks of `MiddlewareMixin`, and not for those in `NEVER_BLOCK`. With one, the whole chain runs on the request's
    thread in one hop, from where the endpoint is called back.

    Args:
        paths: dotted paths of middleware, the outermost first, as in `settings.MIDDLEWARE`.

    Raises:
        ImproperlyConfigured: one of them can be run neither way, or its factory returned None.
    """

    def __init__(self, paths: Collection[str]) -> None:
        self._view: list[Handler] = []
        self._exception: list[Handler] = []
        factories = [import_string(path) for path in paths]
        self.on_thread = not all(getattr(factory, "async_capable", False) for factory in factories)
        handler: Handler = self._respond
        for path, factory in zip(reversed(paths := list(paths)), reversed(factories), strict=True):
            handler = self._add(path, factory, handler)
        self._handler = handler if iscoroutinefunction(handler) else sync_to_async(handler)

    async def run(self, request: HttpRequest, call: Call) -> HttpResponseBase:
        """Return the response to `request`, made by the middleware or by `call`, which stands for the view."""
        token = _call.set(call)
        try:
            return cast("HttpResponseBase", await self._handler(request))
        finally:
            _call.reset(token)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Return the answer of the first middleware that has one to an exception of the view.

        Call it on the request's Django thread.
        """
        for hook in self._exception:
            response = hook(request, error)
            if response is not None:
                return _rendered(response)
        return None

    def _add(self, path: str, factory: Any, handler: Handler) -> Handler:
        can_sync, can_async = getattr(factory, "sync_capable", True), getattr(factory, "async_capable", False)
        if not can_sync and not can_async:
            raise ImproperlyConfigured(f"Middleware {path} must be sync_capable or async_capable.")
        is_async = can_async and not (self.on_thread and can_sync)
        adapted = _in_mode(handler, is_async=is_async)
        try:
            middleware = factory(adapted)
        except MiddlewareNotUsed:
            return handler
        if middleware is None:
            raise ImproperlyConfigured(f"Middleware factory {path} returned None.")
        if hook := getattr(middleware, "process_view", None):
            self._view.insert(0, _in_mode(hook, is_async=True))
        if hook := getattr(middleware, "process_exception", None):
            self._exception.append(_in_mode(hook, is_async=False))
        if is_async and path in NEVER_BLOCK:
            middleware = _without_thread(middleware, adapted)
        elif is_async and not iscoroutinefunction(middleware):
            middleware = markcoroutinefunction(partial(middleware))  # a class with an `async def __call__`
        wrapped: Handler = convert_exception_to_response(middleware)
        return wrapped

    async def _respond(self, request: HttpRequest) -> HttpResponseBase:
        """Stand in the middle of the chain, as `BaseHandler._get_response_async` does."""
        match = request.resolver_match
        for hook in self._view if match is not None else ():
            response = await hook(request, match.func, match.args, match.kwargs)  # type: ignore[union-attr]
            if response is not None:
                return await sync_to_async(_rendered)(response)
        try:
            return await _call.get()(request)
        except Exception as error:  # noqa: BLE001 - as Django does, and it is raised on
            response = await sync_to_async(self.process_exception)(request, error) if self._exception else None
            if response is not None:
                return response
            # Django promises its middleware a response, whatever happens in the view.
            request.route_error = error  # type: ignore[attr-defined]
            return FailedResponse(error)


class AroundRoute(DjangoRoute):
    """A route with Django middleware around it. `around` makes the subclasses to use."""

    middleware: tuple[str, ...] = ()
    _chain: MiddlewareChain | None = None

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that this route matches (ASGI)."""
        if self.is_ported and self.leaves_to_legacy(scope):  # type: ignore[attr-defined]
            await scope[LEGACY](scope, receive, send)  # which has its middleware
            return
        cls = type(self)
        if cls._chain is None:  # not earlier: middleware reads the settings when it is made
            cls._chain = MiddlewareChain(self.middleware)
        await RouteExchange(cls._chain, super().handle, self.resolver_match(scope), scope, receive).run(send)

    def resolver_match(self, scope: Scope) -> ResolverMatch:
        """Return what Django's URL resolver would say of a request: for a ported route, what it says of the view."""
        legacy = find_legacy(scope) if self.is_ported else None
        return legacy or ResolverMatch(
            self.view, (), dict(scope["path_params"]), url_name=self.name, route=self.path_format
        )

    @property
    def is_ported(self) -> bool:
        """Whether DRF's code decides about the request, as in a DRF view (`bridge.drf.PortedRouter`)."""
        return hasattr(self, "view_class")

    @cached_property
    def view(self) -> Callable[..., Any]:
        """What middleware takes for the view: the endpoint; of a ported route with what `APIView.as_view` sets."""
        if not self.is_ported:
            return self.endpoint
        view: Any = csrf_exempt(self.endpoint)
        view.login_required = False
        view.cls = self.view_class  # type: ignore[attr-defined]
        return cast("Callable[..., Any]", view)


def around(*middleware: str, base: type[DjangoRoute] = DjangoRoute) -> type[DjangoRoute]:
    """Return a class of routes, for `Router(route_class=...)`, that run within Django middleware.

    An error of the route is a response of status 500 to the middleware, and is raised on to FastAPI afterwards, unless
    a middleware answered it. A streamed response is a `StreamingHttpResponse`. `process_template_response` is never
    called, since routes have no template responses, and neither are the signals of a request sent.

    Args:
        middleware: dotted paths, the outermost first, as in `settings.MIDDLEWARE`.
        base: the class of routes to start from.
    """
    bases = (AroundRoute,) if base is DjangoRoute else (AroundRoute, base)
    return type("AroundRoute", bases, {"middleware": middleware, "_chain": None})


def project_middleware(exclude: Collection[str] = ()) -> list[str]:
    """Return `settings.MIDDLEWARE` without those paths.

    Raises:
        ImproperlyConfigured: a path is not in it, so that a misspelt one is noticed.
    """
    if unknown := set(exclude) - set(settings.MIDDLEWARE):
        raise ImproperlyConfigured(f"{', '.join(sorted(unknown))} is not in MIDDLEWARE.")
    return [path for path in settings.MIDDLEWARE if path not in exclude]


async def django_http_request(request: Request) -> HttpRequest:
    """Return the Django request that the middleware and, in a ported route, DRF's classes saw.

    Raises:
        RuntimeError: the route has no middleware around it, and is not ported.
    """
    try:
        return cast("HttpRequest", request.scope[SCOPE_KEY])
    except KeyError:
        raise RuntimeError("Only a ported route, or one with route_class=around(...), has a Django request.") from None


DjangoHttpRequest = Annotated[HttpRequest, Depends(django_http_request)]


def _in_mode(handler: Handler, *, is_async: bool) -> Handler:
    """Return `handler` as the coroutine function or plain function that is wanted."""
    if is_async == iscoroutinefunction(handler):
        return handler
    return sync_to_async(handler) if is_async else async_to_sync(handler)


def _without_thread(middleware: Any, get_response: Handler) -> Handler:
    """Return what `MiddlewareMixin.__acall__` is, but with its hooks called here and not on a thread."""

    async def call(request: HttpRequest) -> Any:
        before, after = (getattr(middleware, name, None) for name in ("process_request", "process_response"))
        response = (before(request) if before else None) or await get_response(request)
        return after(request, response) if after else response

    return call


def _rendered(response: Any) -> HttpResponseBase:
    if callable(render := getattr(response, "render", None)):
        response = render()
    return cast("HttpResponseBase", response)
