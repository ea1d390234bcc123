"""Which modules of a project are read."""

from pathlib import Path

from adopted.checks import importing, reading
from adopted.checks.findings import Finding
from adopted.facts import Layout, Place

LINE = "import os\ndef view():\n    os.chdir('/tmp')\n"


def put(folder: Path, *names: str, text: str = LINE) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_the_modules_that_may_run_in_a_request(tmp_path: Path) -> None:
    legacy = tmp_path / "legacy"
    put(legacy, "backend/shop/views.py", "backend/shop/api/urls.py", "libraries/money.py", "deploy/gunicorn.conf.py")
    put(
        legacy,
        "elsewhere/views.py",
        "backend/manage.py",
        "backend/shop/tests/views.py",
        "backend/shop/tests.py",
        "backend/shop/test_views.py",
        "backend/e2e_tests/views.py",
        "backend/shop/migrations/0001_initial.py",
        "backend/shop/management/commands/export.py",
        "backend/.hidden/views.py",
        "backend/env/lib/views.py",
        "backend/node_modules/a/views.py",
    )
    put(legacy, "backend/env/pyvenv.cfg")

    found = reading.find(legacy, Layout(root="backend", paths=("libraries", "backend/shop")))

    assert [str(finding.place) for finding in found] == [
        "legacy/backend/shop/api/urls.py:3",
        "legacy/backend/shop/views.py:3",
        "legacy/deploy/gunicorn.conf.py:3",
        "legacy/libraries/money.py:3",
    ]


def test_what_is_no_python_is_named(tmp_path: Path) -> None:
    legacy = tmp_path / "legacy"
    put(legacy, "views.py", text="\nprint 'a'\n")
    put(legacy, "bytes.py", text="a\0b")
    put(legacy, "deep.py", text=LINE.replace("'/tmp'", "+".join(["a"] * 3000)))
    put(legacy, "brackets.py", text="(" * 500 + ")" * 500)

    found = reading.find(legacy, Layout())

    assert {finding.kind.id for finding in found} == {"adoption.W001"}
    names = ["legacy/brackets.py", "legacy/bytes.py", "legacy/deep.py", "legacy/views.py"]
    assert [finding.place.file for finding in found] == names


def test_warnings_of_their_code_are_not_ours(tmp_path: Path) -> None:
    legacy = tmp_path / "legacy"
    put(legacy, "views.py", text="pattern = '\\d'\n")

    assert reading.find(legacy, Layout()) == []


def test_ids_are_used_once() -> None:
    modules = (family.__globals__.values() for family in reading.FAMILIES)
    kinds = {value for values in modules for value in values if isinstance(value, reading.Kind)}

    assert len({kind.id for kind in kinds}) == len(kinds)
    assert all(kind.title.endswith(".") and kind.hint.endswith(".") for kind in kinds)


def test_two_kinds_at_one_place_are_two_findings() -> None:
    place = Place("legacy/views.py", 1)

    assert len({Finding(place, "the same", kind) for kind in (reading.UNREAD, importing.QUERY)}) == 2
