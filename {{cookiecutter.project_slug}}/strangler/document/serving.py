"""Serves the document of both halves where FastAPI would serve its own."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bridge.connections import close_connections
from bridge.docs import prefix_of
from strangler.document.building import build_or_fall_back, noted, routes_document
from strangler.document.legacy import is_published
from strangler.document.walking import Json

HIDDEN = "The legacy half is not shown here, since the project shows its document to nobody."


def serve_document(api: FastAPI) -> None:
    """Serve the document of both halves at `api.openapi_url`, in the place of FastAPI's.

    It is made when it is first asked for, once for all who ask, on a thread of its own.
    """
    document = Once(lambda: make(api))
    texts: dict[str, bytes] = {}  # by prefix, of which a server has one

    async def openapi(request: Request) -> Response:
        prefix = prefix_of(request.scope)
        if prefix not in texts:
            texts[prefix] = bytes(JSONResponse(with_prefix(await document.get(), prefix, api)).body)
        return Response(texts[prefix], media_type="application/json")

    api.router.routes[:] = [route for route in api.router.routes if getattr(route, "path", None) != api.openapi_url]
    api.add_route(api.openapi_url or "/openapi.json", openapi, include_in_schema=False)


def make(api: FastAPI) -> Json:
    """Return what clients may see; in production no more than the project itself shows."""
    if is_published():
        return build_or_fall_back(api)
    return noted(routes_document(api), HIDDEN)


class Once:
    """Something that is made once, on a thread, however many ask for it at the same time.

    Args:
        make: makes it; if that raises, the next one to ask tries again.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: Future[Any] | None = None

    async def get(self) -> Any:
        """Return it, once it is there."""
        with self._lock:
            if self._made is None:
                self._made = Future()
                threading.Thread(target=self._run, args=(self._made,), name="openapi", daemon=True).start()
            made = self._made
        return await asyncio.shield(asyncio.wrap_future(made))

    def _run(self, made: Future[Any]) -> None:
        try:
            made.set_result(self._make())
        except BaseException as error:  # noqa: BLE001 - it belongs to those who wait
            with self._lock:
                self._made = None
            made.set_exception(error)
        finally:
            close_connections()  # a serializer may have asked the database for its choices


def with_prefix(document: Json, prefix: str, api: FastAPI) -> Json:
    """Return the document with the place where the service is mounted as its first server, as FastAPI has it."""
    servers = document.get("servers", [])
    if not prefix or not api.root_path_in_servers or any(server.get("url") == prefix for server in servers):
        return document
    return {**document, "servers": [{"url": prefix}, *servers]}
