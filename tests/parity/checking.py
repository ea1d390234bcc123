"""Compares all answers to a number of cases, and the databases afterwards; how many is told at the end of the run."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.parity.case import Case, ask
from tests.parity.compare import Outcome, Pair, row_differences
from tests.parity.corpus import fuzzed
from tests.parity.corpus.generated import Composer
from tests.parity.servers import Shop
from tests.parity.statuses import as_rows, failed_by_right_only
from tests.parity.wire import send

COUNTED, STATUSES = "parity", "parity-statuses"
# Of each kind that is made at random. Schemathesis takes some 20 ms to draw one.
GENERATED, FUZZED = (int(os.environ.get("PARITY_REQUESTS", usual)) for usual in ("400", "200"))
SEED = int(os.environ.get("PARITY_SEED", "2026"))

Record = Callable[[str, object], None]


def check(pair: Pair, shop: Shop, cases: Iterable[Case], record_property: Record) -> set[str]:
    """Compare the answers to the cases, and then the databases; return the accepted differences that were met."""
    outcome = pair.compare(cases)
    record_property(COUNTED, (outcome.asked, sum(map(len, outcome.accepted.values()))))
    record_property(STATUSES, as_rows(outcome.statuses))
    report(outcome)
    assert not outcome.unexpected, outcome.report()
    assert not failed_by_right_only(outcome.statuses), outcome.statuses
    left, right = shop.rows(pair.left.database, pair.right.database)
    differences = row_differences(left, right, pair.masks)
    assert not differences, "\n".join(differences[:20])
    return set(outcome.accepted)


def report(outcome: Outcome) -> None:
    """Write all differences to the file that `PARITY_REPORT` names, if it does."""
    if path := os.environ.get("PARITY_REPORT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(outcome.report(1000) + "\n\n")


def at_random(pair: Pair) -> dict[str, Callable[[], Iterator[Case]]]:
    """Return the kinds of requests that are made from the service's OpenAPI document."""
    schema = json.loads(send(pair.left.port, ask("GET", "/api/schema/?format=json").request).body)
    return {
        "generated": lambda: Composer(schema, SEED).cases(GENERATED),
        "fuzzed": lambda: fuzzed.cases(schema, SEED, FUZZED),
    }
