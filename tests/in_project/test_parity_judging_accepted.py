"""Differences that the team has accepted: each needs a reason and a last day, and says when it is of no use."""

from datetime import date
from pathlib import Path

import pytest
from judged import comparison, outcome

from strangler.errors import ToolkitError
from strangler.parity.judging.accepting import Acceptance, example_of, read_accepted
from strangler.parity.judging.difference import Difference, Kind
from strangler.parity.judging.session import Judging, Results

FILE = """
version = 1

[[accept]]
operation = "GET /api/products/*"
path = "body.results[*].rating"
kind = "lexical"
reason = "Nobody minds."
expires = 2027-03-01
"""
TODAY = date(2026, 11, 24)


def written(folder: Path, text: str) -> Path:
    path = folder / "parity.toml"
    path.write_text(text, encoding="utf-8")
    return path


def results(folder: Path, today: date = TODAY, text: str = FILE) -> Results:
    judging = Judging(Acceptance(read_accepted(written(folder, text)), today))
    judging.add(
        comparison(outcome({"results": [{"id": 1, "rating": 4.0}]}), outcome({"results": [{"id": 1, "rating": 4}]}))
    )
    judging.add(comparison(outcome({"results": []})))
    return judging.finish()


def test_an_accepted_difference_is_no_unresolved_one(tmp_path: Path) -> None:
    found = results(tmp_path)
    assert (found.preserved, found.accepted, found.unresolved) == (1, 1, 0)
    (group,) = found.tallies[0].accepted_groups
    assert group.accepted is not None
    assert group.accepted.reason == "Nobody minds."
    assert found.expired == found.unused == ()


def test_an_expired_one_counts_and_is_named(tmp_path: Path) -> None:
    found = results(tmp_path, date(2027, 3, 2))
    assert (found.preserved, found.accepted, found.unresolved) == (1, 0, 1)
    assert [str(entry) for entry in found.expired] == [
        "GET /api/products/*, body.results[*].rating (lexical): Nobody minds. Until 2027-03-01."
    ]


@pytest.mark.parametrize(
    "line", ['path = "body.rating"', 'operation = "GET /api/orders/"', 'kind = "value"', 'routes = "5"']
)
def test_one_that_is_not_met_is_named(tmp_path: Path, line: str) -> None:
    name = line.partition(" ")[0]
    kept = [each for each in FILE.splitlines() if not each.startswith(f"{name} ")]
    found = results(tmp_path, text="\n".join([*kept, line]))
    assert (found.accepted, found.unresolved, len(found.unused)) == (0, 1, 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("version = 1", "version = 2"), "version = 1"),
        (('reason = "Nobody minds."', ""), "accepted difference 1 has no reason"),
        (("expires = 2027-03-01", ""), "has no expires"),
        (("2027-03-01", '"soon"'), "expires should be a day"),
        (("2027-03-01", "2027-03-01T10:00:00"), "expires should be a day"),
        (('"lexical"', '"strange"'), "kind should be one of missing"),
        (('"lexical"', "3"), "kind should be text"),
        (("kind", "sort"), "'sort' is none of operation"),
        (("[[accept]]", "[accept]"), "an [[accept]] of its own"),
        (("[[accept]]", "[[allow]]"), "there is no 'allow' here"),
        (("version = 1", "version"), "Can't read the accepted differences"),
    ],
)
def test_a_file_that_is_wrong(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    with pytest.raises(ToolkitError) as raised:
        read_accepted(written(tmp_path, FILE.replace(*change)))
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="There is no file"):
        read_accepted(tmp_path / "parity.toml")


def test_the_example_is_a_file(tmp_path: Path) -> None:
    difference = Difference('body["a\\b"][3]', Kind.VALUE, "1", "2")
    text = example_of("GET /api/x/", difference, TODAY).replace('reason = ""', 'reason = "x"')
    (entry,) = read_accepted(written(tmp_path, f"version = 1\n{text}\n"))
    assert entry.covers("GET /api/x/", difference)
    assert not entry.covers("GET /api/y/", difference)
    assert not entry.is_over(TODAY)
