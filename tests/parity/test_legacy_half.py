"""The legacy half answers as the same service under gunicorn does, and leaves the same behind in its database."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.parity.accepted import ACCEPTED
from tests.parity.case import KNOWN, WHO, Case, ask
from tests.parity.compare import Outcome, Pair, row_differences
from tests.parity.conftest import COUNTED, STATUSES
from tests.parity.corpus import access, bodies, fuzzed, pages, protocol, queries, shopping
from tests.parity.corpus.generated import Composer
from tests.parity.servers import Shop
from tests.parity.statuses import as_rows, failed_by_right_only
from tests.parity.wire import send

pytestmark = pytest.mark.slow

# Of each kind that is made at random. Schemathesis takes some 20 ms to draw one.
GENERATED, FUZZED = (int(os.environ.get("PARITY_REQUESTS", usual)) for usual in ("400", "200"))
SEED = int(os.environ.get("PARITY_SEED", "2026"))
PARTS = {
    module.__name__.rpartition(".")[2]: module.cases for module in (access, bodies, queries, shopping, pages, protocol)
}
IN_DEVELOPMENT = ("pages", "protocol")
AT_RANDOM = ("generated", "fuzzed")
Record = Callable[[str, object], None]
met: set[str] = set()
compared: list[str] = []


@pytest.mark.parametrize("part", PARTS)
def test_production(part: str, production: Pair, shop: Shop, record_property: Record) -> None:
    check(production, shop, PARTS[part](), record_property)


@pytest.mark.parametrize("part", IN_DEVELOPMENT)
def test_development(part: str, development: Pair, shop: Shop, record_property: Record) -> None:
    check(development, shop, PARTS[part](), record_property)


def test_generated_requests(production: Pair, shop: Shop, record_property: Record) -> None:
    check(production, shop, Composer(schema(production), SEED).cases(GENERATED), record_property)


def test_fuzzed_requests(production: Pair, shop: Shop, record_property: Record) -> None:
    check(production, shop, fuzzed.cases(schema(production), SEED, FUZZED), record_property)


def test_those_who_should_be_known_are(production: Pair) -> None:
    asked = {who: production.ask(ask("GET", "/api/me/", who=who)) for who in WHO}
    assert {who for who, (left, _) in asked.items() if left.status == 200} == KNOWN
    assert {who for who, (_, right) in asked.items() if right.status == 200} == KNOWN


def test_each_accepted_difference_was_met(production: Pair, development: Pair) -> None:  # noqa: ARG001 - it comes last
    if len(compared) != len(PARTS) + len(IN_DEVELOPMENT) + len(AT_RANDOM):
        pytest.skip("not everything was compared")
    assert {accepted.name for accepted in ACCEPTED} == met


def schema(pair: Pair) -> dict[str, Any]:
    """Return the service's OpenAPI document."""
    document: dict[str, Any] = json.loads(send(pair.left.port, ask("GET", "/api/schema/?format=json").request).body)
    return document


def check(pair: Pair, shop: Shop, cases: Iterable[Case], record_property: Record) -> Outcome:
    """Compare the answers to the cases, and then the databases."""
    outcome = pair.compare(cases)
    record_property(COUNTED, (outcome.asked, sum(map(len, outcome.accepted.values()))))
    record_property(STATUSES, as_rows(outcome.statuses))
    met.update(outcome.accepted)
    compared.append(pair.left.name)
    if path := os.environ.get("PARITY_REPORT"):
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(outcome.report(1000) + "\n\n")
    assert not outcome.unexpected, outcome.report()
    assert not failed_by_right_only(outcome.statuses), outcome.statuses
    left, right = shop.rows(pair.left.database, pair.right.database)
    differences = row_differences(left, right, pair.masks)
    assert not differences, "\n".join(differences[:20])
    return outcome
