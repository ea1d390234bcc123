"""`manage.py middleware`: what Django runs around its views, and whether the FastAPI routes have it too."""

import textwrap
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from bridge.audit import Finding, Loss, api_routes, losses, lost_middleware, lost_receivers

WIDTH = 80
INDENT = " " * 9
HOW_TO = """\
route_class is an argument of Router and PortedRouter; around is in
bridge.middleware. For request.user and request.session, put the session and
authentication middleware before those that ask for them."""


class Command(BaseCommand):
    """Prints what takes the place of each middleware and receiver, and for each route what it lacks."""

    help = "Shows which middleware and request signals FastAPI routes have, and which they go without."
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]  # they say the same

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--route", metavar="PATH", help="look at the routes of this path alone")
        parser.add_argument(
            "--check", action="store_true", help="exit with 1 if a route goes without middleware of the project's own"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the tables.

        Raises:
            CommandError: there is no such route; or, with `--check`, something is lost that nobody has accepted.
        """
        routes = api_routes(options["route"])
        if options["route"] and not routes:
            raise CommandError(f"There is no FastAPI route {options['route']}.")
        findings = lost_middleware(routes)
        self._print_findings("Middleware", findings)
        self._print_findings("Receivers of request signals, which routes don't send", lost_receivers())
        self._print_losses(losses(findings, routes))
        unresolved = [finding.name for finding in findings if finding.unresolved]
        if options["check"] and unresolved:
            raise CommandError(f"Lost, and not in LOST_MIDDLEWARE_ACCEPTED: {', '.join(unresolved)}")

    def _print_findings(self, title: str, findings: Sequence[Finding]) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(title))
        for finding in findings:
            style = self.style.WARNING if finding.lost else self.style.SUCCESS
            self.stdout.write(style(f"{status(finding):<8} {finding.name}"))
            for line in textwrap.wrap(explanation(finding), WIDTH - len(INDENT), break_on_hyphens=False):
                self.stdout.write(INDENT + line)

    def _print_losses(self, groups: Sequence[Loss]) -> None:
        for loss in groups:
            self.stdout.write("")
            for name in loss.routes:
                self.stdout.write(self.style.MIGRATE_HEADING(name))
            for name in loss.missing:
                self.stdout.write(self.style.WARNING(f"  lacks  {name}"))
            self.stdout.write("  write  route_class=around(")
            for name in loss.around:
                self.stdout.write(f'             "{name}",')
            self.stdout.write("         )")
        if groups:
            self.stdout.write(f"\n{HOW_TO}")


def status(finding: Finding) -> str:
    """Return one word for what became of it."""
    if finding.kept:
        return "kept"
    if finding.lost:
        return "partly" if finding.routes else "lost"
    return "kept" if finding.routes else "accepted"


def explanation(finding: Finding) -> str:
    """Return what keeps it, or what to do."""
    if finding.kept:
        return finding.kept
    counts = {"around": finding.routes, "not around": finding.missing, "accepted for": finding.accepted}
    parts = [f"{text} {len(names)} route{'s' * (len(names) > 1)}" for text, names in counts.items() if names]
    if finding.lost:
        parts.append(finding.advice)
    return "; ".join(parts)
