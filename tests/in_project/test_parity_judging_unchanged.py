"""Nothing is found where nothing was changed: the shop's routes, ported by hand, against the views they replace.

`PARITY_REQUESTS=5000` compares as many; `PARITY_REPORT=page.html` writes what was found.
"""

import io
import os
from pathlib import Path

import pytest
from drf_spectacular.generators import SchemaGenerator
from parity_corpus import requests, seed_shop
from rich.console import Console

from strangler.parity.asking.sides import Sides
from strangler.parity.judging.session import Judging, Results
from strangler.parity.reports.page import as_page
from strangler.parity.reports.terminal import show
from strangler.parity.running import compare_all, ported

COUNT = int(os.environ.get("PARITY_REQUESTS", "150"))


def told(results: Results) -> str:
    console = Console(file=io.StringIO(), width=120)
    show(results, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.django_db
def test_the_unchanged_pair_has_no_difference() -> None:
    seed_shop()
    schema = SchemaGenerator().get_schema(request=None, public=True)
    with Sides() as sides:
        results = compare_all(map(sides.ask, requests(schema, COUNT)), Judging(), source="corpus")
    results = results.with_uncovered(ported())
    if path := os.environ.get("PARITY_REPORT"):
        Path(path).write_text(as_page(results), encoding="utf-8")
    assert results.requests == COUNT
    assert results.unresolved == 0, told(results)
    assert sum(tally.by_route for tally in results.tallies) > COUNT / 2
