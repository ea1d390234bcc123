"""`manage.py middleware`: what Django runs around its views, and whether the FastAPI routes have it too."""

import textwrap
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bridge.audit import Finding, api_routes, lost_middleware, lost_receivers

WIDTH = 80
INDENT = " " * 9


class Command(BaseCommand):
    """Prints a line for each middleware and each receiver of a request signal, and what takes its place."""

    help = "Shows which middleware and request signals FastAPI routes have, and which they go without."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--route", metavar="PATH", help="look at the routes of this path alone")
        parser.add_argument(
            "--check", action="store_true", help="exit with 1 if a route goes without middleware of the project's own"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the table.

        Raises:
            CommandError: there is no such route; or, with `--check`, something is lost that nobody has accepted.
        """
        routes = api_routes(options["route"])
        if options["route"] and not routes:
            raise CommandError(f"There is no FastAPI route {options['route']}.")
        findings = lost_middleware(routes)
        self._print("Middleware", findings)
        self._print("Receivers of request signals, which routes don't send", lost_receivers())
        unresolved = [finding.name for finding in findings if finding.unresolved]
        if options["check"] and unresolved:
            raise CommandError(f"Lost, and not in LOST_MIDDLEWARE_ACCEPTED: {', '.join(unresolved)}")

    def _print(self, title: str, findings: list[Finding]) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(title))
        for finding in findings:
            style = self.style.WARNING if finding.lost else self.style.SUCCESS
            self.stdout.write(style(f"{status(finding):<8} {finding.name}"))
            for line in textwrap.wrap(explanation(finding), WIDTH - len(INDENT), break_on_hyphens=False):
                self.stdout.write(INDENT + line)


def status(finding: Finding) -> str:
    """Return one word for what became of it."""
    if not finding.lost:
        return "kept"
    if finding.accepted:
        return "accepted"
    return "partly" if finding.routes else "lost"


def explanation(finding: Finding) -> str:
    """Return what keeps it, or what to do."""
    if finding.kept:
        return finding.kept
    if not finding.lost:
        return "around the route" + "s" * (len(finding.routes) > 1)
    if finding.routes:
        return f"not around {', '.join(finding.missing)}: {finding.advice}"
    return finding.advice
