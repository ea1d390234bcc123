"""Operations ported to a module of routes, in memory, and a client that asks it before the legacy half."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from django.db import transaction
from starlette.testclient import TestClient
from test_drf_grades import client_of

from strangler.operations.operation import Grade, Operation
from strangler.porting.rendering import plain
from strangler.porting.views.endpoint import PortedModule
from strangler.porting.views.porting import port_operations


def source_of(ported: PortedModule) -> str:
    """Return the text of a ported module."""
    return plain(ported.code, ported.docstring)


def imported(ported: PortedModule) -> Any:
    """Return a ported module, run."""
    module = ModuleType(f"ported_{ported.name}")
    sys.modules[module.__name__] = module  # where Pydantic looks for it
    exec(compile(source_of(ported), module.__name__, "exec"), vars(module))  # noqa: S102 - the code that is tested
    return module


def port(operations: Sequence[Operation], grade: Grade | None, asked: list[str] | None = None) -> TestClient:
    """Return a client of the operations, ported, before the legacy half."""
    return client_of(imported(port_operations(operations, grade)).router, asked)


def grades(ported: PortedModule) -> Iterator[tuple[str, str]]:
    """Yield what became of each operation."""
    for one in ported.operations:
        yield one.operation.key, one.grade.value


@contextmanager
def rolled_back() -> Iterator[None]:
    """Forget at the end what was written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def masked(answered: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return an answer without what differs between any two: times of now, new keys, ids from a sequence."""
    status, headers, body = answered
    body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", b"TIME", body)
    body = re.sub(rb'"(token|reference)":"[^"]*"', rb'"\1":"KEY"', body)
    body = re.sub(rb'"id":\d+', b'"id":ID', re.sub(rb"/\d+/", b"/ID/", body))
    dropped = {"content-length", "etag", "set-cookie"}
    kept = [(name, re.sub(r"/\d+/", "/ID/", value)) for name, value in headers if name not in dropped]
    is_page = ("content-type", "text/html; charset=utf-8") in headers
    return status, kept, b"PAGE" if is_page else body
