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
SEGMENT = 64 * 1024 * 1024  # bytes of it in one file, whose space is given back when all of them are sent
READ_SIZE = 64 * 1024
GRACE = 0.02  # seconds that a thread waits for a reader who may keep up, before the first file
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


class Segment:
    """A part of a response on disk: written once from its beginning to its end, and read once so."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - close() closes it
        self._turn = threading.Lock()
        self.written = 0
        self.read = 0
        self.in_use = False

    def write(self, chunk: bytes) -> None:
        """Add a chunk; the caller counts it as written."""
        with self._turn:
            self._file.seek(self.written)
            self._file.write(chunk)

    def take(self, size: int) -> bytes:
        """Return the next bytes; the caller counts them as read."""
        with self._turn:
            self._file.seek(self.read)
            return self._file.read(size)

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()


class Outbox:
    """A response on its way from the thread that makes it to the client, in order.

    `put` is called on a thread, everything else on the event loop, which is why no file is touched with the lock held.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._room = threading.Condition()
        self._memory: deque[bytes] = deque()
        self._in_memory = 0
        self._segments: deque[Segment] = deque()
        self._on_disk = 0
        self._finished = False
        self._gone = False
        self._woken = False  # whether the event loop has been told of what it hasn't taken yet

    def put_whole(self, body: bytes) -> None:
        """Add a response that is in one piece, from a thread that will say by `finish` that it is there.

        Raises:
            ClientGoneError: nobody reads the response any more.
        """
        with self._room:
            self._put_in_memory(body)

    def put(self, chunk: bytes) -> None:
        """Add a chunk, from a thread; it is sent at once if the client keeps up.

        Raises:
            ClientGoneError: nobody reads the response any more.
        """
        with self._room:
            while self._on_disk > BACKLOG and not self._gone:
                if not self._room.wait(PATIENCE):
                    self._gone = True
            segment = None
            if not self._put_in_memory(chunk):
                # The thread may only be faster than the event loop gets its turn. A file costs more than the wait.
                if not self._segments and self._room.wait_for(lambda: self._fits(chunk) or self._gone, GRACE):
                    self._put_in_memory(chunk)
                else:
                    segment = self._segment_to_write()
                    segment.in_use = True
        if segment is not None:
            segment.write(chunk)
            with self._room:
                segment.in_use = False
                segment.written += len(chunk)
                self._on_disk += len(chunk)
        if not self._woken:  # waking the event loop costs more than the chunk
            self._woken = True
            self._loop.call_soon_threadsafe(self._changed.set)

    async def put_from_loop(self, chunk: bytes) -> None:
        """Add a chunk, as `put` does, from the event loop, which must not wait for locks and files."""
        deadline = self._loop.time() + PATIENCE
        while self._on_disk > BACKLOG and not self._gone:
            await asyncio.sleep(POLL)
            if self._loop.time() > deadline:
                self._gone = True
        with self._room:
            done = self._put_in_memory(chunk)
        if done:
            self._changed.set()
        else:
            await asyncio.to_thread(self.put, chunk)

    def finish(self) -> None:
        """Say that no chunk will follow."""
        self._finished = True
        self._changed.set()

    async def get(self) -> bytes | None:
        """Return what comes next, waiting for it; None at the end."""
        while True:
            self._changed.clear()
            with self._room:
                self._woken = False
                if self._memory:
                    return self._take_from_memory()
                on_disk = self._on_disk > 0
            if on_disk:
                return await asyncio.to_thread(self._take_from_disk)
            if self._finished:
                return None
            await self._changed.wait()

    @property
    def is_whole(self) -> bool:
        """Whether all has been put, and nothing is left to be got."""
        return self._finished and not self._memory and not self._on_disk

    def abandon(self) -> None:
        """Make the next `put` fail, because the client is gone."""
        with self._room:
            self._gone = True
            self._room.notify_all()

    def close(self) -> None:
        """Drop whatever was not sent."""
        self.abandon()
        for segment in self._segments:
            segment.close()

    def _put_in_memory(self, chunk: bytes) -> bool:
        """Keep the chunk in memory if it may be there, behind no other on disk; tell whether it was."""
        if self._gone:
            raise ClientGoneError("The client left while it was sent the response.")
        if self._segments or not self._fits(chunk):
            return False
        self._memory.append(chunk)
        self._in_memory += len(chunk)
        return True

    def _fits(self, chunk: bytes) -> bool:
        # The first chunk is in memory already, whatever its size.
        return not self._memory or self._in_memory + len(chunk) <= MEMORY

    def _segment_to_write(self) -> Segment:
        if not self._segments or self._segments[-1].written >= SEGMENT:
            self._segments.append(Segment())
        return self._segments[-1]

    def _take_from_memory(self) -> bytes:
        everything = b"".join(self._memory)
        self._memory.clear()
        self._in_memory = 0
        self._room.notify_all()
        return everything

    def _take_from_disk(self) -> bytes:
        segment = self._segments[0]
        chunk = segment.take(min(READ_SIZE, segment.written - segment.read))
        with self._room:
            segment.read += len(chunk)
            self._on_disk -= len(chunk)
            self._room.notify_all()
            if segment.read == segment.written and not segment.in_use:
                self._segments.popleft().close()
        return chunk
