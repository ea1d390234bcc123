"""Before anything is measured: every peer of a work answers the same."""

import http.client
import json
import re
import time
from dataclasses import replace
from typing import Any

from benchmarks.peers import Peer
from benchmarks.project import Project
from benchmarks.servers import BenchError, Server, path_of, serving
from benchmarks.works import Work

NUMBER = "{n}"
PRIMARY_KEY = "{pk}"
SHOWN = 80  # characters of a value in a message
TIMEOUT = 30  # seconds


def plan_for(peer: Peer, work: Work) -> dict[str, Any]:
    """Return what the load generator has to send to that peer."""
    return {
        "method": work.method,
        "path": path_of(peer, work),
        "headers": dict(work.headers),
        "body": work.body,
        "expect": work.expect_status,
    }


def ask(server: Server, peer: Peer, work: Work, headers: dict[str, str], number: int) -> tuple[int, bytes]:
    """Send a work's request once; return the status and the body."""
    plan = plan_for(peer, work)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    body = plan["body"].replace(NUMBER, str(number)) or None
    connection.request(plan["method"], plan["path"], body, headers)
    answer = connection.getresponse()
    status, content = answer.status, answer.read()
    connection.close()
    return status, content


def read(body: bytes, server: Server, work: Work, number: int) -> Any:
    """Return the JSON value, or the body as it is; without what can't be the same, such as the port in links."""
    body = body.replace(b":%d/" % server.port, b":PORT/")
    if NUMBER in work.body:
        body = body.replace(str(number).encode(), NUMBER.encode())
    try:
        value = json.loads(body)
    except ValueError:
        return body
    if work.method != "GET" and isinstance(value, dict) and type(value.get("id")) is int:
        value["id"] = "new"
    return value


def difference(one: Any, other: Any, at: str = "") -> str:
    """Return where two values differ and how, or nothing."""
    if type(one) is type(other) and isinstance(one, dict) and one.keys() == other.keys():
        pairs = [(one[key], other[key], f"{at}.{key}") for key in one]
    elif type(one) is type(other) and isinstance(one, list) and len(one) == len(other):
        pairs = [(item, other[index], f"{at}[{index}]") for index, item in enumerate(one)]
    elif type(one) is type(other) and one == other:
        return ""
    else:
        return f"{at.lstrip('.') or 'body'} is {shown(one)} instead of {shown(other)}"
    return next(filter(None, (difference(*pair) for pair in pairs)), "")


def shown(value: Any) -> str:
    """Return the beginning of a value."""
    text = re.sub(r"\s+", " ", repr(value))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def with_primary_keys(works: list[Work], rows: Any) -> list[Work]:
    """Put the first row's primary key where works leave room for one."""
    pk = str(rows[0]["id"])
    return [
        replace(work, path=work.path.replace(PRIMARY_KEY, pk), body=work.body.replace(PRIMARY_KEY, pk))
        for work in works
    ]


def refuse_disagreement(project: Project, peers: list[Peer], works: list[Work], environment: dict[str, str]) -> None:
    """Ask every peer for everything once.

    Raises:
        BenchError: an answer isn't what it has to be, or isn't the same as another peer's.
    """
    known: dict[str, tuple[str, Any]] = {}
    for peer in peers:
        own = [work for work in works if work.name in peer.works]
        if not own:
            continue
        with serving(project, peer, environment=environment) as server:
            for work in own:
                answered = _value(server, peer, work)
                first, expected = known.setdefault(work.name, (peer.name, answered))
                if found := difference(answered, expected):
                    raise BenchError(f"{peer.name} answers {work.name} differently from {first}: {found}")


def _value(server: Server, peer: Peer, work: Work) -> Any:
    """Return what a peer answers to a work.

    Raises:
        BenchError: it has the wrong status, or a request without the credentials that it needs hasn't 401.
    """
    number = time.time_ns() // 1000
    status, body = ask(server, peer, work, dict(work.headers), number)
    if status != work.expect_status:
        said = shown(body.decode(errors="replace"))
        raise BenchError(f"{peer.name} answers {work.name} with {status} instead of {work.expect_status}: {said}")
    if "Authorization" in work.headers:
        anonymous = {name: value for name, value in work.headers.items() if name != "Authorization"}
        status, _ = ask(server, peer, work, anonymous, number)
        if status != http.client.UNAUTHORIZED:
            raise BenchError(f"{peer.name} answers {work.name} with {status} instead of 401 to a stranger")
    return read(body, server, work, number)
