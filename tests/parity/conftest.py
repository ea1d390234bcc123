"""The servers, and at the end a line that says how much was compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.server import Postgres
from tests.parity.accepted import ACCEPTED, ACCEPTED_WITHOUT_VIEWS
from tests.parity.checking import COUNTED, STATUSES
from tests.parity.compare import Pair
from tests.parity.masks import Masks
from tests.parity.servers import COMBINED, ECHO_ASGI, ECHO_WSGI, LEGACY_HALF, WITHOUT_VIEWS, WSGI, Shop
from tests.parity.statuses import from_rows, summary


@pytest.fixture(scope="session")
def shop(project: Path, project_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Return a project that can be served in several ways, each with a copy of one database."""
    folder = tmp_path_factory.mktemp("parity")
    postgres = Postgres(project_python, folder / "postgres")
    yield Shop(project, project_python, postgres, folder)
    postgres.close()


@pytest.fixture(scope="session")
def masks(shop: Shop) -> Masks:
    """Return what is hidden: what was random or of now before any server started is not."""
    (rows,) = shop.rows(shop.url("seeded"))
    return Masks("\n".join(row for table in rows.values() for row in table))


@pytest.fixture(scope="session")
def production(shop: Shop, masks: Masks) -> Iterator[Pair]:
    """Return gunicorn and the legacy half as in production, in a time zone that has a summer time."""
    with shop.serve({"server-a-live": WSGI, "server-b-live": LEGACY_HALF}, TIME_ZONE="America/Chicago") as (
        gunicorn,
        half,
    ):
        yield Pair(gunicorn, half, masks, ACCEPTED)


@pytest.fixture(scope="session")
def development(shop: Shop, masks: Masks) -> Iterator[Pair]:
    """Return the same with DEBUG on, and with a URL that answers what the server said of the request."""
    commands = {"server-a-test": ECHO_WSGI, "server-b-test": ECHO_ASGI}
    with shop.serve(commands, DEBUG="true") as (gunicorn, half):
        yield Pair(gunicorn, half, masks, ACCEPTED)


@pytest.fixture(scope="session")
def combined(shop: Shop, masks: Masks) -> Iterator[Pair]:
    """Return gunicorn and the combined application, whose routes are ported."""
    with shop.serve({"server-a-port": WSGI, "server-b-port": COMBINED}, TIME_ZONE="America/Chicago") as (gunicorn, app):
        yield Pair(gunicorn, app, masks, ACCEPTED, in_order=False)


@pytest.fixture(scope="session")
def without_views(shop: Shop, masks: Masks) -> Iterator[Pair]:
    """Return gunicorn and the combined application from which the ported views are deleted."""
    commands = {"server-a-gone": WSGI, "server-b-gone": WITHOUT_VIEWS}
    with shop.serve(commands, TIME_ZONE="America/Chicago") as (gunicorn, app):
        yield Pair(gunicorn, app, masks, (*ACCEPTED, *ACCEPTED_WITHOUT_VIEWS), in_order=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many requests were compared, and how they were answered."""
    reports = [report for group in terminalreporter.stats.values() for report in group if hasattr(report, "when")]
    properties = [pair for report in reports if report.when == "call" for pair in report.user_properties]
    counts = [value for name, value in properties if name == COUNTED]
    statuses = [row for name, value in properties if name == STATUSES for row in value]
    if counts:
        asked, accepted = (sum(column) for column in zip(*counts, strict=True))
        terminalreporter.write_line(f"parity: {asked} requests compared, {accepted} accepted differences")
    if statuses:
        terminalreporter.write_line(f"parity: {summary(from_rows(statuses))}")
