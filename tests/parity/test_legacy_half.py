"""The legacy half answers as the same service under gunicorn does, and leaves the same behind in its database."""

import json
import os
from collections.abc import Callable, Iterable

import pytest

from tests.parity.accepted import ACCEPTED
from tests.parity.case import Case, ask
from tests.parity.compare import Outcome, Pair, row_differences
from tests.parity.conftest import COUNTED
from tests.parity.corpus import access, bodies, pages, protocol, queries, shopping
from tests.parity.corpus.generated import Composer
from tests.parity.servers import Shop
from tests.parity.wire import send

pytestmark = pytest.mark.slow

REQUESTS = int(os.environ.get("PARITY_REQUESTS", "400"))  # generated ones
SEED = int(os.environ.get("PARITY_SEED", "2026"))
PARTS = {
    module.__name__.rpartition(".")[2]: module.cases for module in (access, bodies, queries, shopping, pages, protocol)
}
IN_DEVELOPMENT = ("pages", "protocol")

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
    schema = json.loads(send(production.left.port, ask("GET", "/api/schema/?format=json").request).body)
    check(production, shop, Composer(schema, SEED).cases(REQUESTS), record_property)


def test_each_accepted_difference_was_met(production: Pair, development: Pair) -> None:  # noqa: ARG001 - it comes last
    if len(compared) != len(PARTS) + len(IN_DEVELOPMENT) + 1:
        pytest.skip("not everything was compared")
    assert {accepted.name for accepted in ACCEPTED} == met


def check(pair: Pair, shop: Shop, cases: Iterable[Case], record_property: Record) -> Outcome:
    """Compare the answers to the cases, and then the databases."""
    outcome = pair.compare(cases)
    record_property(COUNTED, (outcome.asked, sum(map(len, outcome.accepted.values()))))
    met.update(outcome.accepted)
    compared.append(pair.left.name)
    if path := os.environ.get("PARITY_REPORT"):
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(outcome.report(1000) + "\n\n")
    assert not outcome.unexpected, outcome.report()
    left, right = shop.rows(pair.left.database, pair.right.database)
    differences = row_differences(left, right, pair.masks)
    assert not differences, "\n".join(differences[:20])
    return outcome
