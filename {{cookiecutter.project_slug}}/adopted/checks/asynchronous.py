"""Event loops of the project's own, and what can't be beside ours."""

import ast
from collections.abc import Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Module, assigned, short, text

LOOPS = Kind(
    "adoption.W081",
    "Event loops are started in functions. On a thread of the legacy half that works; in an async route, and in what it"
    " calls, it raises RuntimeError, since a loop is running there.",
    "In ported code, `await` the coroutine. Clients that were opened on one loop can't be used on another.",
)
CURRENT_LOOP = Kind(
    "adoption.W082",
    "`asyncio.get_event_loop()` has a loop on the main thread at best. Requests run on other threads, where it raises"
    " RuntimeError, though it may have worked under a server that runs them on the main thread.",
    "Call `asyncio.run(coroutine)` there, or asgiref's `async_to_sync`.",
)
TO_SYNC = Kind(
    "adoption.I083",
    "Coroutines are called by `async_to_sync`. That works in the legacy half and in `def` routes; in an async route it"
    " raises RuntimeError.",
    "In a ported async route, `await` them.",
)
OTHER_THREADS = Kind(
    "adoption.W084",
    "Functions are sent to threads that aren't the request's. If they use the ORM, its connection is lost for the pool,"
    " and they see nothing of an open transaction.",
    "For the ORM, use `sync_to_async(function)` as it is, thread-sensitive; leave other threads to code without it.",
)
GREEN = Kind(
    "adoption.E085",
    "gevent or eventlet patches the standard library. That can't be beside an asyncio event loop and its threads.",
    "Take it out of what the service imports. Where only workers need it, patch in their own start module.",
)
NESTED = Kind(
    "adoption.E086",
    "nest_asyncio patches the event loop. It refuses uvloop, and lets requests run inside each other.",
    "Remove it; `await` instead.",
)
UNSAFE = Kind(
    "adoption.E087",
    "DJANGO_ALLOW_ASYNC_UNSAFE is set, so that the ORM may run on the event loop, where requests share a connection.",
    "Unset it.",
)
SETUP = Kind(
    "adoption.W088",
    "`django.setup()` is called while a module is imported. If Django imports it while it sets itself up, it fails.",
    'Nothing where only a worker or a script imports the module; else move it below `if __name__ == "__main__":`.',
)
LOOP_CALLS = {"asyncio.run", "asyncio.new_event_loop", "asyncio.Runner", "anyio.run", "trio.run", "uvloop.run"}
THREAD_CALLS = {"asyncio.to_thread", "anyio.to_thread.run_sync", "starlette.concurrency.run_in_threadpool"}
GREEN_CALLS = ("gevent.monkey.patch_", "eventlet.monkey_patch", "eventlet.patcher.monkey_patch", "psycogreen.")
ENTRIES = ("asgi.py", "wsgi.py", "celery.py", "celery_app.py", "celeryapp.py", "routing.py")
SWITCH = "DJANGO_ALLOW_ASYNC_UNSAFE"


def find(module: Module) -> Iterator[Finding]:
    """Yield what a module does with event loops."""
    for node, called in module.calls:
        if kind := _kind(module, node, called):
            yield module.finding(kind, node, f"{short(node)} {module.where(node)}")
    for each in module.nodes:
        for target in assigned(each)[0]:
            if isinstance(target, ast.Subscript) and text(target.slice) == SWITCH:
                yield module.finding(UNSAFE, each, short(each))


def _kind(module: Module, node: ast.Call, called: str) -> Kind | None:
    everywhere = _kind_everywhere(module, node, called)
    return everywhere or (_kind_in_function(module, node, called) if module.in_request(node) else None)


def _kind_everywhere(module: Module, node: ast.Call, called: str) -> Kind | None:
    if called.startswith(GREEN_CALLS):
        return GREEN
    if called == "nest_asyncio.apply":
        return NESTED
    if called in {"os.environ.setdefault", "os.putenv"} and node.args and text(node.args[0]) == SWITCH:
        return UNSAFE
    is_setup = called == "django.setup" and module.at_import(node) and not module.path.endswith(ENTRIES)
    return SETUP if is_setup else None


def _kind_in_function(module: Module, node: ast.Call, called: str) -> Kind | None:
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if called in LOOP_CALLS or method == "run_until_complete":
        return LOOPS
    is_async = any(isinstance(function, ast.AsyncFunctionDef) for function in module.functions(node)[:1])
    if called == "asyncio.get_event_loop":
        return None if is_async else CURRENT_LOOP
    if isinstance(node.func, ast.Call) and module.resolve(node.func.func) == "asgiref.sync.async_to_sync":
        return TO_SYNC
    insensitive = called == "asgiref.sync.sync_to_async" and any(
        word.arg == "thread_sensitive" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in node.keywords
    )
    if insensitive or called in THREAD_CALLS or (method == "run_in_executor" and is_async):
        return OTHER_THREADS
    return None
