"""Code that takes the process, or the main thread, for its own while it answers a request."""

import ast
from collections.abc import Iterable, Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Module, assigned, short, text
from adopted.checks.words import at_start_up

SIGNALS = Kind(
    "adoption.W041",
    "Signal handlers and alarms. Python sets them on the main thread only, where the event loop is and no request"
    " runs: in a request they raise ValueError. uvicorn has its own for SIGINT and SIGTERM.",
    "For a time limit, give one to what is called (`timeout=`), or run it in a task queue.",
)
SHARED = Kind(
    "adoption.W042",
    "State of the whole process is changed while requests run. Other threads, and the event loop with all ported"
    " routes, see the change too.",
    "Pass it as an argument instead: a path rather than chdir, `env=` for a subprocess, babel rather than setlocale,"
    " override_settings in tests only.",
)
ENDS = Kind(
    "adoption.W043",
    "The process is forked, replaced or ended. With one process for all requests, that is the end of all of them; a"
    " fork has copies of connections and locks that other threads hold.",
    "Raise an exception instead of exiting; start programs by `subprocess`.",
)
PROCESSES = Kind(
    "adoption.W044",
    "Processes are started by `multiprocessing`. Where that forks (Linux, before Python 3.14), the child has locks that"
    " other threads held at that moment, and may hang.",
    "Use `get_context('spawn')`, a `subprocess`, or a task queue.",
)
THREADS = Kind(
    "adoption.W045",
    "Threads of the project's own. If they use the ORM, each takes a database connection that nobody gives back: lost"
    " for the pool for ever, or idle until the thread ends.",
    "Call `connections.close_all()` in a `finally` at the end of the thread's function.",
)
THREADS_THAT_CLOSE = Kind(
    "adoption.I046",
    "Threads of the project's own, in modules that close connections themselves.",
    "See that each thread's function ends with `connections.close_all()`, also after an exception.",
)
CALLS = {
    **dict.fromkeys(("signal.signal", "signal.alarm", "signal.setitimer"), SIGNALS),
    **dict.fromkeys(
        (
            "os.chdir", "os.umask", "os.putenv", "os.unsetenv", "os.nice", "os.setuid", "os.setgid", "contextlib.chdir",
            "os.environ.update", "os.environ.pop", "os.environ.setdefault", "os.environ.clear",
            "locale.setlocale", "time.tzset", "socket.setdefaulttimeout", "random.seed", "logging.disable",
            "gc.disable", "gc.freeze", "sys.setrecursionlimit", "urllib.request.install_opener",
            "warnings.catch_warnings", "contextlib.redirect_stdout", "contextlib.redirect_stderr", "resource.setrlimit",
            "django.test.override_settings", "django.test.utils.override_settings",
        ),
        SHARED,
    ),
    **dict.fromkeys(
        (
            "os.fork", "os.forkpty", "os._exit", "os.abort", "os.execv", "os.execve", "os.execvp", "os.execl",
            "sys.exit", "exit", "quit",
        ),
        ENDS,
    ),
    **dict.fromkeys(
        (
            "multiprocessing.Process", "multiprocessing.Pool", "multiprocessing.Manager", "multiprocessing.pool.Pool",
            "billiard.Process", "billiard.Pool", "concurrent.futures.ProcessPoolExecutor",
            "concurrent.futures.process.ProcessPoolExecutor", "pathos.multiprocessing.ProcessingPool",
        ),
        PROCESSES,
    ),
    **dict.fromkeys(
        (
            "threading.Thread", "threading.Timer", "_thread.start_new_thread", "concurrent.futures.ThreadPoolExecutor",
            "concurrent.futures.thread.ThreadPoolExecutor", "multiprocessing.pool.ThreadPool",
            "multiprocessing.dummy.Pool",
        ),
        THREADS,
    ),
}  # fmt: skip
TARGETS = ("os.environ", "sys.stdout", "sys.stderr", "sys.path", "django.conf.settings")


def find(module: Module) -> Iterator[Finding]:
    """Yield what a module does to its process in functions that may run in a request."""
    threads = THREADS_THAT_CLOSE if _closes_connections(module) else THREADS
    told = set()  # once a function, for what is set and put back
    for node, called in module.calls:
        kind = CALLS.get(called)
        if kind is None or not _in_request(module, node) or _chooses_settings(node.args):
            continue
        if (called, where := module.where(node)) not in told:
            told.add((called, where))
            yield module.finding(threads if kind is THREADS else kind, node, f"{short(node)} {where}")
    for each in module.nodes:
        yield from _assignments(module, each)
        if isinstance(each, ast.ClassDef) and "threading.Thread" in map(module.resolve, each.bases):
            yield module.finding(threads, each, f"class {each.name}")


def _assignments(module: Module, node: ast.AST) -> Iterator[Finding]:
    targets = node.targets if isinstance(node, ast.Delete) else assigned(node)[0]
    for target in targets:
        if isinstance(target, ast.Subscript | ast.Attribute) and _in_request(module, node):
            shared = module.resolve(target.value)
            if (shared in TARGETS or module.resolve(target) in TARGETS) and not _chooses_settings([target]):
                yield module.finding(SHARED, node, f"{short(target)} {module.where(node)}")


def _chooses_settings(nodes: Iterable[ast.expr]) -> bool:
    """Return whether this sets DJANGO_SETTINGS_MODULE, which any way to start Django does."""
    return any(text(each) == "DJANGO_SETTINGS_MODULE" for node in nodes for each in ast.walk(node))


def _in_request(module: Module, node: ast.AST) -> bool:
    return module.in_request(node) and not any(map(at_start_up, module.functions(node)))


def _closes_connections(module: Module) -> bool:
    closing = ("django.db.connection.close", "django.db.connections.close_all", "django.db.close_old_connections")
    return any(called in closing for _, called in module.calls)
