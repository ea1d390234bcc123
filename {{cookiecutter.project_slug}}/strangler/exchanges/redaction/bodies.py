"""Takes secrets out of bodies, each kind in its own way. What can't be read can't be shown to be harmless."""

import re
from collections.abc import Mapping
from typing import Protocol

from strangler.exchanges.forms import boundary_of
from strangler.exchanges.redaction.json_text import changed

# Pictures, by how they begin: they have no text, and without them no upload of one can be compared.
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
NAME = re.compile(r'\bname="([^"]*)"', re.IGNORECASE)


class Redacts(Protocol):
    """What `redactor.Redactor` is to this module."""

    def hidden(self, secret: str) -> str:
        """Return what stands for a secret."""

    def text(self, text: str) -> str:
        """Return a text without secrets."""

    def value(self, path: tuple[str, ...], text: str) -> str:
        """Return a named value without secrets."""

    def member(self, path: tuple[str, ...], text: str) -> str:
        """Return a value in JSON without secrets."""

    def form(self, text: str) -> str:
        """Return an urlencoded form without secrets."""


def redacted_body(redactor: Redacts, body: bytes, headers: Mapping[str, str]) -> bytes | None:
    """Return a body without secrets; None if nobody can tell what is in it.

    Args:
        redactor: says what stands for a secret.
        body: of a request or an answer.
        headers: of the same, with names in small letters.
    """
    if not body:
        return body
    if headers.get("content-encoding", "identity") != "identity":
        return None
    kind = headers.get("content-type", "")
    plain = kind.partition(";")[0].strip().lower()
    if plain == "multipart/form-data":
        return _multipart(redactor, body, boundary_of(kind).encode())
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body if body.startswith(PICTURES) else None
    if plain == "application/x-www-form-urlencoded":
        return redactor.form(text).encode()
    return _text(redactor, text, is_json=plain.endswith(("/json", "+json"))).encode()


def _text(redactor: Redacts, text: str, *, is_json: bool = False) -> str:
    try:
        return changed(text, redactor.member, redactor.text)
    except ValueError:
        # What was meant to be JSON and is none can't be searched; something else that is none gets the same answer.
        return f'{{"{redactor.hidden(text)}' if is_json else redactor.text(text)


def _multipart(redactor: Redacts, body: bytes, boundary: bytes) -> bytes | None:
    """Take secrets out of each part (RFC 7578); None if it is no such form, or a part of it can't be read."""
    mark = b"--" + boundary
    if not boundary or not body.startswith(mark):
        return None
    first, *parts, end = body.split(mark)
    redacted = [_part(redactor, part) for part in parts]
    if first or not end.startswith(b"--") or end.strip(b"-\r\n "):
        return None
    whole = [part for part in redacted if part is not None]
    return mark.join([b"", *whole, end]) if len(whole) == len(parts) else None


def _part(redactor: Redacts, part: bytes) -> bytes | None:
    head, gap, content = part.partition(b"\r\n\r\n")
    content, end = (content[:-2], b"\r\n") if content.endswith(b"\r\n") else (content, b"")
    try:
        described = head.decode()
        text = content.decode()
    except UnicodeDecodeError:
        return part if content.startswith(PICTURES) else None
    name = NAME.search(described)
    is_file = "filename" in described.lower()
    hidden = _text(redactor, text) if is_file or not name else redactor.value((name[1],), text)
    return redactor.text(described).encode() + gap + hidden.encode() + end
