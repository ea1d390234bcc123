"""`manage.py port`: writes a FastAPI router, its schemas and a parity test for endpoints of the legacy half."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from strangler.command import ToolkitCommand
from strangler.errors import ToolkitError
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade
from strangler.places import ROOT
from strangler.porting.choosing import GRADES, Skipped, chosen, missed
from strangler.porting.grouping import grouped

if TYPE_CHECKING:
    from strangler.porting.port import Port


class Command(ToolkitCommand):
    """Ports endpoints."""

    help = "Writes FastAPI routes that answer as endpoints of the legacy half do, and a test that they do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("name", nargs="?", help="a path, `METHOD path`, a URL's name, a view, an application")
        parser.add_argument("--all", action="store_true", help="everything that the legacy half answers alone")
        parser.add_argument(
            "--grade", choices=[grade.value for grade in GRADES], help="default: the highest that each can have"
        )
        parser.add_argument("--module", default="", metavar="NAME", help="routes/NAME.py; default: the resource's name")
        parser.add_argument("--diff", action="store_true", help="show what would be written, and write nothing")
        parser.add_argument("--force", action="store_true", help="overwrite files, and port what is ported already")
        parser.add_argument("--no-test", action="store_true", help="write no parity test")
        parser.add_argument("--json", action="store_true", help="tell the outcome to a program")

    def work(self, **options: Any) -> None:
        """Do what the options say.

        Raises:
            ToolkitError: nothing is called so, files are in the way, or what came out can't run.
        """
        _need_tools()
        from strangler.porting.files import write  # noqa: PLC0415 - what follows needs libcst and rich
        from strangler.porting.port import ports  # noqa: PLC0415
        from strangler.porting.reporting import as_json  # noqa: PLC0415

        grade = Grade(options["grade"]) if options["grade"] else None
        everything = legacy_operations()
        wanted, skipped = chosen(options["name"], everything, whole=options["all"], grade=grade, again=options["force"])
        groups = [wanted] if options["module"] and wanted else grouped(wanted, everything)
        done = ports(groups, ROOT, grade=grade, name=options["module"], with_test=not options["no_test"])
        changes = [change for port in done for change in port.changes]
        written = [] if options["diff"] else write(changes, ROOT, force=options["force"])
        if options["json"]:
            self.stdout.write(as_json(done, skipped, written=not options["diff"]))
        elif options["diff"]:
            self._show(done, skipped)
        else:
            self._tell(done, skipped, written)
        grades = [each.grade for port in done for each in port.module.operations]
        if short := missed(grades, grade):
            self.found(
                f"{short} of {len(grades)} operations can't be {grade.value if grade else 'ported'} as they are."
            )

    def _show(self, done: Sequence["Port"], skipped: Skipped) -> None:
        from strangler.ledger.showing.terminal import Terminal  # noqa: PLC0415
        from strangler.porting.diffs import shown  # noqa: PLC0415

        for operation, grade in skipped:
            self.stderr.write(f"{operation.key} is {grade.value} already.")
        self.stdout.write(shown(Terminal(self.stdout), [change for port in done for change in port.changes]), ending="")

    def _tell(self, done: Sequence["Port"], skipped: Skipped, written: Sequence[Path]) -> None:
        """Say what became of each operation, what is written, and what to do next."""
        from strangler.ledger.showing.terminal import Terminal  # noqa: PLC0415
        from strangler.porting.reporting import as_text  # noqa: PLC0415

        for operation, grade in skipped:
            self.stdout.write(f"{operation.key} is {grade.value} already.")
        terminal = Terminal(self.stdout)
        for port in done:
            self.stdout.write(as_text(terminal, port) + "\n")
        if not written:
            self.stdout.write("Nothing to write: all is as it should be.")
            return
        self.stdout.write("Written: " + ", ".join(dict.fromkeys(map(str, written))))
        if tests := [str(path) for path in written if path.name.startswith("test_")]:
            self.stdout.write(f"Next: pytest {' '.join(tests)}")


def _need_tools() -> None:
    """Look that the development dependencies are there.

    Raises:
        ToolkitError: one is missing.
    """
    try:
        import libcst  # noqa: F401, PLC0415
        import rich  # noqa: F401, PLC0415
    except ModuleNotFoundError as error:
        raise ToolkitError(f"manage.py port needs {error.name}, one of the development dependencies.") from error
