# mypy: ignore-errors
"""Records what a project's tests ask Django's test client.

The file that PROOF_RECORD names gets a line of JSON for each request: method, path, query, headers, body in Base64.
DRF's APIClient asks through a handler that is derived from the same one.
"""

import base64
import json
import os
from pathlib import Path


def change(handler):
    """Write down what the handler is called with."""
    call = handler.__call__

    def __call__(self, environ):
        write(environ)
        return call(self, environ)

    handler.__call__ = __call__


def write(environ):
    """Append a request; the body is read and put back."""
    body = b""
    source = environ.get("wsgi.input")
    if type(source).__name__ == "FakePayload":  # not a file of the test's own
        body = source.read()
        environ["wsgi.input"] = type(source)(body)
    headers = {key[5:].replace("_", "-").title(): value for key, value in environ.items() if key.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        headers["Content-Type"] = environ["CONTENT_TYPE"]
    line = {
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace"),
        "query": environ.get("QUERY_STRING", ""),
        "headers": {key: str(value) for key, value in headers.items()},
        "body": base64.b64encode(body).decode(),
    }
    with Path(os.environ["PROOF_RECORD"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
