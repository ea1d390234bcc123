"""Bodies of HTML forms: made from their fields, and taken apart."""

from collections.abc import Iterable
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import urlencode

Part = tuple[str, str, str, str]  # a field's name, its file's name, its type, its content


def urlencoded(fields: Iterable[tuple[str, str]]) -> bytes:
    """Return a form as `application/x-www-form-urlencoded`."""
    return urlencode(list(fields)).encode()


def multipart(parts: Iterable[Part], kind: str) -> tuple[bytes, str]:
    """Return a form as `multipart/form-data`, and its type, with the boundary that `kind` has, or one of our own."""
    boundary = boundary_of(kind) or "strangler-boundary"
    lines = []
    for name, file, content_type, content in parts:
        disposition = f'form-data; name="{_quoted(name)}"' + (f'; filename="{_quoted(file)}"' if file else "")
        lines += [f"--{boundary}", f"Content-Disposition: {disposition}"]
        lines += [f"Content-Type: {content_type}"] if content_type else []
        lines += ["", content]
    body = "\r\n".join([*lines, f"--{boundary}--", ""]).encode("utf-8", "surrogateescape")
    return body, f"multipart/form-data; boundary={boundary}"


def boundary_of(kind: str) -> str:
    """Return the boundary that a content type names; "" for none."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode("latin-1", "replace"))
    return str(message.get_boundary("") or "")


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
