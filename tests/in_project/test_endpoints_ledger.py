"""The committed ledger: written the same way each time, and compared with the service."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from strangler.errors import ToolkitError
from strangler.ledger.checking import Finding, Trouble, check
from strangler.ledger.entry import Entry
from strangler.ledger.evidence import PARITY, TESTS, Asked, Parity, read_parity, read_tests
from strangler.ledger.file import Accepted, LedgerFile, read_file, written
from strangler.ledger.hiding import Hiding
from strangler.ledger.ledger import Ledger, read_ledger
from strangler.ledger.writing import write_file
from strangler.operations.operation import Grade

SAME = Parity("same", requests=40, shapes=3, safe=True)


def entry(key: str = "GET /a/", grade: Grade = Grade.NATIVE, **options: Any) -> Entry:
    method, path = key.split()
    return Entry(method, path, grade, route="routes.a.get_a", **options)


def ledger(*entries: Entry, file: LedgerFile | None = None, hiding: tuple[Hiding, ...] = ()) -> Ledger:
    compared = any(one.parity is not None for one in entries)
    return Ledger(list(entries), new=[], retired=[], hiding=list(hiding), unreached=[], compared=compared, file=file)


def known(*entries: Entry, accepted: tuple[Accepted, ...] = (), **more: str) -> LedgerFile:
    states = {one.key: {"grade": one.grade.value, "view": "", "route": one.route, **more} for one in entries}
    return LedgerFile(states, accepted)


def troubles(found: list[Finding]) -> list[tuple[Trouble, str, bool]]:
    return [(finding.trouble, finding.key, finding.fails) for finding in found]


def test_what_is_as_written_is_no_trouble() -> None:
    one = entry(parity=SAME)
    assert check(ledger(one, entry("GET /b/", Grade.WRAPPED), file=known(one, entry("GET /b/", Grade.WRAPPED)))) == []


def test_an_operation_that_disappeared_fails() -> None:
    one, gone = entry(parity=SAME), entry("GET /gone/")
    assert troubles(check(ledger(one, file=known(one, gone)))) == [(Trouble.DISAPPEARED, "GET /gone/", True)]


def test_an_operation_that_went_back_fails_and_one_that_went_on_does_not() -> None:
    before = [entry("GET /a/", Grade.NATIVE), entry("GET /b/", Grade.LEGACY)]
    now = [entry("GET /a/", Grade.LEGACY), entry("GET /b/", Grade.WRAPPED)]
    assert troubles(check(ledger(*now, file=known(*before)))) == [
        (Trouble.BACK, "GET /a/", True),
        (Trouble.OUTDATED, "GET /b/", False),
    ]


def test_a_ported_route_needs_parity() -> None:
    keys = [f"GET /{grade}/" for grade in Grade]
    entries = [entry(key, grade) for key, grade in zip(keys, Grade, strict=True)]
    assert troubles(check(ledger(*entries, file=known(*entries)))) == [
        (Trouble.UNCOMPARED, "GET /hybrid/", True),
        (Trouble.UNCOMPARED, "GET /native/", True),
    ]
    seen = [replace(one, parity=Parity("untested")) for one in entries[:3]]
    seen.append(replace(entries[3], parity=Parity("different", requests=3)))
    assert troubles(check(ledger(*seen, file=known(*seen)))) == [
        (Trouble.DIFFERENT, "GET /native/", True),
        (Trouble.UNCOMPARED, "GET /hybrid/", True),
    ]
    assert check(ledger(*seen[:3], file=known(*seen[:3], uncompared="it streams for ever"))) == []


def test_a_hidden_url_fails_unless_somebody_accepts_it() -> None:
    one = entry(parity=SAME)
    hiding = Hiding("GET /{x}/", "GET /a/", "GET /a/", "routes.x")
    found = check(ledger(one, file=known(one), hiding=(hiding,)))
    assert troubles(found) == [(Trouble.HIDDEN, "GET /a/", True)]
    assert found[0].text == "routes.x (GET /{x}/) takes GET /a/"
    accepted = Accepted("GET /{x}/", "GET /a/", "nobody calls it")
    assert check(ledger(one, file=known(one, accepted=(accepted,)), hiding=(hiding,))) == []


def test_what_is_new_is_told() -> None:
    one, new = entry(parity=SAME), entry("GET /new/", Grade.LEGACY)
    assert troubles(check(ledger(one, new, file=known(one)))) == [(Trouble.NEW, "GET /new/", False)]


def test_writing_keeps_what_people_wrote_and_is_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "endpoints.toml"
    lines = list(write_file(path, read_ledger(path, tmp_path)))
    assert lines[-1] == "endpoints.toml has 35 operations."
    assert len(lines) == 36
    text = path.read_text()
    assert list(write_file(path, read_ledger(path, tmp_path))) == lines[-1:]
    assert path.read_text() == text
    edited = text.replace(
        'owner = ""\nnote = ""', 'owner = "Ada \\"A\\" Ünal"\nnote = "kept"\nticket = 7\ntags = ["x", "y"]', 1
    )
    edited += '\n[[accepted]]\nroute = "GET /x"\nhides = "GET /y"\nreason = "agreed"\n'
    edited += '\n[operations."GET /gone/"]\ngrade = "legacy"\n'
    path.write_text(edited)
    assert "disappeared  GET /gone/" in list(write_file(path, read_ledger(path, tmp_path)))
    first = next(iter(tomllib.loads(path.read_text())["operations"].values()))
    assert (first["owner"], first["note"], first["ticket"], first["tags"]) == ('Ada "A" Ünal', "kept", 7, ["x", "y"])
    assert tomllib.loads(path.read_text())["accepted"] == [{"route": "GET /x", "hides": "GET /y", "reason": "agreed"}]
    shown = read_ledger(path, tmp_path)
    assert [one.owner for one in shown.entries if one.owner] == ['Ada "A" Ünal']


def test_the_file_is_sorted_by_path() -> None:
    file = LedgerFile({key: {"grade": "legacy"} for key in ("POST /b/", "GET /b/", "PUT /a/{pk}/", "GET /a/")})
    keys = [line for line in written(file).splitlines() if line.startswith("[operations")]
    assert keys == [f'[operations."{key}"]' for key in ("GET /a/", "PUT /a/{pk}/", "GET /b/", "POST /b/")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", r"^endpoints\.toml can't be read: "),
        ("version = 2", r"^endpoints\.toml: expected version = 1\.$"),
        ("version = 1\noperations = 3", r"^endpoints\.toml: expected a table for each operation"),
        ('version = 1\n[[accepted]]\nroute = "x"\nhides = "y"', r"^endpoints\.toml: \[\[accepted\]\] needs a route"),
    ],
)
def test_a_broken_file_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "endpoints.toml"
    path.write_text(text)
    with pytest.raises(ToolkitError, match=message):
        read_file(path)


def test_what_others_found_is_read(tmp_path: Path) -> None:
    assert read_parity(tmp_path) is read_tests(tmp_path) is None
    (tmp_path / PARITY).write_text(
        '{"version": 1, "operations": {"GET /a/": {"verdict": "same", "safe": true, "requests": 40, "shapes": 3},'
        ' "GET /b/": {"verdict": "odd", "requests": "many"}}}'
    )
    assert read_parity(tmp_path) == {"GET /a/": SAME, "GET /b/": Parity("untested")}
    (tmp_path / TESTS).write_text(
        '{"version": 1, "operations": {"GET /a/": {"requests": 5, "statuses": {"404": 1, "200": 4}}}}'
    )
    assert read_tests(tmp_path) == {"GET /a/": Asked(5, statuses=(200, 404))}


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 9, "operations": {}}', '{"version": 1, "operations": [1]}'])
def test_findings_of_another_version_are_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / PARITY).write_text(text)
    with pytest.raises(ToolkitError, match=r"parity\.json"):
        read_parity(tmp_path)
