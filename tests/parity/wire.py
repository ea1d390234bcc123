"""A client that sends exactly the bytes it is told to, and reads an answer without interpreting it."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]
TIMEOUT = 20.0
HOST = (b"Host", b"shop.example")


@dataclass(frozen=True)
class Request:
    """A request, byte by byte.

    Args:
        method: as it is sent.
        target: what stands between method and version.
        headers: in order; those of framing and `Connection: close` are added.
        body: sent with its length; None sends no length either.
        chunks: sent instead of `body`, chunked.
        version: of HTTP.
        waits: send the body only when the server says 100 Continue.
        bare: send `headers` as they are, and add none.
    """

    method: bytes
    target: bytes
    headers: Headers = (HOST,)
    body: bytes | None = None
    chunks: tuple[bytes, ...] | None = None
    version: bytes = b"HTTP/1.1"
    waits: bool = False
    bare: bool = False

    def head(self) -> bytes:
        """Return everything before the body."""
        headers = list(self.headers)
        if not self.bare:
            if self.chunks is not None:
                headers.append((b"Transfer-Encoding", b"chunked"))
            elif self.body is not None:
                headers.append((b"Content-Length", str(len(self.body)).encode()))
            headers.append((b"Connection", b"close"))
        lines = [b" ".join((self.method, self.target, self.version)), *(b": ".join(header) for header in headers)]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def payload(self) -> bytes:
        """Return the body as it is sent."""
        if self.chunks is None:
            return self.body or b""
        return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in self.chunks) + b"0\r\n\r\n"

    def with_secret(self, placeholder: bytes, secret: bytes) -> "Request":
        """Return the request with a placeholder filled in."""
        return replace(
            self,
            headers=tuple((name, value.replace(placeholder, secret)) for name, value in self.headers),
            body=self.body and self.body.replace(placeholder, secret),
        )

    def __str__(self) -> str:
        """Return what a reader needs to send it again."""
        return f"{self.head()[:600]!r} + {self.payload()[:300]!r}"


@dataclass(frozen=True)
class Answer:
    """An answer. Its reason phrase, which HTTP/2 and ASGI don't know, is left out.

    Args:
        status: 0 if the server hung up without a word.
        headers: in order, the names in lower case.
        body: without its chunks.
        interim: the statuses that came before, such as 100.
        extra: bytes that came after the end of the answer.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    interim: tuple[int, ...] = ()
    extra: bytes = b""

    def values(self, name: str) -> list[str]:
        """Return all values of a header."""
        return [value for key, value in self.headers if key == name]

    def cookies(self) -> dict[str, str]:
        """Return the cookies that it sets."""
        pairs = (value.split(";")[0].partition("=") for value in self.values("set-cookie"))
        return {name: value for name, _, value in pairs}


class Reader:
    """Reads answers from a socket; the end of the connection, however it comes, ends the last one."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""

    def more(self) -> bool:
        """Receive something; return whether anything came."""
        try:
            received = self._connection.recv(65536)
        except ConnectionError:
            received = b""
        self._buffer += received
        return bool(received)

    def line(self) -> bytes | None:
        """Return the next line without its end, or None if the connection ends before."""
        while b"\r\n" not in self._buffer:
            if not self.more():
                return None
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line

    def exactly(self, size: int) -> bytes:
        """Return so many bytes, or fewer if the connection ends before."""
        while len(self._buffer) < size and self.more():
            pass
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def rest(self) -> bytes:
        """Return everything until the connection ends."""
        while self.more():
            pass
        taken, self._buffer = self._buffer, b""
        return taken

    def chunks(self) -> Iterator[bytes]:
        """Yield the chunks of a body."""
        while size := int((self.line() or b"0").split(b";")[0] or b"0", 16):
            yield self.exactly(size)
            self.line()
        self.line()

    def head(self) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Return a status and its headers."""
        start = self.line()
        if start is None:
            return 0, ()
        headers = []
        while line := self.line():
            name, _, value = line.decode("latin-1").partition(":")
            headers.append((name.lower(), value.strip(" \t")))
        return int(start.split(b" ")[1]), tuple(headers)

    def answer(self, method: bytes) -> Answer:
        """Return one answer to a request of that method, interim ones included."""
        interim = []
        status, headers = self.head()
        while 100 <= status < 200 and status != 101:
            interim.append(status)
            status, headers = self.head()
        fields = dict(headers)
        if method == b"HEAD" or status in {0, 204, 304}:
            body = b""
        elif "chunked" in fields.get("transfer-encoding", ""):
            body = b"".join(self.chunks())
        elif "content-length" in fields:
            body = self.exactly(int(fields["content-length"]))
        else:
            body = self.rest()
        return Answer(status, headers, body, tuple(interim))


def send(port: int, request: Request) -> Answer:
    """Send a request over a connection of its own and return the answer."""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = Reader(connection)
        try:
            connection.sendall(request.head())
            if request.waits:
                reader.more()  # "100 Continue", or an answer that came instead
            connection.sendall(request.payload())
        except ConnectionError:
            pass  # the server refuses to read more; it may have said why
        answer = reader.answer(request.method)
        closing = "close" in dict(answer.headers).get("connection", "")
        return replace(answer, extra=reader.rest() if closing else b"")
