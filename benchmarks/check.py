"""Starts each peer in turn, and compares what it answers with the other peers' answers.

Run it as servers run: in the generated project's folder, with its environment's Python, `DATABASE_URL` of a seeded
shop, and PYTHONPATH with the repository's top and that folder: `python -m benchmarks.check [PEER ...]`.
"""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.peers import PEERS, Peer
from benchmarks.works import WORKS, Work

START = 30.0  # seconds that a server may take
MARK = "check"
Answer = tuple[int, Any]


class Stub(BaseHTTPRequestHandler):
    """The other service of `upstream`."""

    def do_GET(self) -> None:
        """Answer at once."""
        body = b'{"answer": 42}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def server(peer: Peer, upstream: str) -> Iterator[str]:
    """Run a peer's server, with one worker; gives the address.

    Raises:
        RuntimeError: it doesn't start.
    """
    port = free_port()
    words = {"python": sys.executable, "bin": str(Path(sys.executable).parent), "port": port, "workers": 1}
    own = {
        "SECRET_KEY": "of-the-check-of-benchmarks",
        "DEBUG": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "UPSTREAM_URL": upstream,
    }
    command = [word.format(**words) for word in peer.command]
    process = subprocess.Popen(command, env={**os.environ, **own, **peer.environment})
    try:
        wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(START)


def wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until a server listens.

    Raises:
        RuntimeError: it has ended, or takes too long.
    """
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server doesn't start.")


def answer(address: str, path: str, work: Work, body: bytes, headers: dict[str, str]) -> Answer:
    """Return status and content: the value of JSON, a page's links without the server's address, else the bytes."""
    request = urllib.request.Request(address + path, method=work.method, data=body or None, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            status, content = response.status, response.read()
            kind = response.headers.get_content_type()
    except urllib.error.HTTPError as error:
        return error.code, None
    if kind != "application/json":
        return status, content
    return status, json.loads(content.replace(address.encode(), b""))


def answers(peer: Peer, address: str) -> dict[str, Answer]:
    """Return a peer's answers by what was asked, each twice: the second time, what can be remembered is."""
    listed = WORKS["list"]
    pk = answer(address, peer.paths.get("list", listed.path), listed, b"", {})[1][0]["id"]
    found: dict[str, Answer] = {}
    for work in [WORKS[name] for name in WORKS if name in peer.works] * 2:
        path = peer.paths.get(work.name, work.path_for(pk)).replace("{pk}", str(pk))
        body = work.body_for(pk, f"{MARK}-{peer.name}-{len(found)}-{time.time_ns()}") if work.body else b""
        status, value = answer(address, path, work, body, dict(work.headers))
        if work.name == "create" and value:  # its key and address are its own
            value = {**value, "id": type(value["id"]).__name__, "email": re.sub(f"{MARK}-[^@]*", "", value["email"])}
        if found.setdefault(work.name, (status, value)) != (status, value):
            print(f"{peer.name} answers {work.name} another time with something else")
        if status != work.expect_status:
            print(f"{peer.name} answers {work.name} with {status}")
    if "one" in peer.works:
        found["one that isn't there"] = answer(address, WORKS["one"].path_for(0), WORKS["one"], b"", {})
    if "me" in peer.works:
        found["me without a token"] = answer(address, WORKS["me"].path, WORKS["me"], b"", {})
    return found


def difference(one: Any, other: Any, where: str = "") -> str:
    """Return the first place where two values of JSON differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        parts = [(f"{where}.{name}", one[name], other[name]) for name in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        parts = [(f"{where}[{number}]", *pair) for number, pair in enumerate(zip(one, other, strict=True))]
    else:
        return f"{where}: {str(one)[:200]!r} and {str(other)[:200]!r}"
    return next(difference(left, right, place) for place, left, right in parts if left != right)


def main(names: list[str]) -> int:
    """Compare the peers with those names, or all; return how many differ."""
    stub = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=stub.serve_forever, daemon=True).start()
    expected: dict[str, tuple[str, Answer]] = {}
    wrong = 0
    for peer in [peer for peer in PEERS if not names or peer.name in names]:
        if peer.needs and find_spec(peer.needs) is None:
            print(f"{peer.name}: left out, for {peer.needs} is not installed")
            continue
        try:
            with server(peer, f"http://127.0.0.1:{stub.server_port}/") as address:
                found = answers(peer, address)
        except Exception as error:  # noqa: BLE001 - whatever is wrong, the next peer is tried
            print(f"{peer.name}: {error!r}")
            wrong += 1
            continue
        differing = 0
        for name, given in found.items():
            first, wanted = expected.setdefault(name, (peer.name, given))
            if given != wanted:
                print(f"{peer.name} differs from {first} on {name}: {difference(list(wanted), list(given))}")
                differing += 1
        wrong += bool(differing)
        print(f"{peer.name}: {len(found)} answers, {differing} differ")
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("DELETE FROM catalog_stockalert WHERE email LIKE %s", (f"alert-{MARK}-%",))
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
