"""Makes requests up for operations: of rows and users that exist, always the same for the same seed."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import quote

from strangler.exchanges.exchange import Headers, Request
from strangler.exchanges.made.bodies import Body, bodies_of
from strangler.exchanges.made.people import people
from strangler.exchanges.made.rows import PLAIN, existing, missing, model_of
from strangler.exchanges.made.view import View, view_for
from strangler.operations.operation import Operation

EACH = 60  # requests for an operation at most
WITH_BODY = {"POST", "PUT", "PATCH"}
PARAMETER = re.compile(r"{([^}]+)}")
ACCEPTED = ("text/html", "application/xml", "*/*")
FORGED: Headers = (("x-csrftoken", "made-up"),)  # who logs the user in puts one there that fits


def made_requests(operations: Sequence[Operation], *, seed: int = 0, each: int = EACH) -> list[Request]:
    """Return requests for operations.

    Args:
        operations: what to ask.
        seed: of chance.
        each: requests for an operation at most; the likeliest to succeed come first.

    Raises:
        ToolkitError: the database is not there.
    """
    who = people()
    return [request for operation in operations for request in islice(_requests(operation, who, seed), each)]


def _requests(operation: Operation, who: Sequence[str], seed: int) -> Iterator[Request]:
    chance = random.Random(f"{seed} {operation.key}")  # noqa: S311 - the same requests each time
    view = view_for(operation)
    paths = _paths(operation, view)
    first = paths[0]
    bodies = list(_bodies(operation, view, chance))
    body = bodies[0] if bodies else None
    for name in who:
        yield _request(operation, first, name, body)
    if operation.method == "GET":
        yield from (_request(operation, f"{first}?{query}", who[-1], None) for query in view.queries(chance))
        yield from (_request(operation, first, who[-1], None, (("accept", kind),)) for kind in ACCEPTED)
    yield from (_request(operation, path, who[-1], body) for path in paths[1:])
    # Dealt, so that a limit takes some of each field.
    yield from (_request(operation, first, who[-1], each) for each in dealt(bodies[1:], chance))


def dealt(bodies: list[Body], chance: random.Random) -> list[Body]:
    """Return bodies in another order."""
    return chance.sample(bodies, len(bodies))


def _request(operation: Operation, target: str, login: str, body: Body | None, more: Headers = ()) -> Request:
    kind: Headers = (("content-type", body.kind),) if body is not None else ()
    forged = FORGED if login and operation.method != "GET" else ()
    what = body.what if body is not None else target.partition("?")[2] or "the path alone"
    return Request(
        operation.method,
        target,
        (("accept", "application/json"), *kind, *forged) if not more else (*more, *kind),
        body.content if body is not None else b"",
        login,
        f"schema: {what}, {f'as {login}' if login else 'anonymous'}",
    )


def _paths(operation: Operation, view: View) -> list[str]:
    """Return paths: of rows that exist, and one of a row that doesn't."""
    names = PARAMETER.findall(operation.path)
    if not names:
        return [operation.path]
    model = model_of(operation, view.made)
    known = {name: existing(name, operation, model) for name in names}
    most = max(len(values) for values in known.values())
    rows = [{name: _nth(values, number) for name, values in known.items()} for number in range(max(most, 1))]
    paths = [_filled(operation.path, row) for row in rows]
    none = {name: missing(name, operation) for name in names}
    return list(dict.fromkeys([*paths, *(_filled(operation.path, {**rows[0], name: none[name]}) for name in names)]))


def _nth(values: list[str], number: int) -> str:
    return values[min(number, len(values) - 1)] if values else PLAIN


def _filled(path: str, values: Mapping[str, str]) -> str:
    return PARAMETER.sub(lambda found: quote(values[found[1]]), path)


def _bodies(operation: Operation, view: View, chance: random.Random) -> Iterable[Body]:
    if operation.method not in WITH_BODY:
        return []
    model = model_of(operation, view.made)
    new = operation.method == "POST"
    return bodies_of(view.fields, view.printed(model), view.read_only, new=new, chance=chance)
