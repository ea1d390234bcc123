"""A server elsewhere, as slow as such servers are: it answers every request with the same JSON after 200 ms.

    python -m benchmarks.upstream 9000

It runs in the project's environment, which brings uvloop.
"""

import asyncio
import resource
import sys
from typing import cast

import uvloop

DELAY = 0.2  # seconds
BODY = b'{"carrier": "north", "days": 2, "price": "4.90"}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
END_OF_REQUEST = b"\r\n\r\n"
BACKLOG = 4096  # connections that may wait to be accepted: all clients come at once


class Slow(asyncio.Protocol):
    """A connection, whose requests have no body."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer each request, later."""
        *requests, self.rest = (self.rest + data).split(END_OF_REQUEST)
        for _ in requests:
            asyncio.get_running_loop().call_later(DELAY, self.answer)

    def answer(self) -> None:
        """Answer, if anyone still waits."""
        if not self.transport.is_closing():
            self.transport.write(ANSWER)


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Slow, "127.0.0.1", port, backlog=BACKLOG)
    await server.serve_forever()


def main() -> None:
    """Serve on the port that the argument names."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    uvloop.run(serve(int(sys.argv[1])))


if __name__ == "__main__":
    main()
