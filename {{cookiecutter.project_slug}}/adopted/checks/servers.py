"""What only one application server has: modules, hooks, and keys of the environ."""

import ast
import re
from collections.abc import Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Module, assigned, text

MISSING = Kind(
    "adoption.E091",
    "These modules exist within another server only. Here, importing them fails.",
    "Import them in a `try`, or take to what is there everywhere: Django's cache, a task queue, cron.",
)
GUARDED = Kind(
    "adoption.I092",
    "These modules exist within another server only; the code copes without them.",
    "See that nothing is missed: uWSGI's cron, spooler, locks and cache don't run here.",
)
HOOKS = Kind(
    "adoption.I093",
    "Gunicorn's hooks and settings, which uvicorn doesn't read.",
    "What they start or close for each process belongs in the lifespan of asgi.py; the number of workers is"
    " WEB_CONCURRENCY. Gunicorn ended requests that took longer than `timeout`; uvicorn doesn't.",
)
ENVIRON = Kind(
    "adoption.W094",
    "Keys of the environ that only some servers set. They are missing here.",
    "Use `request.get_full_path()` for the path, and a header that the proxy sets for the rest.",
)
SENDFILE = Kind(
    "adoption.I095",
    "Files are sent by the web server in front (X-Accel-Redirect, X-Sendfile).",
    "Nothing, as long as that server stays in front; a ported route sends the same header.",
)
MODULES = {"uwsgi", "uwsgidecorators", "mod_wsgi"}
GUNICORN_HOOKS = {
    "on_starting", "on_reload", "when_ready", "pre_fork", "post_fork", "post_worker_init", "worker_int", "worker_abort",
    "pre_exec", "pre_request", "post_request", "child_exit", "worker_exit", "nworkers_changed", "on_exit",
    "worker_class", "timeout", "preload_app", "max_requests",
}  # fmt: skip
KEYS = re.compile(
    r"(uwsgi|gunicorn|mod_wsgi|werkzeug|apache)\..+"
    r"|REQUEST_URI|RAW_URI|SCRIPT_UR[IL]|REMOTE_USER|DOCUMENT_ROOT|SSL_\w+|PATH_TRANSLATED|SERVER_SOFTWARE"
)
HEADERS = {"x-accel-redirect", "x-sendfile"}


def find(module: Module) -> Iterator[Finding]:
    """Yield what a module has for one server."""
    if module.path.rpartition("/")[2].startswith("gunicorn"):
        yield from _gunicorn(module)
    for node in module.nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(module, node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _constants(module, node)


def _gunicorn(module: Module) -> Iterator[Finding]:
    for node in module.tree.body:
        names = {target.id for target in assigned(node)[0] if isinstance(target, ast.Name)}
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        for name in sorted(names & GUNICORN_HOOKS):
            yield module.finding(HOOKS, node, name)


def _imports(module: Module, node: ast.Import | ast.ImportFrom) -> Iterator[Finding]:
    origins = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    for origin in origins:
        if origin.partition(".")[0] in MODULES and not getattr(node, "level", 0):
            guarded = any(isinstance(outer, ast.Try | ast.If | ast.FunctionDef) for outer in module.above(node))
            yield module.finding(GUARDED if guarded else MISSING, node, f"import {origin}")


def _constants(module: Module, node: ast.Constant) -> Iterator[Finding]:
    value = text(node)
    if value.lower() in HEADERS:
        yield module.finding(SENDFILE, node, f"{value} {module.where(node)}")
    elif KEYS.fullmatch(value) and _is_key(module, node):
        yield module.finding(ENVIRON, node, f"{value} {module.where(node)}")


def _is_key(module: Module, node: ast.AST) -> bool:
    """Return whether a string is a key of request.META or of an environ."""
    parent = module.parents[node]
    if isinstance(parent, ast.Subscript):
        owner: ast.AST = parent.value
    elif isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr in {"get", "pop"}:
        owner = parent.func.value
    elif isinstance(parent, ast.Compare):
        owner = parent.comparators[0]
    else:
        return False
    return ast.unparse(owner).endswith((".META", "environ")) and module.resolve(owner) != "os.environ"
