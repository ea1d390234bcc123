"""Each defect that is planted into the shop's routes is found, at its place; without it nothing is."""

from collections.abc import Iterator

import pytest
from parity_defect import Defect
from parity_defects import DEFECTS
from parity_planting import HAS_TASKS, announcing, planted, stocked

from strangler.parity.asking.serving import Serving
from strangler.parity.asking.sides import Sides
from strangler.parity.judging.judge import judge

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced() -> Iterator[None]:
    with announcing():
        yield


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_found(defect: Defect, announced: None) -> None:
    if defect.finds[0].startswith("effects.task") and not HAS_TASKS:
        pytest.skip("this Django has no tasks")
    request = defect.asked(*stocked())
    with Serving(planted(defect)) as serving, Sides(serving, warm=False) as sides:
        comparison = sides.ask(request)
    found = judge(comparison)
    assert defect.finds in {(each.pattern, each.kind.value) for each in found}, "\n".join(map(str, found))


def test_without_defects_nothing_is_found(announced: None) -> None:
    ids, tokens = stocked()
    with Sides() as sides:
        found = {defect.name: judge(sides.ask(defect.asked(ids, tokens))) for defect in DEFECTS}
    assert {name: list(map(str, differences)) for name, differences in found.items() if differences} == {}


def test_there_are_enough() -> None:
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS) >= 40
