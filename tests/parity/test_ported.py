"""The ported routes answer as the service under gunicorn does, and leave the same behind in its database.

While the views are still there, and when they are deleted.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pytest

from tests.parity.accepted import ACCEPTED_WITHOUT_VIEWS
from tests.parity.case import Case
from tests.parity.checking import Record, at_random, check
from tests.parity.compare import Pair
from tests.parity.corpus import access, bodies, protocol, queries, shopping
from tests.parity.servers import Shop

pytestmark = pytest.mark.slow

PARTS: dict[str, Callable[[], Iterable[Case]]] = {
    # The matrix: each endpoint, each method, each way to say who asks.
    "access": partial(access.cases, thoroughly=True),
    "bodies": bodies.cases,
    "queries": queries.cases,
    "shopping": shopping.cases,
    "protocol": protocol.cases,
}
AT_RANDOM = ("generated", "fuzzed")

met: list[set[str]] = []


@pytest.mark.parametrize("part", PARTS)
def test_beside_the_views(part: str, combined: Pair, shop: Shop, record_property: Record) -> None:
    check(combined, shop, PARTS[part](), record_property)


@pytest.mark.parametrize("kind", AT_RANDOM)
def test_requests_at_random_beside_the_views(kind: str, combined: Pair, shop: Shop, record_property: Record) -> None:
    check(combined, shop, at_random(combined)[kind](), record_property)


@pytest.mark.parametrize("part", PARTS)
def test_without_the_views(part: str, without_views: Pair, shop: Shop, record_property: Record) -> None:
    met.append(check(without_views, shop, ported(PARTS[part]()), record_property))


@pytest.mark.parametrize("kind", AT_RANDOM)
def test_requests_at_random_without_the_views(
    kind: str, without_views: Pair, shop: Shop, record_property: Record
) -> None:
    met.append(check(without_views, shop, ported(at_random(without_views)[kind]()), record_property))


def test_each_accepted_difference_was_met(without_views: Pair) -> None:  # noqa: ARG001 - it comes last
    if len(met) != len(PARTS) + len(AT_RANDOM):
        pytest.skip("not everything was compared")
    assert {accepted.name for accepted in ACCEPTED_WITHOUT_VIEWS} <= set.union(*met)


def ported(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the cases that aren't about the legacy service's own document, and write nothing for a page.

    Where the view answers a page, the route alone answers 406, and has written nothing.
    """
    return (
        case for case in cases if not case.request.target.startswith(b"/api/schema/") and not writes_for_a_page(case)
    )


def writes_for_a_page(case: Case) -> bool:
    """Tell whether a request would change something and show it in the browsable API."""
    request = case.request
    wants_page = b"format=api" in request.target or any(
        name.lower() == b"accept" and b"text/html" in value for name, value in request.headers
    )
    return wants_page and request.method not in {b"GET", b"HEAD", b"OPTIONS"}
