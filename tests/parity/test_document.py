"""What `docs/parity.md` says is what the tests do."""

from collections.abc import Sequence

import pytest

from tests.parity.accepted import ACCEPTED, ACCEPTED_WITHOUT_VIEWS
from tests.parity.compare import Accepted
from tests.template import ROOT

DOCUMENT = ROOT / "docs" / "parity.md"
TABLES = {
    "| Request | gunicorn | Legacy half | Why |": ACCEPTED,
    "| Request | The view | The route without it | Why |": ACCEPTED_WITHOUT_VIEWS,
}


def row(accepted: Accepted) -> str:
    """Return a difference as a row of the document's tables."""
    return f"| {accepted.name} | {accepted.left} | {accepted.right} | {accepted.reason} |"


@pytest.mark.parametrize(("head", "accepted"), TABLES.items())
def test_document_lists_the_accepted_differences(head: str, accepted: Sequence[Accepted]) -> None:
    lines = [*DOCUMENT.read_text(encoding="utf-8").splitlines(), ""]
    start = lines.index(head) + 2
    assert lines[start : start + len(accepted) + 1] == [*map(row, accepted), ""]
