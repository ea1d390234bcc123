"""The file format of recordings: a line that says what it is, then one exchange a line, in JSON.

    {"format": "strangler-exchanges", "version": 1, "made": "2026-11-24T16:50:26+00:00", "by": "recorder"}
    {"method": "GET", "target": "/api/products/?page=2", "headers": [["accept", "*/*"]], "answer": {"status": 200}}

A body is `body` where it is UTF-8, and `body64` where it isn't. A line with a `slot` stands for an earlier line with
the same one: so a recorder keeps a fair sample of all that it has seen in a file that it can only append to. A file
may be compressed by gzip; its name then ends in `.gz`.
"""

import base64
import binascii
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Answer, Exchange, Headers, Request

FORMAT = "strangler-exchanges"
VERSION = 1


def write_exchanges(path: Path, exchanges: Iterable[Exchange], **about: Any) -> int:
    """Write a file, and return how many exchanges it has.

    Args:
        path: of the file; one that is there is written anew.
        exchanges: what to write.
        about: what else the first line says, such as `by`.

    Raises:
        ToolkitError: the file can't be written.
    """
    count = 0
    try:
        with _open(path, "wt") as file:
            file.write(first_line(**about))
            for exchange in exchanges:
                file.write(line_of(exchange))
                count += 1
    except OSError as error:
        raise ToolkitError(f"Can't write {path}: {error.strerror or error}.") from error
    return count


def first_line(**about: Any) -> str:
    """Return the line that a file begins with."""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return f"{_dumped({'format': FORMAT, 'version': VERSION, 'made': made, **about})}\n"


def line_of(exchange: Exchange, slot: str = "") -> str:
    """Return an exchange as a line; what is empty is left out."""
    request, answer = exchange.request, exchange.answer
    entry: dict[str, Any] = {"method": request.method, "target": request.target, "headers": request.headers}
    entry |= _body(request.body) | {"login": request.login, "source": request.source, "slot": slot}
    if answer is not None:
        entry["answer"] = {"status": answer.status} | _filled({"headers": answer.headers} | _body(answer.body))
    return f"{_dumped(_filled(entry))}\n"


def read_exchanges(path: Path) -> Iterator[Exchange]:
    """Yield the exchanges of a file, one after the other, without what a later line stands for.

    Raises:
        ToolkitError: the file can't be read, is no recording, is of another version, or a line of it is broken.
    """
    last = {slot: number for number, entry in _entries(path) if (slot := entry.get("slot"))}
    for number, entry in _entries(path):
        if number == last.get(entry.get("slot"), number):
            try:
                yield _exchange(entry)
            except ValueError as error:
                raise ToolkitError(f"{path}, line {number}: {error}.") from error


def read_about(path: Path) -> dict[str, Any]:
    """Return what the first line of a file says.

    Raises:
        ToolkitError: the file can't be read, is no recording, or is of another version.
    """
    for _, line in _lines(path):
        return _first(path, line)
    raise ToolkitError(f"{path} is empty: a recording begins with a line that says what it is.")


def _entries(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the lines after the first one, with their numbers."""
    read_about(path)
    for number, line in _lines(path):
        if number == 1 or not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            if not line.endswith("\n"):  # its writer was killed: what stands before is whole
                return
            raise ToolkitError(f"{path}, line {number}: this is no JSON ({error}).") from error
        if not isinstance(entry, dict):
            raise ToolkitError(f"{path}, line {number}: expected an object, with a method and a target.")
        if isinstance(entry.get("slot"), list | dict):
            raise ToolkitError(f'{path}, line {number}: "slot" should be text.')
        yield number, entry


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with _open(path, "rt") as file:
            yield from enumerate(file, start=1)
    except UnicodeDecodeError as error:
        raise ToolkitError(f"{path} is no recording: it is not text in UTF-8.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ToolkitError(f"{path} is broken: it can't be decompressed ({error}).") from error
    except OSError as error:
        raise ToolkitError(f"Can't read {path}: {error.strerror or error}.") from error


def _first(path: Path, line: str) -> dict[str, Any]:
    try:
        about = json.loads(line)
    except ValueError:
        about = None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise ToolkitError(f'{path} is no recording: its first line should say {{"format": "{FORMAT}", …}}.')
    if about.get("version") != VERSION:
        version = about.get("version")
        raise ToolkitError(f"{path} is of version {version}, and this toolkit reads version {VERSION}: record anew.")
    return about


def _exchange(entry: Mapping[str, Any]) -> Exchange:
    """Return what a line says.

    Raises:
        ValueError: something is missing or of the wrong kind; the message says what.
    """
    request = Request(
        method=_text(entry, "method", needed=True).upper(),
        target=_text(entry, "target", needed=True),
        headers=_headers(entry),
        body=_bytes(entry),
        login=_text(entry, "login"),
        source=_text(entry, "source"),
    )
    if not request.target.startswith("/"):
        raise ValueError('"target" should begin with a slash')
    answer = entry.get("answer")
    if answer is None:
        return Exchange(request)
    if not isinstance(answer, dict) or type(answer.get("status")) is not int:
        raise ValueError('"answer" should be an object with a number "status"')
    return Exchange(request, Answer(answer["status"], _headers(answer), _bytes(answer)))


def _text(entry: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = entry.get(name, "")
    if not isinstance(value, str) or (needed and not value):
        raise ValueError(f'"{name}" should be text' if name in entry else f'"{name}" is missing')
    return value


def _headers(entry: Mapping[str, Any]) -> Headers:
    pairs = entry.get("headers", [])
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        raise ValueError('"headers" should be a list of pairs, each a name and a value')
    return tuple((name.lower(), value) for name, value in pairs)


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)  # noqa: PLR2004


def _bytes(entry: Mapping[str, Any]) -> bytes:
    if "body64" not in entry:
        return _text(entry, "body").encode()
    try:
        return base64.b64decode(_text(entry, "body64"), validate=True)
    except binascii.Error as error:
        raise ValueError(f'"body64" is no base64 ({error})') from error


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body64": base64.b64encode(body).decode()}


def _filled(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value}


def _dumped(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(", ", ": "))


def _open(path: Path, mode: str) -> IO[Any]:
    # "\n" alone ends a line: within a string, JSON writes it as two letters.
    opener: Any = gzip.open if path.suffix == ".gz" else open
    file: IO[Any] = opener(path, mode, encoding="utf-8", newline="\n")
    return file
