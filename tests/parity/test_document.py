"""What `docs/parity.md` says is what the tests do."""

from tests.parity.accepted import ACCEPTED
from tests.parity.compare import Accepted
from tests.template import ROOT

DOCUMENT = ROOT / "docs" / "parity.md"
HEAD = "| Request | gunicorn | Legacy half | Why |"


def row(accepted: Accepted) -> str:
    """Return a difference as a row of the document's table."""
    return f"| {accepted.name} | {accepted.left} | {accepted.right} | {accepted.reason} |"


def test_document_lists_the_accepted_differences() -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    start = lines.index(HEAD) + 2
    assert lines[start : start + len(ACCEPTED) + 1] == [*map(row, ACCEPTED), ""]
