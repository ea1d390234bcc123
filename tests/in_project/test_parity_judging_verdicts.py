"""What is known of each route after many requests, and whether it may take over."""

import json
from pathlib import Path
from typing import Any

from judged import comparison, outcome

from strangler.exchanges.exchange import Request
from strangler.parity.judging.remembering import FILE, remember
from strangler.parity.judging.session import Judging, Results
from strangler.parity.judging.tally import Tally
from strangler.parity.judging.verdicts import verdict_of

NOT_FOUND = outcome({"detail": "x"}, 404)


def tally(*comparisons: Any) -> Tally:
    judging = Judging()
    for each in comparisons:
        judging.add(each)
    (found,) = judging.finish().tallies
    return found


def test_enough_requests_without_a_difference_are_safe() -> None:
    found = tally(*[comparison(outcome({"id": 1}))] * 59, comparison(NOT_FOUND))
    verdict = verdict_of(found)
    assert (verdict.word, verdict.safe, verdict.bound) == ("same", True, 0.05)
    assert verdict.sentence == "safe to switch: fewer than 5.0% of requests may still differ"
    assert (found.errors, len(found.shapes)) == ([404], 2)


def test_what_is_missing_is_said() -> None:
    assert verdict_of(tally(comparison(outcome({})))).reasons == ("no error was compared", "1 of 30 requests")
    assert verdict_of(tally(*[comparison(NOT_FOUND)] * 40)).reasons == ("only errors were compared",)
    legacy = comparison(outcome({}), took_by="legacy")
    assert verdict_of(tally(legacy)).word == "untested"


def test_a_difference_is_one_however_often() -> None:
    verdict = verdict_of(tally(*[comparison(outcome({"a": 1}), outcome({"a": 2}))] * 3, comparison(outcome({}))))
    assert (verdict.word, verdict.reasons) == ("different", ("1 difference in 3 of 4 requests",))


def test_noise_that_is_learnt_later_holds_for_earlier_requests() -> None:
    """At the first request the clock's second was the same for both of the legacy's answers."""
    first, second, third = (outcome({"at": f"2026-11-24T17:00:0{n}Z"}) for n in (1, 2, 3))
    judging = Judging()
    assert judging.add(comparison(first, second, first)).differences
    assert not judging.add(comparison(first, third, second)).differences
    results = judging.finish()
    assert (results.preserved, results.unresolved) == (2, 0)
    assert [mask.pattern for mask in results.tallies[0].noise.masks.values()] == ["body.at"]


def test_ratios_of_queries_and_time() -> None:
    slow = outcome({}, queries=("SELECT 1", "SELECT 2", "SAVEPOINT a"), seconds=0.2)
    fast = outcome({}, queries=("SELECT 1",), seconds=0.1)
    found = tally(comparison(slow, fast))
    assert (found.query_ratio, found.time_ratio) == (0.5, 0.5)
    assert [group.pattern for group in found.information.values()] == ["queries"]
    assert tally(comparison(outcome({}))).query_ratio is None


def test_shapes_are_forms_not_values() -> None:
    def asked(target: str, body: Any) -> Any:
        return comparison(outcome(body), request=Request("GET", target))

    assert len(tally(asked("/?page=1", {"id": 1}), asked("/?page=2", {"id": 2})).shapes) == 1
    assert (
        len(tally(asked("/?page=1", {"id": 1}), asked("/?size=2", {"id": 2}), asked("/?page=1", {"id": None})).shapes)
        == 3
    )


def run() -> Results:
    judging = Judging()
    judging.add(comparison(outcome({"a": 1}), outcome({"a": "1"})))
    judging.add(comparison(outcome({}), route="GET /api/orders/"))
    return judging.finish()


def test_the_last_verdicts_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text(
        json.dumps({"version": 1, "operations": {"GET /api/old/": {"verdict": "same"}, "GET /api/orders/": {}}})
    )
    remember(run(), tmp_path)
    document = json.loads(path.read_text())
    assert document["version"] == 1
    verdicts = {key: entry["verdict"] for key, entry in document["operations"].items()}
    assert verdicts == {"GET /api/old/": "same", "GET /api/orders/": "same", "GET /api/products/": "different"}
    entry = document["operations"]["GET /api/products/"]
    assert (entry["requests"], entry["shapes"], entry["unresolved"]) == (1, 1, 1)
    assert entry["at"].startswith("20")


def test_a_memory_that_is_broken_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text("{")
    remember(run(), tmp_path)
    assert len(json.loads(path.read_text())["operations"]) == 2


def test_a_bodiless_answer_has_a_shape() -> None:
    assert len(tally(comparison(outcome(b"", 204)), comparison(outcome(b"\xff", headers=()))).shapes) == 2
