"""The proof on public projects can fail: how tests ended is read, and what changes by itself is told apart."""

import pytest

from tests.adoption.proof.comparing import agree, settings_of_debug
from tests.adoption.proof.suites import counts_of, read, without_settings
from tests.parity.case import ask
from tests.parity.compare import Difference
from tests.parity.wire import Answer

PAGE = '<title>%s at /</title><pre class="exception_value">it</pre> ... DEBUG = True ... %s'


@pytest.mark.parametrize(
    ("printed", "counts"),
    [
        ("==== 3 failed, 40 passed, 2 skipped, 7 warnings in 1.20s ====", {"failed": 3, "passed": 40, "skipped": 2}),
        ("5 passed in 0.10s", {"passed": 5}),
        ("==== 1 passed, 2 errors in 61.00s (0:01:01) ====", {"passed": 1, "error": 2}),
        ("Ran 34 tests in 4.5s\n\nOK", {"passed": 34, "failed": 0, "error": 0, "skipped": 0}),
        (
            "Ran 34 tests in 4.5s\n\nFAILED (failures=2, errors=1, skipped=3)",
            {"passed": 28, "failed": 2, "error": 1, "skipped": 3},
        ),
        ("django.core.exceptions.ImproperlyConfigured: no settings", {}),
    ],
)
def test_how_tests_ended(printed: str, counts: dict[str, int]) -> None:
    assert counts_of(printed) == counts


def test_which_tests_failed() -> None:
    printed = "FAIL: test_b (shop.tests.Two.test_b)\nERROR: test_a (shop.tests.One)\nFAILED tests/x.py::test_c - why"
    printed += "\n\nFAILED (failures=2, errors=1)"
    assert read(printed).failed == ("test_a (shop.tests.One)", "test_b (shop.tests.Two.test_b)", "tests/x.py::test_c")


@pytest.mark.parametrize("named", [("--settings=a.test",), ("--settings", "a.test"), ("--ds=a.test",)])
def test_a_command_without_its_settings(named: tuple[str, ...]) -> None:
    assert without_settings(("pytest", *named, "-q")) == (("pytest", "-q"), "a.test")


@pytest.mark.parametrize(
    ("lefts", "rights", "agreed"),
    [
        ([["a", "1"], ["a", "2"]], [["a", "3"], ["a", "4"]], True),
        ([["a", "1"], ["a", "2"]], [["b", "3"], ["b", "4"]], False),  # something else differs, too
        ([["a"], ["a"]], [["b"], ["c"]], False),  # only one side changes by itself
        ([["a"], ["a"]], [["b"], ["b"]], False),
        ([["a"], ["a", "b"]], [["a", "b"], ["a"]], True),  # more lines at times
        ([["a"], ["a"]], [["a", "b"], ["a", "b"]], False),
    ],
)
def test_what_changes_by_itself(lefts: list[list[str]], rights: list[list[str]], agreed: bool) -> None:
    assert agree(lefts, rights) is agreed


@pytest.mark.parametrize(
    ("left", "right", "status", "known"),
    [("KeyError", "KeyError", 500, True), ("KeyError", "TypeError", 500, False), ("KeyError", "KeyError", 404, False)],
)
def test_error_pages_tell_the_same_error(left: str, right: str, status: int, known: bool) -> None:
    bodies = [(PAGE % each).encode() for each in ((left, "theirs"), (right, "ours"))]
    answers = Answer(500, (), bodies[0]), Answer(status, (), bodies[1])
    difference = Difference(ask("GET", "/"), *answers, frozenset({"body"}), "")
    assert settings_of_debug(difference) is known
