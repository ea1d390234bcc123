"""The parity test of a ported module."""

import re
from collections.abc import Iterable

from strangler.operations.operation import Grade, Kind, Operation
from strangler.porting.merging import merge
from strangler.porting.module import Code, Place
from strangler.porting.testing.bodies import Body, body_of, serializer_of
from strangler.porting.testing.queries import queries_of
from strangler.porting.testing.subjects import Subject, subject_of
from strangler.porting.views.endpoint import Ported
from strangler.porting.views.naming import snake

FEW = 4  # query strings of an action that may look at them, or not
WITH_BODY = {"POST", "PUT", "PATCH"}
IMPORTS = ("strangler.rows.make", "strangler.testing.Parity", "strangler.testing.Who", "import pytest", "typing.Any")


def docstring_of(module: str) -> str:
    """Return the docstring of the test module."""
    return f"What `routes/{module}.py` answers is what the legacy half answers. A line is a request: add yours."


def test_code(ported: Iterable[Ported]) -> Code:
    """Return the test of all operations that have a route."""
    subjects = [(each, subject_of(each.operation)) for each in ported if each.grade is not Grade.LEGACY]
    parts = {subject.row: _row(subject) for _, subject in subjects if subject.row}
    bodies: dict[str, Code] = {}
    tests = []
    for each, subject in subjects:
        requests, body = _requests(subject)
        bodies |= body
        tests.append(_test(each.function, subject, requests))
    return merge([*parts.values(), *bodies.values(), *tests])


def _row(subject: Subject) -> Code:
    model = subject.model
    article = "an" if subject.row[0] in "aeiou" else "a"
    source = f'''
@pytest.fixture
def {subject.row}(who: Who) -> {model.__name__}:
    """Return {article} {subject.row.replace("_", " ")}, of whoever asks if it can be anybody's."""
    return make({model.__name__})
'''
    return Code.of(source, place=Place.ROUTER, imports=[*IMPORTS, f"{model.__module__}.{model.__name__}"])


def _test(function: str, subject: Subject, requests: list[str]) -> Code:
    lines = "\n".join(f"    {line}" for line in requests)
    row = f", {subject.row}: {subject.model.__name__}" if subject.row and is_used(subject.row, lines) else ""
    mark = "" if row or not subject.row else f'@pytest.mark.usefixtures("{subject.row}")\n'
    source = f"{mark}def test_{function}(parity: Parity, who: Who{row}) -> None:\n{lines}\n"
    imports = [*IMPORTS, f"{subject.model.__module__}.{subject.model.__name__}"] if row else IMPORTS
    return Code.of(source, place=Place.ENDPOINT, imports=imports)


def _requests(subject: Subject) -> tuple[list[str], dict[str, Code]]:
    """Return the lines of a test, and functions that they call for bodies."""
    operation = subject.operation
    asker = _asker(operation)
    method = operation.method.lower()
    if method not in {"get", "post", "put", "patch", "delete", "head", "options"}:
        return [f'parity("{operation.method}", {subject.path}, {asker})'], {}
    sent, code = _bodies(subject)
    lines = [f"parity.{method}({subject.path}, {asker}{each})" for each in sent]
    if operation.method == "GET":
        quote = subject.path[-1]
        lines += [f"parity.get({subject.path[:-1]}{query}{quote}, {asker})" for query in _queries(subject)]
    if subject.nobody:
        lines.append(f"parity.{method}({subject.nobody}, {asker}{sent[0]})")
    return lines, code


def _queries(subject: Subject) -> list[str]:
    """Return query strings for a list."""
    operation = subject.operation
    if operation.kind in {Kind.DJANGO, Kind.FUNCTION, Kind.API} or subject.nobody:
        return []
    from strangler.porting.views.view import DRFView  # noqa: PLC0415 - imports DRF

    queries = queries_of(operation)
    return queries if DRFView(operation).stock == "list" else queries[:FEW]


def _asker(operation: Operation) -> str:
    """Return how the request says who sends it: by a session, where the view looks at that; else by force."""
    if operation.kind is Kind.DJANGO:
        return "user=who"
    from rest_framework.authentication import SessionAuthentication  # noqa: PLC0415 - not every project has DRF

    from strangler.porting.views.view import DRFView  # noqa: PLC0415

    authenticators = DRFView(operation).attribute("authentication_classes") or ()
    by_session = any(isinstance(each, type) and issubclass(each, SessionAuthentication) for each in authenticators)
    return "user=who" if by_session else "force=who"


def _bodies(subject: Subject) -> tuple[list[str], dict[str, Code]]:
    """Return the arguments that bodies are, the best first, and functions that make them."""
    operation = subject.operation
    if operation.method not in WITH_BODY:
        return [""], {}
    if operation.kind is Kind.DJANGO:
        return [", data={}"], {}
    nothing = [", json={}", ", json=[]", ', data="no JSON", headers={"Content-Type": "application/json"}']
    if operation.kind not in {Kind.VIEWSET, Kind.GENERIC}:
        return nothing, {}
    from strangler.porting.views.view import DRFView  # noqa: PLC0415 - imports DRF

    serializer = serializer_of(DRFView(operation).instance())
    body = body_of(serializer, subject.row) if serializer is not None else Body({})
    values = body.values
    if not values:
        return nothing, {}
    name = snake(type(serializer).__name__.removesuffix("Serializer")) + "_body"
    call, code = _body(name, body, subject)
    first = next(iter(values))
    some = [f", json={{**{call}, {_quoted(first)}: None}}"]
    if operation.method == "PATCH":
        some.append(f", json={{{_quoted(first)}: {call}[{_quoted(first)}]}}")
    return [f", json={call}", *some, *nothing], {name: code}


def _body(name: str, body: Body, subject: Subject) -> tuple[str, Code]:
    """Return the call of a function that makes a body, and the function."""
    values = body.values
    needs_row = bool(subject.row) and is_used(subject.row, "\n".join(values.values()))
    parameter = f"{subject.row}: {subject.model.__name__}" if needs_row else ""
    items = "".join(f"        {_quoted(key)}: {value},\n" for key, value in values.items())
    source = f'''
def {name}({parameter}) -> dict[str, Any]:
    """Return a body that should be accepted."""
    return {{
{items}    }}
'''
    imports = [*IMPORTS, *body.imports]
    if needs_row:
        imports.append(f"{subject.model.__module__}.{subject.model.__name__}")
    return f"{name}({subject.row if needs_row else ''})", Code.of(source, place=Place.SCHEMA, imports=imports)


def is_used(row: str, source: str) -> bool:
    """Return whether source says something of a row."""
    return re.search(rf"\b{row}(\.|\))", source) is not None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
