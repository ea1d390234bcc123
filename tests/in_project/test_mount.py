"""The legacy mount, served by uvicorn, with requests sent byte by byte where a client library would tidy them."""

import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bridge.threads import Threads

Serve = Callable[..., int]
Environ = dict[str, Any]
ANSWER = [("Content-Type", "text/plain")]


def talk(port: int, request: bytes, *, half_close: bool = False) -> tuple[bytes, bytes]:
    """Send raw bytes; return the head and the body of what comes back until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


def get(port: int, path: str = "/", *headers: str, method: str = "GET") -> tuple[bytes, bytes]:
    lines = [f"{method} {path} HTTP/1.1", "Host: test", "Connection: close", *headers, "", ""]
    return talk(port, "\r\n".join(lines).encode("latin-1"))


def chunked(body: bytes) -> bytes:
    """Return the data of a chunked body."""
    chunks = {}
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        chunks[len(chunks)] = rest[:length]
        body = rest[length + 2 :]
    return b"".join(chunks.values())


@pytest.fixture
def seen(serve_wsgi: Serve) -> Callable[..., dict[str, Any]]:
    """Return a function that sends a request and returns what the application saw of it."""

    def application(environ: Environ, start_response: Any) -> list[bytes]:
        texts = {key: value for key, value in environ.items() if isinstance(value, str)}
        lines = [line.decode("latin-1") for line in environ["wsgi.input"]]
        start_response("200 OK", ANSWER)
        return [json.dumps({**texts, "lines": lines}).encode()]

    port = serve_wsgi(application)

    def send(request: bytes) -> dict[str, Any]:
        head, body = talk(port, request)
        assert head.startswith(b"HTTP/1.1 200"), head
        result: dict[str, Any] = json.loads(chunked(body))
        return result

    return send


def test_a_chunked_body_arrives_with_its_length(seen: Callable[..., dict[str, Any]]) -> None:
    environ = seen(
        b"POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"6\r\nfirst\n\r\n6\r\nsecond\r\n0\r\n\r\n"
    )
    assert environ["CONTENT_LENGTH"] == "12"
    assert environ["lines"] == ["first\n", "second"]
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_headers_that_pass_for_others_are_dropped(seen: Callable[..., dict[str, Any]]) -> None:
    environ = seen(
        b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
        b"X-Forwarded-For: 10.0.0.1\r\nX_Forwarded_For: 6.6.6.6\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n"
    )
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.0.0.1"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (b"/a%0Ab", "/a\nb", ""),
        (b"/%FF", "/\xff", ""),
        (b"/%C3%A9/?q=%C3%A9", "/\xc3\xa9/", "q=%C3%A9"),
        (b"//double//slash", "//double//slash", ""),
        (b"/%2e%2e/%2F", "/..//", ""),
    ],
)
def test_odd_paths_arrive_byte_for_byte(
    seen: Callable[..., dict[str, Any]], target: bytes, path: str, query: str
) -> None:
    environ = seen(b"GET " + target + b" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == (path, query)


def test_a_large_body_arrives_whole(serve_wsgi: Serve) -> None:
    def application(environ: Environ, start_response: Any) -> list[bytes]:
        start_response("200 OK", ANSWER)
        return [hashlib.sha256(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))).hexdigest().encode()]

    body = bytes(range(256)) * 20_000
    head = f"POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    _, answer = talk(serve_wsgi(application), head + body)
    assert chunked(answer) == hashlib.sha256(body).hexdigest().encode()


def test_an_upload_that_breaks_off_never_reaches_the_application(serve_wsgi: Serve) -> None:
    calls: list[str] = []

    def application(environ: Environ, start_response: Any) -> list[bytes]:
        calls.append(environ["REQUEST_METHOD"])
        start_response("200 OK", ANSWER)
        return [b"fine"]

    port = serve_wsgi(application)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\nonly this")
    assert chunked(get(port)[1]) == b"fine"
    assert calls == ["GET"]


def test_a_stream_is_sent_as_it_is_made(serve_wsgi: Serve) -> None:
    go_on = threading.Event()

    def application(_environ: Environ, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", ANSWER)
        yield b"first"
        go_on.wait(10)
        yield b"second"

    with socket.create_connection(("127.0.0.1", serve_wsgi(application)), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        received = b""
        while b"first" not in received:
            received += connection.recv(1000)
        go_on.set()
        while chunk := connection.recv(1000):
            received += chunk
    assert received.endswith(b"second\r\n0\r\n\r\n")


def test_a_client_that_leaves_ends_the_stream(serve_wsgi: Serve) -> None:
    closed = threading.Event()

    class Endless:
        def __iter__(self) -> Iterator[bytes]:
            while True:
                time.sleep(0.01)
                yield b"x" * 1000

        def close(self) -> None:
            closed.set()

    def application(_environ: Environ, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", ANSWER)
        return Endless()

    with socket.create_connection(("127.0.0.1", serve_wsgi(application)), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        connection.recv(100)
    assert closed.wait(5)


def test_slow_readers_hold_no_thread(serve_wsgi: Serve) -> None:
    def application(environ: Environ, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", ANSWER)
        yield from [b"x" * 65536] * (200 if environ["PATH_INFO"] == "/big" else 1)

    port = serve_wsgi(application)
    readers = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(6)]  # of a mount with 2 threads
    for reader in readers:
        reader.sendall(b"GET /big HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        reader.recv(100)
    assert len(chunked(get(port)[1])) == 65536
    for reader in readers:
        received = b""
        while chunk := reader.recv(1_000_000):
            received += chunk
        assert received.endswith(b"\r\n0\r\n\r\n")
        assert len(received) > 200 * 65536
        reader.close()


def test_a_response_longer_than_its_length_loses_no_thread(serve_wsgi: Serve, threads: Threads) -> None:
    def application(environ: Environ, start_response: Any) -> Iterator[bytes]:
        length = "10" if environ["PATH_INFO"] == "/wrong" else "3000"
        start_response("200 OK", [*ANSWER, ("Content-Length", length)])
        for _ in range(3000):
            yield b"x"

    port = serve_wsgi(application)
    for _ in range(2 * threads.limit):
        get(port, "/wrong")
    assert len(get(port)[1]) == 3000


def test_an_error_within_a_stream_breaks_the_connection(serve_wsgi: Serve) -> None:
    def application(_environ: Environ, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", ANSWER)
        yield b"begun"
        raise ValueError("broken")

    _, body = get(serve_wsgi(application))
    assert not body.endswith(b"0\r\n\r\n"), "the client could not tell that something is missing"


def test_an_error_before_the_response_is_a_500(serve_wsgi: Serve) -> None:
    def application(_environ: Environ, _start_response: Any) -> list[bytes]:
        raise ValueError("broken")

    assert get(serve_wsgi(application))[0].startswith(b"HTTP/1.1 500")


def test_head_and_empty_answers_have_no_body(serve_wsgi: Serve) -> None:
    def application(environ: Environ, start_response: Any) -> list[bytes]:
        start_response("204 No Content" if environ["PATH_INFO"] == "/none" else "200 OK", [("Content-Length", "0")])
        return [] if environ["PATH_INFO"] == "/none" else [b"text"]

    port = serve_wsgi(application)
    assert get(port, method="HEAD")[1] == b""
    head, body = get(port, "/none")
    assert (head[:12], body) == (b"HTTP/1.1 204", b"")


def test_a_file_is_sent_in_large_blocks_and_closed(serve_wsgi: Serve, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"y" * 200_000)
    opened = []

    def application(environ: Environ, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", ANSWER)
        opened.append(path.open("rb"))
        blocks: Iterable[bytes] = environ["wsgi.file_wrapper"](opened[0], 4096)
        return blocks

    assert chunked(get(serve_wsgi(application))[1]) == b"y" * 200_000
    assert opened[0].closed


def test_503_when_every_thread_is_busy(serve_wsgi: Serve, threads: Threads) -> None:
    go_on = threading.Event()

    def application(_environ: Environ, start_response: Any) -> list[bytes]:
        go_on.wait(10)
        start_response("200 OK", ANSWER)
        return [b"done"]

    port = serve_wsgi(application)
    holders = [threading.Thread(target=get, args=(port,)) for _ in range(threads.limit)]
    for holder in holders:
        holder.start()
    time.sleep(0.2)
    head, body = get(port)
    go_on.set()
    for holder in holders:
        holder.join()
    assert head.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 5" in head.lower()
    assert json.loads(body) == {"detail": "Service temporarily unavailable, try again later."}
    assert chunked(get(port)[1]) == b"done"
