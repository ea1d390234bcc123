"""What httpx itself does with many requests at once, straight to the stub: the limit for every peer that uses it.

    UPSTREAM_URL=http://127.0.0.1:9000/ python -m benchmarks.httpx_alone 1000

It runs in the project's environment, and prints a measurement as the load generator does.
"""

import asyncio
import json
import os
import sys
import time
from collections import Counter

import uvloop

from benchmarks.service.upstream import client


async def measure(requests: int) -> dict[str, object]:
    """Send the requests twice, all at once, and measure the second time."""
    url = os.environ["UPSTREAM_URL"]
    latencies: list[float] = []
    statuses: Counter[str] = Counter()

    async def get() -> None:
        sent = time.perf_counter()
        answer = await client.get(url)
        answer.json()
        latencies.append(time.perf_counter() - sent)
        statuses[str(answer.status_code)] += 1

    async with client:
        for _ in range(2):
            latencies.clear()
            statuses.clear()
            began, used = time.perf_counter(), time.process_time()
            await asyncio.gather(*(get() for _ in range(requests)))
            seconds, used = time.perf_counter() - began, time.process_time() - used
    ordered = sorted(latencies)
    return {
        "seconds": seconds,
        "requests": statuses["200"],
        "errors": requests - statuses["200"],
        "statuses": dict(statuses),
        "bytes": 0,
        "p50": ordered[len(ordered) // 2],
        "p99": ordered[len(ordered) * 99 // 100],
        "longest": ordered[-1],
        "cpu": used,
        "threads": 1,
    }


if __name__ == "__main__":
    json.dump(uvloop.run(measure(int(sys.argv[1]))), sys.stdout)
