# mypy: ignore-errors
"""The legacy service, with one URL more that answers its WSGI environ: what a server told it of the request."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

ECHO = "/environ/"
NOT_OF_THE_REQUEST = ("wsgi.", "gunicorn.", "asgi.", "SERVER_SOFTWARE", "REMOTE_PORT", "RAW_URI", "SERVER_PORT")
service = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request (WSGI)."""
    if not environ["PATH_INFO"].startswith(ECHO):
        return service(environ, start_response)
    told = {
        name: value
        for name, value in environ.items()
        if isinstance(value, str) and name.isascii() and not name.startswith(NOT_OF_THE_REQUEST)
        # What the shell of the server's process has set is none of the request's.
        if name.startswith(("HTTP_", "CONTENT_", "REMOTE_", "SERVER_", "PATH_INFO", "QUERY_", "REQUEST_", "SCRIPT_"))
    }
    told["wsgi.url_scheme"] = environ["wsgi.url_scheme"]
    told["body"] = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode("latin-1")
    answer = json.dumps(told, sort_keys=True).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]
