"""What passes by while a request is answered. Nothing is copied, and nothing waits."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Message, Receive, Scope, Send

RawHeaders = list[tuple[bytes, bytes]]


class Collected:
    """The parts of a body, until they are too many.

    Args:
        limit: bytes that are kept at most; of a larger body nothing is kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self.whole = True

    def add(self, part: bytes) -> None:
        """Keep the next part."""
        self._size += len(part)
        if self._size > self._limit:
            self.whole = False
            self._parts.clear()
        elif part:
            self._parts.append(part)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has passed by."""
        return self._size == 0

    def content(self) -> bytes:
        """Return the body; nothing where it was too large."""
        return b"".join(self._parts)


@dataclass
class Passed:
    """A request that was answered, as it was on the wire: secrets and all. Lives in memory, and not for long.

    Args:
        scope: of ASGI.
        body: of the request.
        status: of the answer.
        headers: of the answer.
        answer: body of the answer; None where it isn't known.
        is_new: whether it is the first of its shape.
    """

    scope: Scope
    body: bytes
    status: int
    headers: RawHeaders
    answer: bytes | None
    is_new: bool = False


class Capture:
    """Stands between server and application for one request.

    Args:
        receive: of ASGI.
        send: of ASGI.
        limit: bytes of a body that are kept at most.
        answers: keep the answer's body, too.
    """

    def __init__(self, receive: Receive, send: Send, limit: int, *, answers: bool) -> None:
        self._receive, self._send = receive, send
        self._body = Collected(limit)
        self._answer = Collected(limit if answers else -1)
        self._read = False
        self._started = False
        self.status = 500  # what a server answers when the application fails before it has
        self._headers: RawHeaders = []

    async def receive(self) -> Message:
        """Hand on what the client has sent (ASGI)."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._body.add(message.get("body", b""))
            self._read = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Hand on what the application answers (ASGI)."""
        if message["type"] == "http.response.start":
            self._started = True
            self.status, self._headers = message["status"], list(_bytes(message.get("headers", ())))
        elif message["type"] == "http.response.body":
            self._answer.add(message.get("body", b""))
        else:  # a file by its name, trailers
            self._answer.whole = False
        await self._send(message)

    def passed(self, scope: Scope, *, failed: bool) -> Passed | None:
        """Return what has passed by; None where the request can't be sent again as it was.

        Args:
            scope: of the request.
            failed: whether the application has raised an exception.
        """
        # A body that nobody has asked for has not decided anything; of one that was read in part, who knows.
        complete = self._body.whole and (self._read or self._body.is_empty)
        if not complete or not (self._started or failed):
            return None
        answer = self._answer.content() if self._answer.whole else None
        return Passed(scope, self._body.content(), self.status, self._headers, answer)


def _bytes(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    return ((bytes(name), bytes(value)) for name, value in headers)
