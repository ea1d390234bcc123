"""`manage.py retire`: takes away the legacy code of an endpoint that is wholly native."""

import ast
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from strangler.command import ToolkitCommand
from strangler.errors import ToolkitError
from strangler.retiring.planning import diff, plan
from strangler.retiring.project import Project, project_folder
from strangler.retiring.reporting import report
from strangler.retiring.target import Target, find_target, hindrances, legacy_traffic
from strangler.retiring.writing import write

ADOPTED = "adopted."  # how the settings module of an adopted project begins


class Command(ToolkitCommand):
    """Lists what nothing reaches any more, and removes it on request."""

    help = "List the legacy code of an endpoint that is wholly native, and with --remove take it away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("name", nargs="+", help="a URL's name, a path, a view class, an application")
        parser.add_argument("--log", action="append", default=[], metavar="FILE", help="an access log, or a recording")
        parser.add_argument("--diff", action="store_true", help="show what would be changed")
        parser.add_argument("--remove", action="store_true", help="change it, and show what was changed")
        parser.add_argument(
            "--patch", metavar="FILE", help="write the changes of legacy/ as a patch for its repository"
        )
        parser.add_argument("--force", action="store_true", help="without a log, or in spite of what it tells")

    def work(self, **options: Any) -> None:
        """List, and remove if asked.

        Raises:
            ToolkitError: it is not to be retired, or can't be.
        """
        target, project = find_target(options["name"]), Project(project_folder())
        found = plan(project, target)
        adopted = settings.SETTINGS_MODULE.startswith(ADOPTED)
        reasons = [*self._traffic(target, options["log"]), *hindrances(target)]
        for line in report(project, found, reasons, adopted=adopted):
            self.stdout.write(line)
        if options["diff"] or options["remove"]:
            self.stdout.write(diff(project, found, found.files, project.root))
        if not options["remove"] and options["patch"] is None:
            return
        if not found.files:
            raise ToolkitError("There is nothing that could go.")
        if reasons and not options["force"]:
            raise ToolkitError(f"Not without --force: {reasons[0]}")
        for text in found.files.values():
            ast.parse(text or "")
        if options["patch"] is not None:
            inside = [path for path in found.files if path.is_relative_to(project.legacy)]
            write({Path(options["patch"]): diff(project, found, inside, project.legacy)})
        if options["remove"]:
            write(found.files)

    def _traffic(self, target: Target, logs: Sequence[str]) -> list[str]:
        if not logs:
            return ["whether clients still ask for what only the view answers is not known: give --log FILE."]
        counted = legacy_traffic(target, [Path(log) for log in logs])
        most = sorted(counted.items(), key=lambda each: -each[1])[:5]
        return [f"{key} was asked for {count} times, and no route answers it." for key, count in most]
