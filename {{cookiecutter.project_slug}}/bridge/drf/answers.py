"""What a legacy view's own code answers, on its way out of a FastAPI endpoint.

    return answer(serializer.data, 201, headers=view.get_success_headers(serializer.data))
    return Answer(view.low_stock(view.request))

FastAPI passes it on as it is. When the endpoint is done, the view finalizes it and DRF renders it, as in
`APIView.dispatch`, so that any renderer, header, cookie, file or stream of the view's arrives.
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.response import Response as NativeResponse
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bridge.django_responses import headers_of
from bridge.request import from_django


class Answer(Response):
    """A response of the view's, neither finalized nor rendered yet.

    Args:
        native: what a view's method has returned, DRF's response or Django's; of whatever else it is DRF complains.
    """

    def __init__(self, native: Any) -> None:
        super().__init__(status_code=getattr(native, "status_code", 200))
        self.native = native


def answer(data: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Return data as the view's answer: what a serializer has made, or None for no body at all.

    Args:
        data: what is rendered; of a paginator's response, that response as it is.
        status: of HTTP.
        headers: to be added.
    """
    return Answer(data if isinstance(data, HttpResponseBase) else NativeResponse(data, status, headers=headers))


def sent(response: HttpResponseBase) -> Response:
    """Return a finished response of Django's as Starlette's; call it on the request's Django thread."""
    if isinstance(response, StreamingHttpResponse):
        return Stream(response)
    whole = cast("HttpResponse", response)
    if not whole.has_header("Content-Length"):
        whole["Content-Length"] = str(len(whole.content))  # as `CommonMiddleware`, for a 304 as well
    return from_django(whole)


class Stream(Response):
    """A stream or file of Django's. Its iterator may query, and so runs on the request's thread, in one go.

    Args:
        response: Django's.
    """

    def __init__(self, response: StreamingHttpResponse) -> None:
        self.native = response
        self.status_code = response.status_code
        self.background = None
        self.raw_headers = headers_of(response)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as Starlette has it
        """Send it (ASGI), and close the files in it."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if self.native.is_async:
                async for chunk in self.native:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            else:
                await self._push(cast("Iterator[bytes]", self.native.streaming_content), send)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            for close in self.native._resource_closers:  # type: ignore[attr-defined]
                await sync_to_async(close)()
        if self.background is not None:
            await self.background()

    async def _push(self, chunks: Iterator[bytes], send: Send) -> None:
        loop = asyncio.get_running_loop()

        def push() -> None:
            for chunk in chunks:
                message = {"type": "http.response.body", "body": chunk, "more_body": True}
                asyncio.run_coroutine_threadsafe(cast("Any", send(message)), loop).result()

        await sync_to_async(push)()
