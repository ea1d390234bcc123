# mypy: ignore-errors
"""Records what a project's tests ask Django's test client: Python imports this module by itself if it finds it.

The file that PROOF_RECORD names gets a line of JSON for each request: method, path, query, headers, body in Base64.
DRF's APIClient asks through the same handlers.
"""

import base64
import importlib.abc
import importlib.util
import json
import os
import sys

MODULE = "django.test.client"


class Finder(importlib.abc.MetaPathFinder):
    """Lets the test client be changed as soon as it is imported, and not import Django before."""

    def find_spec(self, name, path, target=None):
        """Find the test client as usual, once; everything else is found by others."""
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            record(module.ClientHandler)

        spec.loader.exec_module = exec_module
        return spec


def record(handler):
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
    with open(os.environ["PROOF_RECORD"], "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


if "PROOF_RECORD" in os.environ:
    sys.meta_path.insert(0, Finder())
