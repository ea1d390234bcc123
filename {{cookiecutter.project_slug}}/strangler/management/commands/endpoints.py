"""`manage.py endpoints`: every endpoint of the legacy half, what it does, and how far it is on its way to FastAPI."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from strangler.command import ToolkitCommand
from strangler.errors import ToolkitError
from strangler.ledger.checking import check
from strangler.ledger.ledger import Ledger, read_ledger
from strangler.ledger.selecting import METHODS, ORDERS, Wanted, by_handler, named, ordered, with_calls
from strangler.ledger.showing.programs import as_csv, as_json, as_markdown
from strangler.ledger.showing.shown import Shown
from strangler.ledger.traffic.counting import count_calls
from strangler.ledger.writing import write_file
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade
from strangler.places import FOUND, LEDGER, given_file

PROGRAMS: dict[str, Callable[[Shown], str]] = {"json": as_json, "csv": as_csv, "markdown": as_markdown}


class Command(ToolkitCommand):
    """Shows the ledger, keeps its file, and compares the two."""

    help = "Shows every endpoint of the legacy half, and how far each is on its way to FastAPI."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("name", nargs="?", help="show one in detail: a path, a URL's name, a view, an application")
        show = parser.add_argument_group("what is shown").add_argument
        show("--grade", action="append", default=[], choices=[grade.value for grade in Grade])
        show("--app", action="append", default=[], metavar="LABEL", help="of these applications")
        show("--method", action="append", default=[], type=str.upper, choices=METHODS)
        show("--path", default="", metavar="BEGINNING", help="paths that begin so, or match a pattern with *")
        show("--search", default="", metavar="TEXT", help="with this in a path, name, view, owner or note")
        show("--unported", action="store_true", help="only what the legacy half answers alone")
        show("--all", action="store_true", help="with the admin, and views of Django and of other packages")
        how = parser.add_argument_group("how").add_argument
        how("--sort", default="url", choices=sorted(ORDERS), help="default: the order of the URLconf")
        how("--group", choices=["handler"], help="by the class that defines what answers")
        how("--facts", action="store_true", help="with permissions and serializers, for wide terminals")
        how("--format", default="table", choices=["table", *PROGRAMS])
        how("--json", action="store_const", const="json", dest="format", help="the same as --format json")
        logs = parser.add_argument_group("traffic").add_argument
        logs("--log", nargs="+", default=[], metavar="FILE", help="count the calls in access logs, .gz too")
        logs("--unused", nargs="+", default=[], metavar="FILE", help="show what these logs have no call of")
        kept = parser.add_argument_group("the committed ledger").add_argument
        kept("--write", action="store_true", help=f"bring {LEDGER.name} up to date")
        kept("--check", action="store_true", help=f"exit with 1 if the service is not as {LEDGER.name} says")
        kept("--strict", action="store_true", help="with --check, also for what is new or out of date")
        kept("--file", type=Path, default=LEDGER, help="the committed ledger, if it is another file")

    def work(self, **options: Any) -> None:
        """Do what the options say.

        Raises:
            ToolkitError: something can't be read, or nothing is called so.
        """
        ledger = read_ledger(options["file"], FOUND, everything=options["all"])
        if options["check"]:
            self._check(ledger, strict=options["strict"])
        elif options["write"]:
            for line in write_file(options["file"], ledger):
                self.stdout.write(line)
        else:
            self.stdout.write(self._formatted(shown(ledger, options), options))

    def _check(self, ledger: Ledger, *, strict: bool) -> None:
        if ledger.file is None:
            raise ToolkitError(f"There is no {LEDGER.name} yet: write it with --write, and commit it.")
        findings = check(ledger)
        for finding in findings:
            style = self.style.ERROR if finding.fails else self.style.WARNING
            self.stdout.write(f"{style(f'{finding.trouble:<12}')} {finding.key}\n{'':<12} {finding.text}")
        if failures := [finding for finding in findings if finding.fails or strict]:
            self.found(f"{len({finding.key for finding in failures})} operations are not as they should be.")
        self.stdout.write(f"{len(ledger.entries)} operations: nothing to stop for.")

    def _formatted(self, what: Shown, options: dict[str, Any]) -> str:
        if options["format"] in PROGRAMS:
            return PROGRAMS[options["format"]](what)
        from strangler.ledger.showing.screen import as_text  # noqa: PLC0415 - needs rich

        colour = False if options["no_color"] else True if options["force_color"] else None
        return as_text(what, self.stdout, colour=colour)


def shown(ledger: Ledger, options: dict[str, Any]) -> Shown:
    """Return what the options ask for.

    Raises:
        ToolkitError: a log can't be read, or nothing is called so.
    """
    logs = [given_file(name) for name in (*options["log"], *options["unused"])]
    traffic = count_calls(logs, legacy_operations(everything=True), ledger.retired) if logs else None
    wanted = Wanted(
        grades=tuple(options["grade"]),
        apps=tuple(options["app"]),
        methods=tuple(options["method"]),
        path=options["path"],
        text=options["search"],
        unported=options["unported"],
        unused=bool(options["unused"]),
    )
    entries = named(ledger.entries, options["name"]) if options["name"] else ledger.entries
    entries = ordered(filter(wanted, with_calls(entries, traffic)), options["sort"])
    whole = not options["name"] and wanted == Wanted()
    return Shown(
        entries=entries,
        groups=by_handler(entries) if options["group"] else None,
        new=ledger.new if whole else (),
        hiding=ledger.hiding if whole else (),
        unreached=ledger.unreached if whole else (),
        traffic=traffic,
        facts=options["facts"],
        in_detail=bool(options["name"]) and len({entry.path for entry in entries}) == 1,
    )
