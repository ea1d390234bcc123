"""Routes that tests add to the adopted project `flat`: what runs without a thread, on one, and over a WebSocket."""

import threading
from collections.abc import AsyncIterator
from typing import Any

from django.db import connection
from django.db.transaction import non_atomic_requests
from fastapi import WebSocket
from fastapi.responses import StreamingResponse
from notes.models import Note

from bridge.queries import ReadsOnlyError, fetch, prepared, reads
from bridge.router import Router

router = Router(prefix="/-/probe")
SEEN = threading.local()


@prepared
def public_notes(is_public: bool) -> Any:
    """Return them."""
    return Note.objects.filter(is_public=is_public)


@router.get("/fetched")
@non_atomic_requests
async def fetched() -> list[str]:
    """Read a queryset."""
    return [note.text for note in await fetch(public_notes(True))]


@router.get("/read")
@reads
def read() -> list[str]:
    """Read on whatever is there."""
    return [note.text for note in Note.objects.all()]


@router.get("/written")
@non_atomic_requests
@reads
def written() -> str:
    """Try to write where only reading is allowed."""
    try:
        Note.objects.create(text="never")
    except ReadsOnlyError as error:
        return f"{error} {Note.objects.count()}"
    return "written"


@router.get("/streamed")
@non_atomic_requests
async def streamed() -> StreamingResponse:
    """Stream rows, of which more are read after the response has begun."""

    async def lines() -> AsyncIterator[str]:
        async for note in fetch(Note.objects.all()).iterator(chunk_size=1):
            yield f"{note.text}\n"

    return StreamingResponse(lines())


@router.get("/connection")
def connection_state() -> dict[str, bool]:
    """Say whether this thread has had its connection before."""
    Note.objects.exists()
    known, SEEN.connection = getattr(SEEN, "connection", None), connection.connection
    return {"kept": known is connection.connection, "atomic": connection.in_atomic_block}


@router.websocket("/socket")
async def socket(websocket: WebSocket) -> None:
    """Say what was said."""
    await websocket.accept()
    await websocket.send_text(f"route {await websocket.receive_text()}")
    await websocket.close()
