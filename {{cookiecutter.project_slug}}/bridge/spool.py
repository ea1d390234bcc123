"""Buffers between a slow client and a thread that has better things to do than wait for it.

What a reverse proxy's request and response buffering does, within the process: a thread is taken when the request
is complete, and is free again when the view is done, however slowly the client sends and reads.
"""

import asyncio
import tempfile
import threading
from collections import deque
from typing import IO

from starlette.types import Receive

MEMORY = 256 * 1024  # bytes of one request or response kept in memory; the rest goes to a temporary file
BACKLOG = 256 * 1024 * 1024  # bytes that a response may run ahead of its reader; then the thread does wait
READ_SIZE = 64 * 1024
POLL = 0.1  # seconds between two looks at a full backlog
PATIENCE = 60.0  # seconds that a full backlog may stand still before the client counts as gone


class ClientGoneError(OSError):
    """The client has left, or reads nothing any more."""


async def receive_body(receive: Receive) -> tuple[IO[bytes], int]:
    """Return the whole request body as a file at its start, and its length in bytes.

    Raises:
        ClientGoneError: the client left before it had sent everything.
    """
    body = tempfile.SpooledTemporaryFile(MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        length = await _copy_body(receive, body)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, length


async def _copy_body(receive: Receive, body: IO[bytes]) -> int:
    length = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError("The client left while it sent its request.")
        more = message.get("more_body", False)
        chunk = message.get("body", b"")
        length += len(chunk)
        if length > MEMORY:
            await asyncio.to_thread(body.write, chunk)
        else:
            body.write(chunk)
    return length


class Outbox:
    """A response on its way from the thread that makes it to the client, in order.

    `put` is called on a thread, everything else on the event loop.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._lock = threading.Lock()
        self._room = threading.Condition(self._lock)
        self._memory: deque[bytes] = deque()
        self._in_memory = 0
        self._file: IO[bytes] | None = None
        self._written = 0
        self._read = 0
        self._finished = False
        self._gone = False

    def put(self, chunk: bytes) -> None:
        """Add a chunk, from a thread; it is sent at once if the client keeps up.

        Raises:
            ClientGoneError: nobody reads the response any more.
        """
        with self._lock:
            while self._is_full() and not self._gone:
                if not self._room.wait(PATIENCE):
                    self._gone = True
            self._append(chunk)
        self._loop.call_soon_threadsafe(self._changed.set)

    async def put_from_loop(self, chunk: bytes) -> None:
        """Add a chunk, as `put` does, from the event loop, which must not wait for locks and files."""
        while self._is_full():  # noqa: ASYNC110 - too rare to deserve an event
            await asyncio.sleep(POLL)
        if self._file is None and self._fits(chunk):
            with self._lock:
                self._append(chunk)
            self._changed.set()
        else:
            await asyncio.to_thread(self.put, chunk)

    def finish(self) -> None:
        """Say that no chunk will follow."""
        with self._lock:
            self._finished = True
        self._changed.set()

    async def get(self) -> bytes | None:
        """Return what comes next, waiting for it; None at the end."""
        while True:
            self._changed.clear()
            with self._lock:
                if self._memory:
                    return self._take_from_memory()
                in_file = self._file is not None
                finished = self._finished
            if in_file:
                return await asyncio.to_thread(self._take_from_file)
            if finished:
                return None
            await self._changed.wait()

    def abandon(self) -> None:
        """Make the next `put` fail, because the client is gone."""
        with self._lock:
            self._gone = True
            self._room.notify_all()

    def close(self) -> None:
        """Drop whatever was not sent."""
        self.abandon()
        with self._lock:
            if self._file is not None:
                self._file.close()

    def _is_full(self) -> bool:
        return self._written - self._read > BACKLOG

    def _fits(self, chunk: bytes) -> bool:
        # The first chunk is in memory already, whatever its size.
        return not self._memory or self._in_memory + len(chunk) <= MEMORY

    def _append(self, chunk: bytes) -> None:
        if self._gone:
            raise ClientGoneError("The client left while it was sent the response.")
        if self._file is None and self._fits(chunk):
            self._memory.append(chunk)
            self._in_memory += len(chunk)
        else:
            self._append_to_file(chunk)

    def _take_from_memory(self) -> bytes:
        everything = b"".join(self._memory)
        self._memory.clear()
        self._in_memory = 0
        return everything

    def _append_to_file(self, chunk: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is read to its end, or by close()
            self._written = self._read = 0
        self._file.seek(self._written)
        self._file.write(chunk)
        self._written += len(chunk)

    def _take_from_file(self) -> bytes:
        with self._lock:
            assert self._file is not None  # noqa: S101 - get() has seen it, and only get() drops it
            self._file.seek(self._read)
            chunk = self._file.read(READ_SIZE)
            self._read += len(chunk)
            if self._read == self._written:
                self._file.close()
                self._file = None
            self._room.notify_all()
            return chunk
