"""Bodies of HTML forms: made from their fields, and taken apart."""

from collections.abc import Iterable
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import urlencode

Part = tuple[str, str, str, str | bytes]  # a field's name, its file's name, its type, its content


def urlencoded(fields: Iterable[tuple[str, str]]) -> bytes:
    """Return a form as `application/x-www-form-urlencoded`."""
    return urlencode(list(fields)).encode()


def multipart(parts: Iterable[Part], kind: str) -> tuple[bytes, str]:
    """Return a form as `multipart/form-data`, and its type, with the boundary that `kind` has, or one of our own."""
    boundary = boundary_of(kind) or "strangler-boundary"
    lines: list[bytes] = []
    for name, file, content_type, content in parts:
        disposition = f'form-data; name="{_quoted(name)}"' + (f'; filename="{_quoted(file)}"' if file else "")
        lines += [f"--{boundary}".encode(), f"Content-Disposition: {disposition}".encode()]
        lines += [f"Content-Type: {content_type}".encode()] if content_type else []
        lines += [b"", content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")]
    body = b"\r\n".join([*lines, f"--{boundary}--".encode(), b""])
    return body, f"multipart/form-data; boundary={boundary}"


def boundary_of(kind: str) -> str:
    """Return the boundary that a content type names; "" for none."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode("latin-1", "replace"))
    return str(message.get_boundary("") or "")


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
