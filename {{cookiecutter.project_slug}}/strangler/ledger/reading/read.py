"""Reads what a view says of an operation, whatever kind of view it is."""

import warnings
from typing import Any

from django.db import connections

from strangler.ledger.reading.facts import Facts
from strangler.ledger.reading.plain import django_facts
from strangler.operations.operation import Kind, Operation


def read_facts(operation: Operation) -> Facts:
    """Return what a view says of one of its operations. It raises nothing: what can't be read is in `problems`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the project's, about a view without a client
        try:
            return Facts(**_values(operation), **_of_django(operation))
        except Exception as error:  # noqa: BLE001 - the project's code, which must not break the ledger
            return Facts(problems=(f"{type(error).__name__}: {' '.join(str(error).split())}",))


def _values(operation: Operation) -> dict[str, Any]:
    if operation.kind is Kind.DJANGO:
        return django_facts(operation)
    from strangler.ledger.reading.drf import DRFFacts  # noqa: PLC0415 - only where DRF is installed

    return DRFFacts(operation).read()


def _of_django(operation: Operation) -> dict[str, Any]:
    return {
        "atomic": _atomic(operation.callback),
        "csrf_exempt": bool(getattr(operation.callback, "csrf_exempt", False)),
    }


def _atomic(callback: Any) -> tuple[str, ...]:
    """Return the databases with a transaction around a view, as Django's `BaseHandler.make_view_atomic` decides."""
    without: set[str] = getattr(callback, "_non_atomic_requests", set())
    settings = connections.settings.items()
    return tuple(alias for alias, database in settings if database["ATOMIC_REQUESTS"] and alias not in without)
