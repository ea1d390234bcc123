"""For FastAPI routes, what Django's middleware does for the legacy half: known hosts, HTTPS only, safe headers."""

from collections.abc import Collection

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.datastructures import URL, Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY = "django.middleware.security.SecurityMiddleware"
XFRAME = "django.middleware.clickjacking.XFrameOptionsMiddleware"
SKIPPED = "bridge.skipped_middleware"  # in a scope: their dotted paths
LOCAL_HOSTS = [".localhost", "127.0.0.1", "[::1]"]  # allowed in development, as `HttpRequest.get_host` does


class DjangoSecurity:
    """ASGI middleware that follows Django's settings, as `SecurityMiddleware` and `HttpRequest.get_host` do.

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
        if not is_allowed(Headers(scope=scope).get("host", "")):
            await PlainTextResponse("Invalid host header", 400)(scope, receive, send)
        elif settings.SECURE_SSL_REDIRECT and not secure and scope["type"] == "http":
            url = URL(scope=scope).replace(scheme="https", netloc=settings.SECURE_SSL_HOST or URL(scope=scope).netloc)
            await RedirectResponse(url, 301)(scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send, scope, secure=secure))


def is_allowed(host: str) -> bool:
    """Return whether the service answers to that `Host` header (`django.http.request.HttpRequest.get_host`)."""
    domain, _ = split_domain_port(host)
    allowed = settings.ALLOWED_HOSTS or (LOCAL_HOSTS if settings.DEBUG else [])
    return bool(domain) and validate_host(domain, allowed)


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


def security_headers(*, secure: bool, skipped: Collection[str] = ()) -> dict[str, str]:
    """Return the headers of `SecurityMiddleware` and `XFrameOptionsMiddleware`, unless one is skipped."""
    headers = {"X-Frame-Options": settings.X_FRAME_OPTIONS} if XFRAME not in skipped else {}
    if SECURITY in skipped:
        return headers
    if secure and settings.SECURE_HSTS_SECONDS:
        parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
        parts += ["includeSubDomains"] * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS + [
            "preload"
        ] * settings.SECURE_HSTS_PRELOAD
        headers["Strict-Transport-Security"] = "; ".join(parts)
    if settings.SECURE_CONTENT_TYPE_NOSNIFF:
        headers["X-Content-Type-Options"] = "nosniff"
    if settings.SECURE_REFERRER_POLICY:
        headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    if settings.SECURE_CROSS_ORIGIN_OPENER_POLICY:
        headers["Cross-Origin-Opener-Policy"] = settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
    return headers


def _with_headers(send: Send, scope: Scope, *, secure: bool) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in security_headers(secure=secure, skipped=scope.get(SKIPPED, ())).items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
