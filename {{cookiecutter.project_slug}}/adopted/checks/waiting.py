"""What holds one of the few threads for long."""

import ast
from collections.abc import Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Function, Module, short

SLEEPS = Kind(
    "adoption.W101",
    "Functions sleep. In a request, one of LEGACY_THREADS sleeps with them; in an async route, every request does.",
    "Leave it in workers; in code that requests call, answer and let the client ask again, or use a task queue.",
)
ENDLESS = Kind(
    "adoption.W102",
    "Streams that don't end by themselves: each client holds one of LEGACY_THREADS as long as it listens.",
    "Port these first, as async routes with `await asyncio.sleep(…)`; raise LEGACY_THREADS until then.",
)
STREAMS = Kind(
    "adoption.I103",
    "Streamed responses hold one of LEGACY_THREADS until the client has read them.",
    "Nothing, if they are few and short.",
)
NO_TIMEOUT = Kind(
    "adoption.W104",
    "Calls of other services without a time limit. While the service is silent, one of LEGACY_THREADS waits; Gunicorn"
    " ended such a request after its `timeout`, and nothing does here.",
    "Give them a `timeout=`.",
)
MOMENT = 0.1  # seconds
VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
WITHOUT_LIMIT = {*(f"requests.{verb}" for verb in VERBS), "urllib.request.urlopen"}


def find(module: Module) -> Iterator[Finding]:
    """Yield what makes a thread wait for long."""
    functions = {node.name: node for node in module.nodes if isinstance(node, Function)}
    for node, called in module.calls:
        if not module.in_request(node):
            continue
        if called == "time.sleep" and not _is_moment(node):
            yield module.finding(SLEEPS, node, f"{short(node)} {module.where(node)}")
        elif called == "django.http.StreamingHttpResponse":
            kind = ENDLESS if _is_endless(functions, node) else STREAMS
            yield module.finding(kind, node, module.where(node))
        elif called in WITHOUT_LIMIT and not any(word.arg in {"timeout", None} for word in node.keywords):
            yield module.finding(NO_TIMEOUT, node, f"{called} {module.where(node)}")


def _is_moment(sleep: ast.Call) -> bool:
    """Return whether a sleep is too short to matter: a tenth of a second, or less."""
    seconds = sleep.args[0] if sleep.args else None
    return isinstance(seconds, ast.Constant) and isinstance(seconds.value, int | float) and seconds.value <= MOMENT


def _is_endless(functions: dict[str, Function], response: ast.Call) -> bool:
    """Return whether a response streams a generator of this module that loops for ever."""
    source = response.args[0] if response.args else None
    called = ast.unparse(source.func).rpartition(".")[2] if isinstance(source, ast.Call) else ""
    loops = [node for node in ast.walk(functions[called]) if isinstance(node, ast.While)] if called in functions else []
    return any(
        isinstance(loop.test, ast.Constant) and any(isinstance(node, ast.Yield) for node in ast.walk(loop))
        for loop in loops
    )
