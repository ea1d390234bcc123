"""The pytest fixture `parity`: a test that a ported route does what the legacy half does.

    def test_paying_an_order(parity: Parity, ann: User, order: Order) -> None:
        parity.get("/api/orders/", user=ann)
        parity.post(f"/api/orders/{order.pk}/pay/", user=ann, json={"amount": "12.50"})
        parity.post(f"/api/orders/{order.pk}/pay/", json={})  # refused, alike

Each call sends the request to the legacy half, to the combined application and to the legacy half again, each time
with the same rows, and undoes everything: answers, rows that were written, mail, tasks and other effects must be the
same, chance aside. It fails with the differences, unless `parity.toml` accepts them, and where no route is for the
request. What it has seen goes into `.strangler/parity.json`, for `manage.py endpoints`.
"""

from collections.abc import Iterator, Mapping
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from strangler.parity.asking.composing import NOTHING, composed
from strangler.parity.asking.conditions import Conditions
from strangler.parity.judging.accepting import FILE, Acceptance, read_accepted
from strangler.parity.judging.judge import Judgement
from strangler.parity.judging.remembering import remember
from strangler.parity.judging.session import Judging
from strangler.parity.judging.tally import operation_key
from strangler.parity.outcome import Comparison

if TYPE_CHECKING:
    from strangler.parity.asking.sides import Sides


class Parity:
    """Asks both halves and compares, from a test.

    Args:
        sides: asks.
        judging: judges, and keeps count for the verdicts.
        source: the test's name, for reports.
    """

    def __init__(self, sides: "Sides", judging: Judging, source: str = "") -> None:
        self._sides = sides
        self._judging = judging
        self._source = source

    def __call__(
        self,
        method: str,
        path: str,
        *,
        user: Any = None,
        force: Any = None,
        params: Mapping[str, Any] | None = None,
        json: Any = NOTHING,
        data: Mapping[str, Any] | bytes | str | None = None,
        files: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        csrf: bool = False,
        status: int | None = None,
    ) -> Comparison:
        """Ask and compare; return what both did.

        Args:
            method: of HTTP.
            path: with or without a query string.
            user: who is logged in, by a session: a user or a user's name.
            force: who is taken for the user by DRF without any authentication, as by its `force_authenticate`.
            params: the query string's parameters; a list stands for several.
            json: the body, sent as JSON.
            data: the body, sent as a form, with `files` as one with files; bytes and text are sent as they are.
            files: files by the names of their fields: anything with `read` and `name`.
            headers: others that go with it.
            csrf: whether CSRF is checked, as in production; Django's test client has it unchecked, too.
            status: what the answer should be, lest both be wrong in the same way.

        Raises:
            AssertionError: the halves differ, or no route is for the request, or the status is another one.
        """
        __tracebackhide__ = True
        request = composed(
            method,
            path,
            user=user,
            params=params,
            json_body=json,
            data=data,
            files=files,
            headers=headers,
            source=self._source,
        )
        comparison = self._sides.ask(request, Conditions(user=force, csrf=csrf))
        judgement = self._judging.add(comparison)
        if not comparison.route:
            pytest.fail(
                f"No route is for {request.method} {request.target}: the legacy half answers it.", pytrace=False
            )
        if self._judging.unresolved(comparison, judgement):
            pytest.fail(told(comparison, judgement), pytrace=False)
        if status not in {None, comparison.legacy.answer.status}:
            pytest.fail(
                f"Both answer {comparison.legacy.answer.status}, not {status}:\n{_body(comparison)}", pytrace=False
            )
        return comparison

    get = partialmethod(__call__, "GET")
    post = partialmethod(__call__, "POST")
    put = partialmethod(__call__, "PUT")
    patch = partialmethod(__call__, "PATCH")
    delete = partialmethod(__call__, "DELETE")
    head = partialmethod(__call__, "HEAD")
    options = partialmethod(__call__, "OPTIONS")


@pytest.fixture
def parity(db: None, parity_sides: "Sides", parity_judging: Judging, request: pytest.FixtureRequest) -> Parity:
    """Return what asks both halves and compares."""
    return Parity(parity_sides, parity_judging, request.node.nodeid)


@pytest.fixture(scope="session")
def parity_sides() -> "Iterator[Sides]":
    """Return both halves, running."""
    from strangler.parity.asking.sides import Sides  # noqa: PLC0415 - the legacy half has tests without FastAPI

    with Sides() as sides:
        yield sides


@pytest.fixture(scope="session")
def parity_folder(pytestconfig: pytest.Config) -> Path:
    """Return the folder of `parity.toml` and `.strangler`: the project's."""
    return pytestconfig.rootpath


@pytest.fixture(scope="session")
def parity_judging(parity_folder: Path) -> Iterator[Judging]:
    """Return what judges all comparisons of this run; at the end it remembers the verdicts."""
    accepted = parity_folder / FILE
    judging = Judging(Acceptance(read_accepted(accepted) if accepted.exists() else []))
    yield judging
    remember(judging.finish(), parity_folder)


def told(comparison: Comparison, judgement: Judgement) -> str:
    """Return what differs, for the reader of a test's failure."""
    number = len(judgement.differences)
    lines = [
        f"{comparison.request.method} {comparison.request.target}: {number} difference{'s' if number > 1 else ''}"
        f" between the legacy half and {comparison.route or 'the routes'}, for {operation_key(comparison)}",
        *(f"  {line}" for difference in judgement.differences for line in str(difference).splitlines()),
    ]
    if judgement.masked:
        lines.append(f"  (taken for chance: {', '.join(sorted(set(judgement.masked)))})")
    return "\n".join(lines)


def _body(comparison: Comparison) -> str:
    return comparison.legacy.answer.body.decode("utf-8", "replace")[:1000]
