"""Receivers of signals: those of Django's request cycle, and those that do slow things while a model is saved."""

import ast
from collections.abc import Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Function, Module, short
from adopted.checks.network import network_call

REQUEST = Kind(
    "adoption.W031",
    "Receivers of request_started and request_finished, which ported routes don't send.",
    "Have a dependency of the routes do their work, where it matters there (docs/request-life.md). `manage.py"
    " middleware` lists those of libraries too.",
)
LOGIN = Kind(
    "adoption.I032",
    "Receivers of the signals of logging in and out. A ported login sends them only if it calls django.contrib.auth's"
    " `alogin` and `alogout`, or DRF's classes.",
    "Keep to those functions in a ported login; leave the rest as it is.",
)
NETWORK = Kind(
    "adoption.W033",
    "Receivers of a model's signals that talk to another service. Whoever saves waits for it, with a thread and mostly"
    " with a transaction open; also a ported route that saves.",
    "Send it from `transaction.on_commit`, or from a task queue.",
)
CONNECTION = Kind(
    "adoption.W034",
    "Receivers of connection_created. The connections on which routes read without a thread (bridge/queries) are not"
    " Django's, and don't send it.",
    "Say what these set in DATABASES' OPTIONS (PostgreSQL: `options`), where every connection has it.",
)
KINDS = {
    "django.core.signals.request_started": REQUEST,
    "django.core.signals.request_finished": REQUEST,
    "django.contrib.auth.signals.user_logged_in": LOGIN,
    "django.contrib.auth.signals.user_logged_out": LOGIN,
    "django.contrib.auth.signals.user_login_failed": LOGIN,
    "django.contrib.auth.user_logged_in": LOGIN,
    "django.contrib.auth.user_logged_out": LOGIN,
    "django.contrib.auth.user_login_failed": LOGIN,
    "django.db.backends.signals.connection_created": CONNECTION,
}
OF_MODELS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}


def find(module: Module) -> Iterator[Finding]:
    """Yield the receivers of a module."""
    functions = {node.name: node for node in module.nodes if isinstance(node, Function)}
    for node, signal, receiver in _connections(module, functions):
        name = signal.rpartition(".")[2]
        if kind := KINDS.get(signal):
            called = receiver.name if receiver else _receiver(node)
            yield module.finding(kind, node, f"{name}: {called}")
        elif receiver is not None and name in OF_MODELS and (call := _network(module, functions, receiver)):
            yield module.finding(NETWORK, node, f"{name}: {receiver.name} calls {call}")


def _connections(module: Module, functions: dict[str, Function]) -> Iterator[tuple[ast.AST, str, Function | None]]:
    """Yield each connection of a signal with a receiver: its place, the signal, and the receiver if it is here."""
    for node, called in module.calls:
        if called == "django.dispatch.receiver" and node.args:
            function = module.parents.get(node)
            several = node.args[0].elts if isinstance(node.args[0], ast.List | ast.Tuple) else [node.args[0]]
            for signal in several:
                yield node, module.resolve(signal), function if isinstance(function, Function) else None
        elif called.endswith(".connect") and (receiver := _argument(node)):
            yield node, called.removesuffix(".connect"), functions.get(ast.unparse(receiver).rpartition(".")[2])


def _receiver(node: ast.AST) -> str:
    """Return the name of a receiver that is defined elsewhere."""
    argument = _argument(node) if isinstance(node, ast.Call) else None
    return short(argument) if argument is not None else "a receiver"


def _argument(connect: ast.Call) -> ast.expr | None:
    """Return the receiver that `Signal.connect` is given."""
    named = (word.value for word in connect.keywords if word.arg == "receiver")
    return connect.args[0] if connect.args else next(named, None)


def _network(module: Module, functions: dict[str, Function], receiver: Function) -> str:
    """Return what the receiver, or a function of this module that it calls, calls on another service; or nothing."""
    called = {receiver.name: receiver}
    for node in ast.walk(receiver):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            called[node.func.id] = functions[node.func.id]
    for function in called.values():
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and network_call(module, node) and module.in_request(node):
                return ast.unparse(node.func)
    return ""
