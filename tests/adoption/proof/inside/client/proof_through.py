# mypy: ignore-errors
"""Lets the requests of a project's tests go through the combined application, in this process.

The test's own handler still makes the response, on a thread of the legacy half, so that DRF's forced logins, the
templates used and the exceptions raised are where a test looks for them. What comes out at the other end must be that
response, and what the test sees is what came out.
"""

import asyncio
import threading
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from urllib.parse import quote_from_bytes

NO_BODY = {204, 304}


def change(handler):
    """Let this handler ask the combined application."""

    def __call__(self, environ):
        return Request(self, environ).answer()

    handler.__call__ = __call__


@cache
def loop():
    """Return an event loop that runs on a thread of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


@cache
def application():
    """Return the combined application; its legacy half calls the handler of the request under way."""
    app = import_module("asgi").app

    def ask(environ, start_response):
        return Request.current.inside(environ, start_response)

    app.legacy.application = ask
    return app


class Request:
    """A request of a test, which makes one at a time."""

    current = None

    def __init__(self, handler, environ):
        self.handler, self.environ = handler, environ
        self.made, self.sent = None, []

    def answer(self):
        """Ask, and return the response as the test client's handler would."""
        from bridge.testing import share_connections

        if self.handler._middleware_chain is None:
            self.handler.load_middleware()
        app = application()
        with ExitStack() as stack:
            stack.enter_context(share_connections())
            outer, Request.current = Request.current, self
            stack.callback(setattr, Request, "current", outer)
            asyncio.run_coroutine_threadsafe(app(self.scope(), self.receiving(), self.send), loop()).result(120)
        return self.compared()

    def scope(self):
        """Return the ASGI scope that a server would make of the environ."""
        environ = self.environ
        headers = [(name[5:].replace("_", "-"), value) for name, value in environ.items() if name.startswith("HTTP_")]
        for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            headers += [(name.replace("_", "-"), environ[name])] if environ.get(name) else []
        if "HTTP_HOST" not in environ:
            port = "" if str(environ["SERVER_PORT"]) in {"80", "443"} else f":{environ['SERVER_PORT']}"
            headers.append(("host", f"{environ['SERVER_NAME']}{port}"))
        path = environ["PATH_INFO"].encode("latin-1")
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": environ["REQUEST_METHOD"],
            "scheme": environ["wsgi.url_scheme"],
            "path": path.decode("utf-8", "replace"),
            "raw_path": quote_from_bytes(path).encode(),
            "root_path": environ.get("SCRIPT_NAME", ""),
            "query_string": str(environ.get("QUERY_STRING", "")).encode("latin-1"),
            "headers": [(key.lower().encode("latin-1"), str(value).encode("latin-1")) for key, value in headers],
            "client": (environ.get("REMOTE_ADDR") or "127.0.0.1", 0),
            "server": (environ["SERVER_NAME"], int(environ["SERVER_PORT"])),
        }

    def receiving(self):
        """Return what gives the body at once, and never a disconnection."""
        body = self.environ["wsgi.input"].read() if "wsgi.input" in self.environ else b""
        messages = [{"type": "http.request", "body": body}]

        async def receive():
            if messages:
                return messages.pop()
            await asyncio.Event().wait()

        return receive

    async def send(self, message):
        """Keep what the application sends."""
        self.sent.append(message)

    def inside(self, environ, start_response):
        """Make the response, on a thread of the legacy half. Mirrors `ClientHandler.__call__` and `WSGIHandler`."""
        from django.core.handlers.wsgi import WSGIRequest, get_script_name
        from django.core.signals import request_started
        from django.urls import set_script_prefix

        # What only tests put there, such as REMOTE_USER; the rest is what the mount has made of the request.
        own = {key: value for key, value in self.environ.items() if key not in environ and not key.startswith("HTTP_")}
        environ.update(own)
        set_script_prefix(get_script_name(environ))
        request_started.send(sender=type(self.handler), environ=environ)
        request = WSGIRequest(environ)
        request._dont_enforce_csrf_checks = not self.handler.enforce_csrf_checks
        response = self.handler.get_response(request)
        response._handler_class = type(self.handler)
        self.made, response.wsgi_request = response, request
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        self.headers = [*response.items(), *cookies]
        start_response(f"{response.status_code} {response.reason_phrase}", self.headers)
        return response

    def compared(self):
        """Return the response with the body that came out, if status and headers are those that were made."""
        start, *parts = self.sent
        body = b"".join(part.get("body", b"") for part in parts)
        response = self.made
        assert response is not None, f"the legacy half was not asked: {start}"
        assert start["status"] == response.status_code, (start["status"], response.status_code)
        got = sorted((name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"])
        made = sorted((name.lower(), value) for name, value in self.headers)
        if response.status_code in NO_BODY:
            made = [each for each in made if each[0] != "content-length"]
        assert got == made, (got, made)
        response.closed = False
        if self.environ["REQUEST_METHOD"] == "HEAD" or response.status_code in NO_BODY:
            body = b""  # which a server leaves out
        if response.streaming:
            response.streaming_content = [body]
        else:
            response.content = body
        return response
