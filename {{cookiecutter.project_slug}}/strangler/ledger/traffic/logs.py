"""Reads access logs, whatever writes them: a line has a method, a target and a status, and perhaps a time.

Understood are the common and the combined format of Apache and nginx (also with a host in front), the access log of
gunicorn and of uvicorn, Django's own `runserver`, and recordings of this toolkit; all of them also compressed by gzip.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from strangler.errors import ToolkitError
from strangler.exchanges.jsonl import FORMAT, read_about, read_exchanges

GZIP = b"\x1f\x8b"
REQUEST = re.compile(r'"(?P<method>[A-Z]+) (?P<target>\S+)(?: HTTP/[\d.]+)?" (?P<status>\d{3})\b')
# The common format, gunicorn and nginx; `runserver`.
TIME = re.compile(r"\[(?P<time>\d{1,2}/\w{3}/\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?)\]")
TIMES = ("%d/%b/%Y:%H:%M:%S %z", "%d/%b/%Y:%H:%M:%S", "%d/%b/%Y %H:%M:%S")
BEGIN = 200  # characters of a recording's first line that say what it is


@dataclass(frozen=True)
class Line:
    """A request that was logged.

    Args:
        method: in capitals.
        path: without a query string, as the client wrote it.
        status: of the answer; 0 where it is not known.
        at: when it was, where that is known.
    """

    method: str
    path: str
    status: int
    at: datetime | None


def read_log(path: Path) -> Iterator[Line | None]:
    """Yield the requests of a log, and None for a line that says nothing of one.

    Raises:
        ToolkitError: the file can't be read, or is a recording of another version.
    """
    if f'"{FORMAT}"' in _begin(path):
        read_about(path)
        for exchange in read_exchanges(path):
            status = exchange.answer.status if exchange.answer else 0
            yield Line(exchange.request.method, exchange.request.path, status, None)
        return
    for line in _lines(path):
        if line.strip():
            yield parse_line(line)


def parse_line(line: str) -> Line | None:
    """Return the request that a line of a log tells of, or None."""
    request = REQUEST.search(line)
    if request is None:
        return None
    target = request["target"]
    if "://" in target.partition("?")[0]:  # a proxy's: with scheme and host
        target = "/" + target.partition("://")[2].partition("/")[2]
    time = TIME.search(line)
    return Line(
        request["method"], target.partition("?")[0], int(request["status"]), _time(time["time"]) if time else None
    )


def _time(text: str) -> datetime | None:
    for form in TIMES:
        try:
            at = datetime.strptime(text, form)  # noqa: DTZ007 - those without a zone are taken for UTC
        except ValueError:
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def _begin(path: Path) -> str:
    for line in _lines(path):
        return line[:BEGIN]
    return ""


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as raw:
            compressed = raw.read(len(GZIP)) == GZIP
        opener = gzip.open if compressed else open
        with opener(path, "rt", encoding="utf-8", errors="replace") as file:
            yield from file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ToolkitError(f"{path} is broken: it can't be decompressed ({error}).") from error
    except OSError as error:
        raise ToolkitError(f"Can't read {path}: {error.strerror or error}.") from error
