"""Buffered streams: whole, in order, bounded on disk, and over when the client is."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from bridge import spool
from bridge.spool import ClientGoneError, Outbox, Segment
from bridge.streams import BufferStreams

Serve = Callable[..., int]


def test_a_client_that_leaves_leaves_no_task_behind(serve: Serve) -> None:
    api = FastAPI()
    api.add_middleware(BufferStreams)

    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1000
            await asyncio.sleep(0.01)

    @api.get("/drip")
    async def endless() -> StreamingResponse:
        return StreamingResponse(drip())

    @api.get("/tasks")
    async def tasks() -> int:
        return len(asyncio.all_tasks())

    port = serve(api)

    def ask(path: str) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(1000)

    before = ask("/tasks").rsplit(b"\n")[-1]
    for _ in range(5):
        ask("/drip")
    deadline = time.monotonic() + 5
    while ask("/tasks").rsplit(b"\n")[-1] != before:
        assert time.monotonic() < deadline, "the stream's tasks are still there"
        time.sleep(0.05)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make every bound small enough to be reached."""
    monkeypatch.setattr(spool, "MEMORY", 1_000)
    monkeypatch.setattr(spool, "SEGMENT", 10_000)
    monkeypatch.setattr(spool, "BACKLOG", 30_000)
    monkeypatch.setattr(spool, "PATIENCE", 0.5)
    return


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("from_loop", [False, True])
def test_everything_arrives_in_order_however_slow_the_reader(*, from_loop: bool) -> None:
    chunks = [bytes([number % 256]) * (number * 37 % 3_000) for number in range(300)]

    async def write(outbox: Outbox) -> None:
        for chunk in filter(None, chunks):
            if from_loop:
                await outbox.put_from_loop(chunk)
            else:
                await asyncio.to_thread(outbox.put, chunk)
        outbox.finish()

    async def transfer() -> bytes:
        outbox = Outbox()
        writer = asyncio.create_task(write(outbox))
        received = b""
        while (piece := await outbox.get()) is not None:
            received += piece
            assert len(outbox._segments) <= 5, "files that were read are still there"
            await asyncio.sleep(0.001)
        await writer
        outbox.close()
        return received

    assert asyncio.run(transfer()) == b"".join(chunks)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("from_loop", [False, True])
def test_a_reader_that_stands_still_is_given_up(*, from_loop: bool) -> None:
    async def write() -> None:
        outbox = Outbox()
        put: Any = outbox.put_from_loop if from_loop else lambda chunk: asyncio.to_thread(outbox.put, chunk)
        try:
            for _ in range(100):
                await put(b"x" * 1_000)
        finally:
            outbox.close()

    with pytest.raises(ClientGoneError):
        asyncio.run(write())


def test_a_reader_that_keeps_up_needs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    chunks = [bytes([number % 256]) * 5_000 for number in range(400)]  # much more than is kept in memory
    files: list[spool.Segment] = []
    monkeypatch.setattr(spool, "GRACE", 10)
    monkeypatch.setattr(spool, "Segment", lambda: files.append(segment := Segment()) or segment)

    def write(outbox: Outbox) -> None:
        for chunk in chunks:
            outbox.put(chunk)

    async def transfer() -> bytes:
        outbox = Outbox()
        writing = asyncio.ensure_future(asyncio.to_thread(write, outbox))
        writing.add_done_callback(lambda _: outbox.finish())
        received = b""
        while (piece := await outbox.get()) is not None:
            received += piece
        await writing
        outbox.close()
        return received

    assert asyncio.run(transfer()) == b"".join(chunks)
    assert not files


def test_a_file_gives_its_space_back() -> None:
    segment = spool.Segment()
    segment.write(b"abc")
    segment.written = 3
    assert segment.take(2) == b"ab"
    segment.close()
    with pytest.raises(ValueError, match="closed"):
        segment.write(b"d")
