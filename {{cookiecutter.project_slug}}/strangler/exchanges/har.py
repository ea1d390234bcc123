"""Reads HAR files (HTTP Archive, 1.1 and 1.2), as browsers and proxies export them.

What never reached the service is left out: what a browser took from its cache, had blocked or cancelled, WebSockets,
and what is no HTTP. Of several hosts those are taken that ALLOWED_HOSTS names, and this machine, unless one says which.
"""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http.request import validate_host

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Answer, Exchange, Headers, Request
from strangler.exchanges.forms import multipart, urlencoded

LOCAL = ("localhost", "127.0.0.1", "[::1]", "testserver")
# Of the connection, not of the request; the rest of HTTP/2 begins with a colon.
LEFT_OUT = {"host", "content-length", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"}
# The content of an answer is no longer as it was sent.
DECODED = {"content-encoding", "content-length", "transfer-encoding", "connection"}
FORM = "application/x-www-form-urlencoded"
# Under which mitmproxy and others say what `postData.text` is written in; HAR has no name for it.
ENCODINGS = ("encoding", "_encoding")

Entry = Mapping[str, Any]


class IncompleteError(ValueError):
    """The entry does not have all that was sent."""


def read_har(path: Path, hosts: Sequence[str] = ()) -> Iterator[Exchange]:
    """Yield the exchanges of a HAR file with this service, in the order of the file.

    Args:
        path: of the file.
        hosts: which hosts are this service, with the port where it is not the usual one; without any, see above.

    Raises:
        ToolkitError: the file can't be read, is no HAR, an entry of it is broken, or no host of it is this service.
    """
    entries = list(_entries(path))
    seen = Counter(url.netloc.rpartition("@")[2].lower() for _, _, url in entries)
    chosen = _chosen(path, seen, [host.lower() for host in hosts])
    for number, entry, url in entries:
        if url.netloc.rpartition("@")[2].lower() in chosen:
            try:
                yield Exchange(_request(entry, url, path.name), _answer(entry))
            except IncompleteError:
                continue
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise ToolkitError(f"{path}, entry {number}: {_reason(error)}.") from error


def _entries(path: Path) -> Iterator[tuple[int, Entry, SplitResult]]:
    """Yield the entries that reached a server, with their numbers, as people count, and their addresses."""
    try:
        har = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ToolkitError(f"Can't read {path}: {error.strerror or error}.") from error
    except ValueError as error:  # of UTF-8 and of JSON
        raise ToolkitError(f"{path} is no HAR file: it is no JSON ({error}).") from error
    except RecursionError as error:
        raise ToolkitError(f"{path} is no HAR file: it is nested too deep.") from error
    log = har.get("log") if isinstance(har, dict) else None
    if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
        raise ToolkitError(f'{path} is no HAR file: it has no list "entries" in an object "log".')
    for number, entry in enumerate(log["entries"], start=1):
        try:
            url = urlsplit(entry["request"]["url"])
            if url.scheme in {"http", "https"} and url.netloc and _reached(entry):
                yield number, entry, url
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ToolkitError(f"{path}, entry {number}: {_reason(error)}.") from error


def _reached(entry: Entry) -> bool:
    """Tell whether a server was asked, and has answered."""
    if entry["request"]["method"].upper() == "CONNECT" or entry.get("_resourceType") == "websocket":
        return False
    response = entry.get("response") or {}
    # Chrome names the cache that it came from; Firefox and Safari send nothing, and have no time of sending.
    cached = entry.get("_fromCache") or response.get("_fromDiskCache") or response.get("fromCache")
    return not cached and response.get("status", 0) not in {0, 101}


def _chosen(path: Path, seen: Counter[str], hosts: list[str]) -> set[str]:
    if not seen:
        raise ToolkitError(f"{path} has no request that a server has answered.")
    if hosts:
        found = {host for host in seen if host in hosts or _name(host) in hosts}
    elif len(seen) == 1:
        found = set(seen)
    else:
        allowed = [*(pattern for pattern in settings.ALLOWED_HOSTS if pattern != "*"), *LOCAL]
        found = {host for host in seen if validate_host(_name(host), allowed)}
    if not found:
        counts = ", ".join(f"{host} ({count})" for host, count in seen.most_common(5))
        raise ToolkitError(f"{path} has requests to {counts}: say with --host which is this service.")
    return found


def _name(netloc: str) -> str:
    """Return a host without its port."""
    return netloc if netloc.endswith("]") else netloc.rpartition(":")[0] or netloc


def _request(entry: Entry, url: SplitResult, source: str) -> Request:
    request = entry["request"]
    headers = [pair for pair in _headers(request) if pair[0] not in LEFT_OUT and not pair[0].startswith(":")]
    if not any(name == "cookie" for name, _ in headers) and request.get("cookies"):
        cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in request["cookies"])
        headers.append(("cookie", cookies))
    query = f"?{url.query}" if url.query else ""
    body, kind = _sent(request.get("postData") or {}, dict(headers).get("content-type", ""))
    if kind and not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", kind))
    return Request(request["method"].upper(), f"{url.path or '/'}{query}", tuple(headers), body, source=source)


def _sent(data: Entry, kind: str) -> tuple[bytes, str]:
    """Return the body that was sent, and its type.

    Raises:
        IncompleteError: it is not in the file.
    """
    kind = kind or data.get("mimeType") or ""
    text, params = data.get("text"), data.get("params") or []
    if text:
        encoded = any(data.get(name) == "base64" for name in ENCODINGS)
        return (_base64(text) if encoded else text.encode("utf-8", "surrogatepass")), kind
    if not params:
        return b"", kind
    if kind.partition(";")[0].strip().lower() == FORM:
        return urlencoded([(param["name"], param.get("value") or "") for param in params]), kind
    if any(param.get("fileName") and not param.get("value") for param in params):
        raise IncompleteError("a file that was uploaded is not in it")
    parts = [
        (param["name"], param.get("fileName") or "", param.get("contentType") or "", param.get("value") or "")
        for param in params
    ]
    return multipart(parts, kind)


def _answer(entry: Entry) -> Answer:
    response = entry["response"]
    content = response.get("content") or {}
    text = content.get("text") or ""
    body = _base64(text) if content.get("encoding") == "base64" else text.encode("utf-8", "surrogatepass")
    # Chrome writes several Set-Cookie as one, on lines of their own.
    headers = tuple(
        (name, line)
        for name, value in _headers(response)
        for line in value.split("\n")
        if name not in DECODED and not name.startswith(":")
    )
    return Answer(int(response["status"]), headers, body)


def _headers(message: Entry) -> Headers:
    return tuple((str(each["name"]).lower(), str(each["value"])) for each in message.get("headers") or [])


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"its content is no base64 ({error})") from error


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return str(error) if isinstance(error, ValueError) else "it is not as HAR files are"
