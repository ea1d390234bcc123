"""The load generator, a process of its own: reads a plan as JSON, prints what was measured as JSON.

    echo '{"port": 8000, "path": "/", "connections": 16, "seconds": 3}' | python -m benchmarks.load

Each connection sends its next request as soon as it has the whole answer to the one before (a closed loop), so there
are always as many requests under way as there are connections. It runs in the project's environment,
which brings uvloop.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import uvloop

from benchmarks import processes
from benchmarks.answer import Answer

RECONNECT = 0.05  # seconds before a connection that was lost is made again
SAMPLE = 0.1  # seconds between two looks at the threads


@dataclass
class Plan:
    """What to send, and for how long.

    Args:
        port: of the server, on 127.0.0.1.
        path: with the query string.
        connections: how many requests are under way at once.
        seconds: of the measurement; 0: one request on each connection, all at once, and the time until the last answer.
        warm_up: seconds of the same load before; or how many times all at once.
        first: what `{n}` in the body becomes in the first request; it goes up from there.
        patience: seconds to wait for what is still under way at the end; what isn't answered then is an error.
        pid: the server's process, whose processor time and threads are read.
    """

    port: int
    path: str
    connections: int
    seconds: float
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    expect: int = 200
    warm_up: float = 0
    first: int = 0
    patience: float = 20
    pid: int = 0


class Requests:
    """Makes the bytes of each request; they are the same each time unless the body has a number in it."""

    def __init__(self, plan: Plan) -> None:
        self.numbers = count(plan.first)
        self.parts = plan.body.encode().split(b"{n}")
        headers = {"Host": f"127.0.0.1:{plan.port}", **plan.headers}
        lines = [f"{plan.method} {plan.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        self.head = "\r\n".join(lines).encode()
        self.constant = self._encode(self.parts[0]) if len(self.parts) == 1 else None

    def next(self) -> bytes:
        """Return the next request."""
        return self.constant or self._encode(str(next(self.numbers)).encode().join(self.parts))

    def _encode(self, body: bytes) -> bytes:
        length = b"\r\nContent-Length: %d" % len(body) if body else b""
        return self.head + length + b"\r\n\r\n" + body


class Load:
    """The state of a run, shared by its connections."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.requests = Requests(plan)
        self.loop = asyncio.get_running_loop()
        self.begins = float("inf")  # a request that is sent from then on counts
        self.ends = float("inf")  # none is sent from then on
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.completed = 0  # answers that arrived between the two
        self.received = 0  # their bytes, without headers
        self.threads = 0
        self.idle = asyncio.Event()
        self.busy = 0

    async def connect(self, connection: "Connection") -> None:
        """Open a connection, or open it again; a server that doesn't listen yet is asked once more."""
        while True:
            try:
                await self.loop.create_connection(lambda: connection, "127.0.0.1", self.plan.port)
            except OSError:
                if time.perf_counter() >= self.ends:
                    return
                self.count_error("refused")
                await asyncio.sleep(RECONNECT)
            else:
                return

    def sent(self) -> None:
        """Note that a request is under way."""
        self.busy += 1

    def answered(self, sent: float, answer: Answer) -> None:
        """Note an answer."""
        now = time.perf_counter()
        if sent >= self.begins:
            self.latencies.append(now - sent)
            self.statuses[str(answer.status)] += 1
        if self.begins <= now < self.ends and answer.status == self.plan.expect:
            self.completed += 1
            self.received += answer.length
        self._one_less()

    def lost(self, sent: float) -> None:
        """Note that a connection ended while a request was under way."""
        if sent >= self.begins:
            self.statuses["lost"] += 1
        self._one_less()

    def count_error(self, kind: str) -> None:
        """Note a failure that is no answer."""
        if time.perf_counter() >= self.begins:
            self.statuses[kind] += 1

    def _one_less(self) -> None:
        self.busy -= 1
        if not self.busy:
            self.idle.set()

    async def wait_for_the_rest(self) -> None:
        """Wait until nothing is under way; what remains then is an error."""
        self.idle.clear()
        if self.busy:
            try:
                await asyncio.wait_for(self.idle.wait(), self.plan.patience)
            except TimeoutError:
                self.statuses["unanswered"] += self.busy


