"""The legacy half answers as the same service under gunicorn does, and leaves the same behind in its database."""

import pytest

from tests.parity.accepted import ACCEPTED
from tests.parity.case import KNOWN, WHO, ask
from tests.parity.checking import Record, at_random, check
from tests.parity.compare import Pair
from tests.parity.corpus import access, bodies, pages, protocol, queries, shopping
from tests.parity.servers import Shop

pytestmark = pytest.mark.slow

PARTS = {
    module.__name__.rpartition(".")[2]: module.cases for module in (access, bodies, queries, shopping, pages, protocol)
}
IN_DEVELOPMENT = ("pages", "protocol")
AT_RANDOM = ("generated", "fuzzed")

met: list[set[str]] = []


@pytest.mark.parametrize("part", PARTS)
def test_production(part: str, production: Pair, shop: Shop, record_property: Record) -> None:
    met.append(check(production, shop, PARTS[part](), record_property))


@pytest.mark.parametrize("part", IN_DEVELOPMENT)
def test_development(part: str, development: Pair, shop: Shop, record_property: Record) -> None:
    met.append(check(development, shop, PARTS[part](), record_property))


@pytest.mark.parametrize("kind", AT_RANDOM)
def test_requests_at_random(kind: str, production: Pair, shop: Shop, record_property: Record) -> None:
    met.append(check(production, shop, at_random(production)[kind](), record_property))


def test_those_who_should_be_known_are(production: Pair) -> None:
    """A session that nobody has would answer alike on both sides, and compare nothing."""
    asked = {who: production.ask(ask("GET", "/api/me/", who=who)) for who in WHO}
    assert {who for who, (left, _) in asked.items() if left.status == 200} == KNOWN
    assert {who for who, (_, right) in asked.items() if right.status == 200} == KNOWN


def test_each_accepted_difference_was_met(production: Pair, development: Pair) -> None:  # noqa: ARG001 - it comes last
    if len(met) != len(PARTS) + len(IN_DEVELOPMENT) + len(AT_RANDOM):
        pytest.skip("not everything was compared")
    assert {accepted.name for accepted in ACCEPTED} == set.union(*met)
