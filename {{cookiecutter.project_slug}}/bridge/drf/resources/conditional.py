"""Conditional requests: a client that polls is told that nothing has changed, as by Django's `condition`.

```python
@router.get("/{pk:int}/", dependencies=[Depends(Condition(etag=order_etag, last_modified=order_changed_at))])
```
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.views.decorators.http import condition
from fastapi import Request, Response
from rest_framework.request import Request as DRFRequest

from bridge.drf.call import AnsweredError, call_of


class Passed(HttpResponse):
    """Says that the endpoint is to answer; its headers are for the endpoint's response."""


class Condition:
    """A FastAPI dependency that does what `django.views.decorators.http.condition` does for a view.

    Args:
        etag: returns the ETag of what the client asks for, or None; gets DRF's request and the path's parameters.
        last_modified: returns when it changed, or None; likewise.
    """

    def __init__(
        self,
        *,
        etag: Callable[..., str | None] | None = None,
        last_modified: Callable[..., datetime | None] | None = None,
    ) -> None:
        self._ask = condition(etag_func=etag, last_modified_func=last_modified)(_pass)

    async def __call__(self, request: Request, response: Response) -> None:
        """Give the endpoint's response its ETag and Last-Modified, both functions asked on the Django thread.

        Raises:
            AnsweredError: the client knows it already (304), or wants another state of it (412).
        """
        call = call_of(request)
        answer = await sync_to_async(self._ask)(call.request, **call.view.kwargs)
        if not isinstance(answer, Passed):
            raise AnsweredError(answer)
        for name in ("Last-Modified", "ETag"):
            if name in answer.headers:
                response.headers[name] = answer.headers[name]


def _pass(_request: DRFRequest, **_: Any) -> HttpResponse:
    return Passed()
