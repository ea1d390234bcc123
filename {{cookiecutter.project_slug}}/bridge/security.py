"""For FastAPI routes, what Django's middleware does for the legacy half: known hosts, HTTPS only, safe headers."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http.request import split_domain_port, validate_host
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from starlette.datastructures import URL, Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bridge.dispatch import LEGACY
from bridge.request import has_middleware

SKIPPED = "bridge.skipped_middleware"  # in a scope: their dotted paths
LOCAL_HOSTS = [".localhost", "127.0.0.1", "[::1]"]  # allowed in development, as `HttpRequest.get_host` does


class DjangoSecurity:
    """ASGI middleware that follows Django's settings, as `SecurityMiddleware` and `HttpRequest.get_host` do.

    Hosts are always checked; the rest is done where the legacy half has the middleware for it.

    Args:
        app: the application behind it.
        exempt: beginnings of paths that are asked from inside, by whatever name and without HTTPS: health checks.
    """

    def __init__(self, app: ASGIApp, exempt: tuple[str, ...] = ()) -> None:
        self.app = app
        self.exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection (ASGI)."""
        if scope["type"] not in {"http", "websocket"} or scope["path"].startswith(self.exempt):
            await self.app(scope, receive, send)
            return
        secure = is_secure(scope)
        if not is_allowed(host_of(scope)):
            # Where there is a legacy half, it refuses the host in its own words, and logs it.
            await scope.get(LEGACY, PlainTextResponse("Invalid host header", 400))(scope, receive, send)
        elif scope["type"] == "http" and not secure and is_redirected(scope["path"]):
            url = URL(scope=scope).replace(scheme="https", netloc=settings.SECURE_SSL_HOST or host_of(scope))
            await RedirectResponse(url, 301, security_headers(secure=False))(scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send, scope, secure=secure))


def host_of(scope: Scope) -> str:
    """Return the host that the client asked for; a proxy may say it, with `USE_X_FORWARDED_HOST`."""
    headers = Headers(scope=scope)
    forwarded = headers.get("x-forwarded-host") if settings.USE_X_FORWARDED_HOST else None
    return headers.get("host", "") if forwarded is None else forwarded


def is_allowed(host: str) -> bool:
    """Return whether the service answers to that `Host` header (`django.http.request.HttpRequest.get_host`)."""
    return _is_allowed(host, tuple(settings.ALLOWED_HOSTS or (LOCAL_HOSTS if settings.DEBUG else ())))


@lru_cache(maxsize=100)  # clients may send whatever they like, but most send the same
def _is_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def is_redirected(path: str) -> bool:
    """Return whether `SecurityMiddleware` sends that path to HTTPS."""
    if not settings.SECURE_SSL_REDIRECT or not has_middleware(SecurityMiddleware):
        return False
    return not any(re.search(pattern, path.lstrip("/")) for pattern in settings.SECURE_REDIRECT_EXEMPT)


def is_secure(scope: Scope) -> bool:
    """Return whether the client came by HTTPS; a proxy says so as `SECURE_PROXY_SSL_HEADER` has it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        header = Headers(scope=scope).get(name.removeprefix("HTTP_").replace("_", "-"))
        if header is not None:
            return header.split(",")[0].strip() == value
    return scope["scheme"] in {"https", "wss"}


def skip_middleware(scope: Scope, inside: type) -> None:
    """Let the response go without the headers of the middleware that Django would not have asked.

    Args:
        scope: of the request.
        inside: the middleware that answers, so that those within it, further down in the settings, are not asked.
    """
    path = f"{inside.__module__}.{inside.__qualname__}"
    if path in settings.MIDDLEWARE:
        scope[SKIPPED] = settings.MIDDLEWARE[settings.MIDDLEWARE.index(path) :]


def runs(middleware: type, skipped: Collection[str]) -> bool:
    """Return whether Django would ask that middleware."""
    return has_middleware(middleware) and f"{middleware.__module__}.{middleware.__qualname__}" not in skipped


def security_headers(*, secure: bool, skipped: Collection[str] = ()) -> dict[str, str]:
    """Return the headers of `SecurityMiddleware`, unless it is skipped."""
    headers: dict[str, str] = {}
    if not runs(SecurityMiddleware, skipped):
        return headers
    if secure and settings.SECURE_HSTS_SECONDS:
        parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
        parts += ["includeSubDomains"] * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
        parts += ["preload"] * settings.SECURE_HSTS_PRELOAD
        headers["Strict-Transport-Security"] = "; ".join(parts)
    if settings.SECURE_CONTENT_TYPE_NOSNIFF:
        headers["X-Content-Type-Options"] = "nosniff"
    if policy := settings.SECURE_REFERRER_POLICY:
        policies = policy.split(",") if isinstance(policy, str) else policy
        headers["Referrer-Policy"] = ",".join(name.strip() for name in policies)
    if settings.SECURE_CROSS_ORIGIN_OPENER_POLICY:
        headers["Cross-Origin-Opener-Policy"] = settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
    return headers


def frame_headers(skipped: Collection[str] = ()) -> dict[str, str]:
    """Return the header of `XFrameOptionsMiddleware`, unless it is skipped."""
    return {"X-Frame-Options": settings.X_FRAME_OPTIONS.upper()} if runs(XFrameOptionsMiddleware, skipped) else {}


@lru_cache(maxsize=10)
def raw_headers(skipped: tuple[str, ...], *, secure: bool) -> dict[bytes, bytes]:
    """Return all headers, as ASGI has them."""
    headers = security_headers(secure=secure, skipped=skipped) | frame_headers(skipped)
    return {name.lower().encode("latin-1"): value.encode("latin-1") for name, value in headers.items()}


@receiver(setting_changed)
def forget_headers(**_: Any) -> None:
    """Read the settings anew: a test has changed one."""
    raw_headers.cache_clear()


def _with_headers(send: Send, scope: Scope, *, secure: bool) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            present = {name for name, _ in headers}
            ours = raw_headers(tuple(scope.get(SKIPPED, ())), secure=secure)
            headers += [header for header in ours.items() if header[0] not in present]
            message = {**message, "headers": headers}
        await send(message)

    return send_with_headers
