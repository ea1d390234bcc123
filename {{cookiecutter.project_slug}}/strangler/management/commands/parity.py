"""`manage.py parity`: sends the same requests to both halves, and shows what differs."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from strangler.command import ToolkitCommand
from strangler.errors import ToolkitError
from strangler.exchanges.sources import SCHEMA, files_of
from strangler.operations.find import find_operations
from strangler.parity.judging.accepting import FILE, Acceptance, read_accepted
from strangler.parity.judging.remembering import remember, write
from strangler.parity.judging.session import Judging, Results
from strangler.parity.outcome import Comparison
from strangler.parity.reports.junit import as_junit
from strangler.parity.reports.page import as_page
from strangler.parity.reports.plain import as_json
from strangler.parity.reports.terminal import show
from strangler.parity.running import compare_all, comparisons, ported
from strangler.places import ROOT

WRITERS: dict[str, Callable[[Results], str]] = {"junit": as_junit, "json": as_json, "html": as_page}


class Command(ToolkitCommand):
    """Compares both halves."""

    help = "Sends the same requests to both halves, and shows what differs. Whatever they do is rolled back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("names", nargs="*", metavar="NAME_OR_PATH", help="operations to look at; by default all")
        asked = parser.add_argument_group("requests").add_argument
        asked(
            "--from",
            dest="source",
            default="",
            metavar="SOURCE",
            help="a recording (.jsonl), a HAR file, a folder of them, `tests` or `schema`; "
            "by default what RECORD_TRAFFIC has recorded, or else `schema`",
        )
        asked("--host", action="append", default=[], metavar="HOST", help="of a HAR file: this host is the service")
        asked("--limit", type=int, metavar="N", help="draw at most so many requests at random")
        asked("--seed", type=int, default=0, metavar="N", help="another number draws others")
        asked("--fail-fast", action="store_true", help="stop at the first difference")
        told = parser.add_argument_group("reports").add_argument
        told("--junit", type=Path, metavar="FILE", help="write JUnit XML")
        told("--json", type=Path, metavar="FILE", help="write JSON")
        told("--html", type=Path, metavar="FILE", help="write one HTML page")
        told("--accept", type=Path, metavar="FILE", help=f"the accepted differences; by default {FILE}, if it is there")

    def work(self, **options: Any) -> None:
        """Compare, report, and end with 1 where a difference is not accepted.

        Raises:
            ToolkitError: a name is unknown, a file can't be read or written, or the database is not there.
        """
        wanted = [operation for name in options["names"] for operation in find_operations(name)]
        acceptance = Acceptance(accepted(options["accept"]))
        source = options["source"] or recorded() or SCHEMA
        how = {name: options[name] for name in ("limit", "seed")}
        with comparisons(source, wanted, hosts=options["host"], **how) as (compared, said), progress() as counting:
            results = compare_all(
                counting(compared),
                Judging(acceptance),
                source=source,
                remarks=said,
                fail_fast=options["fail_fast"],
            ).with_uncovered(ported(wanted))
        self._tell(results, options)

    def _tell(self, results: Results, options: dict[str, Any]) -> None:
        remember(results, ROOT)
        for name, writer in WRITERS.items():
            if options[name] is not None:
                write(options[name], writer(results))
        show(results, Console(file=self.stdout, soft_wrap=False))  # type: ignore[arg-type]  # writes, as a file does
        if not results.requests:
            raise ToolkitError(f"{results.source} has no request for these operations: nothing was compared.")
        if results.unresolved:
            self.found(f"{results.unresolved} of {results.requests} requests differ.")


@contextmanager
def progress() -> Iterator[Callable[[Iterable[Comparison]], Iterable[Comparison]]]:
    """Show how far it is, where somebody looks: on a terminal."""
    columns = (TextColumn("Asking both halves"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        yield lambda compared: bar.track(compared, total=len(compared) if isinstance(compared, Sized) else None)


def accepted(path: Path | None) -> list[Any]:
    """Return the accepted differences of a file, or of the project's, if it has one."""
    if path is None and not (ROOT / FILE).exists():
        return []
    return read_accepted(path or ROOT / FILE)


def recorded() -> str:
    """Return what RECORD_TRAFFIC names, if something was recorded there; "" for nothing."""
    source = str(getattr(settings, "RECORD_TRAFFIC", "") or "")
    try:
        return source if source and files_of(source) else ""
    except ToolkitError:
        return ""