class Connection(asyncio.Protocol):
    """One keep-alive connection, which has at most one request under way."""

    transport: asyncio.Transport

    def __init__(self, load: Load, *, once: bool = False) -> None:
        self.load = load
        self.once = once
        self.answer: Answer | None = None
        self.at = 0.0
        self.open = False  # and the server didn't say that it would close it

    def is_ready(self) -> bool:
        """Tell whether a request can be sent."""
        return self.open and not self.transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self.transport, self.open = cast("asyncio.Transport", transport), True
        if not self.once:
            self.send()

    def send(self) -> None:
        """Send the next request, unless the time is over; on a connection that has ended, `connection_lost` goes on."""
        if not self.is_ready():
            return
        self.at = time.perf_counter()
        if self.at < self.load.ends:
            self.answer = Answer()
            self.load.sent()
            self.transport.write(self.load.requests.next())

    def data_received(self, data: bytes) -> None:
        """Take a piece of the answer; after the last one, go on."""
        if self.answer is not None and self.answer.feed(data):
            self._done(self.answer)

    def _done(self, answer: Answer) -> None:
        self.answer = None
        self.load.answered(self.at, answer)
        if answer.closes:
            self.open = False
            self.transport.close()
        elif not self.once:
            self.send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as asyncio calls it
        """Connect again; an answer without a length ends here."""
        asked_to = not self.open  # as by gunicorn, which keeps so many connections only
        self.open = False
        if self.answer is not None:
            answer, self.answer = self.answer, None
            if answer.ends_with_connection:
                self.load.answered(self.at, answer)
            else:
                self.load.lost(self.at)
        if not self.once and time.perf_counter() < self.load.ends:
            self.load.loop.call_later(0 if asked_to else RECONNECT, self.reconnect)

    def reconnect(self) -> None:
        """Open the connection again."""
        self.task = self.load.loop.create_task(self.load.connect(self))


async def steady(plan: Plan) -> tuple[Load, float, float]:
    """Keep all connections busy for some seconds; return what happened, the seconds and the server's processor time."""
    load = Load(plan)
    await asyncio.gather(*(load.connect(Connection(load)) for _ in range(plan.connections)))
    await asyncio.sleep(plan.warm_up)
    pids = processes.tree(plan.pid) if plan.pid else []
    used, load.begins = processes.cpu_seconds(pids), time.perf_counter()
    while (left := load.begins + plan.seconds - time.perf_counter()) > 0:
        load.threads = max(load.threads, processes.thread_count(pids))
        await asyncio.sleep(min(left, SAMPLE))
    load.ends, used = time.perf_counter(), processes.cpu_seconds(pids) - used
    await load.wait_for_the_rest()
    return load, load.ends - load.begins, used


async def at_once(plan: Plan) -> tuple[Load, float, float]:
    """Send one request on each connection, all at once, after as many warm-ups; return the same as `steady`."""
    load = Load(plan)
    connections = [Connection(load, once=True) for _ in range(plan.connections)]
    pids = processes.tree(plan.pid) if plan.pid else []
    for _ in range(int(plan.warm_up) + 1):
        while closed := [connection for connection in connections if not connection.is_ready()]:
            await asyncio.gather(*map(load.connect, closed))
        used, load.begins = processes.cpu_seconds(pids), time.perf_counter()
        load.latencies, load.completed, load.statuses = [], 0, Counter()
        for connection in connections:
            connection.send()
        load.threads = max(load.threads, processes.thread_count(pids))
        await load.wait_for_the_rest()
        seconds = time.perf_counter() - load.begins
    return load, seconds, processes.cpu_seconds(pids) - used


def percentile(ordered: list[float], share: float) -> float:
    """Return the value that this share of them doesn't exceed (nearest rank), or 0 for none."""
    return ordered[max(0, -(-len(ordered) * int(share * 1000) // 1000) - 1)] if ordered else 0.0


async def measure(plan: Plan) -> dict[str, object]:
    """Carry a plan out; times are in seconds."""
    load, seconds, used = await (steady(plan) if plan.seconds else at_once(plan))
    ordered = sorted(load.latencies)
    return {
        "seconds": seconds,
        "requests": load.completed,
        "errors": sum(number for status, number in load.statuses.items() if status != str(plan.expect)),
        "statuses": dict(load.statuses),
        "bytes": load.received,
        "p50": percentile(ordered, 0.5),
        "p99": percentile(ordered, 0.99),
        "longest": ordered[-1] if ordered else 0.0,
        "cpu": used,
        "threads": load.threads,
    }


def main() -> None:
    """Read the plan, carry it out, print the result."""
    plan = Plan(**json.load(sys.stdin))
    json.dump(uvloop.run(measure(plan)), sys.stdout)


if __name__ == "__main__":
    main()
