"""Where the time of a `list` request goes: py-spy looks at the server under load, and layers are counted.

It looks only at what uses the processor. A look belongs to the innermost Python function at that moment; what C code
does, such as pydantic-core or psycopg's, belongs to the Python function that called it.
"""

import subprocess
from collections import Counter
from pathlib import Path

from benchmarks.agree import plan_for
from benchmarks.options import Options
from benchmarks.peers import Peer
from benchmarks.project import Project
from benchmarks.run import generate_load, of_server
from benchmarks.servers import BenchError, serving
from benchmarks.tables import table
from benchmarks.works import Work

LOOKS_PER_SECOND = 400
START = 1  # second that py-spy takes to begin
TOP = 25  # functions shown
# The first part of a file's path that fits, and what it belongs to.
LAYERS = (
    ("bridge/queries/", "bridge/queries: the ORM without a thread"),
    ("bridge/", "bridge: dispatch, middleware and the rest"),
    ("benchmarks/", "the route"),
    ("django/db/", "Django's ORM"),
    ("django/", "Django, the rest"),
    ("psycopg_pool/", "psycopg's pool"),
    ("psycopg/", "psycopg and libpq"),
    ("pydantic/", "Pydantic"),
    ("fastapi/", "FastAPI"),
    ("starlette/", "Starlette"),
    ("uvicorn/", "uvicorn"),
    ("asgiref/", "asgiref"),
    ("anyio/", "AnyIO"),
    ("asyncio/", "event loop (uvloop: sockets, callbacks)"),
)
OTHER = "Python's library, the rest"
INTRODUCTION = """\
# Where the time goes

Written by `make bench-profile`, never by hand. Peer {peer}, work `{work}`, {connections} requests at once.
There were {requests:,} requests, of {cpu:,.0f} µs of processor time each, while py-spy looked.
A look belongs to the innermost Python function at that moment; what C code does, such as that of pydantic-core and
psycopg, belongs to the Python function that called it.
"""


def profile(project: Project, options: Options, peer: Peer, work: Work, environment: dict[str, str]) -> str:
    """Look at a server under load; return the page that says what was seen.

    Raises:
        BenchError: py-spy failed.
    """
    seen = project.logs / "profile.txt"
    with serving(project, peer, environment=environment) as server:
        plan = {**plan_for(peer, work), **of_server(server), "connections": options.connections}
        generate_load(project, {**plan, "seconds": options.warm_up, "warm_up": 0})
        spy = start_spy(project, server.pid, seen, options.seconds)
        measured = generate_load(project, {**plan, "seconds": options.seconds + START, "warm_up": 0})
        _, said = spy.communicate()
        if spy.returncode:
            raise BenchError(f"py-spy failed: {(said.strip().splitlines() or ['silently'])[-1]}")
    layers, functions = count(seen.read_text(encoding="utf-8"))
    cpu = measured["cpu"] / max(1, measured["requests"]) * 1e6
    head = INTRODUCTION.format(
        peer=peer.name, work=work.name, connections=options.connections, requests=measured["requests"], cpu=cpu
    )
    return "\n".join(
        [
            head,
            "## By layer\n",
            shares(("Layer", "Share", "µs per request"), layers, cpu),
            "## The functions that most looks found\n",
            shares(("Function", "Share", "µs per request"), functions, cpu),
        ]
    )


def start_spy(project: Project, pid: int, output: Path, seconds: float) -> "subprocess.Popen[str]":
    """Start py-spy for so many seconds; it writes a line for each stack, with how often it was seen."""
    command = [project.python.parent / "py-spy", "record", "--format", "raw", "--output", output, "--pid", pid]
    command += ["--duration", max(1, round(seconds)), "--rate", LOOKS_PER_SECOND]
    return subprocess.Popen(
        [str(part) for part in command],
        env=project.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def count(seen: str) -> tuple[Counter[str], Counter[str]]:
    """Return how often each layer and each function was the innermost; a stack is `outer;inner 12`."""
    layers: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for line in seen.splitlines():
        stack, _, times = line.rpartition(" ")
        innermost = stack.rpartition(";")[2]
        if not innermost:  # a thread without a Python function
            continue
        function, _, place = innermost.partition(" (")
        file = place.rpartition(":")[0]
        layers[layer_of(file)] += int(times)
        functions[f"`{function}` in {short(file)}"] += int(times)
    return layers, functions


def layer_of(file: str) -> str:
    """Return the layer that a file belongs to."""
    return next((layer for part, layer in LAYERS if f"/{part}" in f"/{file}"), OTHER)


def short(file: str) -> str:
    """Return a file's path from its package on."""
    return "/".join(Path(file.rpartition("site-packages/")[2]).parts[-3:])


def shares(head: tuple[str, ...], counted: Counter[str], cpu: float) -> str:
    """Return a table of shares of all looks, and what they are of a request's processor time."""
    total = counted.total() or 1
    rows = [(name, f"{times / total:.1%}", f"{times / total * cpu:,.0f}") for name, times in counted.most_common(TOP)]
    return table(head, rows)
