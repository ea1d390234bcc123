"""`manage.py check --tag adoption`: Django's command, with the check that is too slow and too long for every other one.

Django runs all registered checks before `migrate`, `runserver` and most commands, and a check can't see for which tags
it is run. So this one is registered only when its tag is asked for.
"""

from typing import Any

from django.core.checks import register
from django.core.checks.registry import registry
from django.core.management.base import CommandParser
from django.core.management.commands import check

from adopted.checks.messages import ACCEPTED, TAG, accept, check_adoption, unaccepted


class Command(check.Command):
    """Django's `check`, which also knows the tag `adoption`."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        super().add_arguments(parser)
        parser.add_argument(
            "--accept",
            action="store_true",
            help=f"With --tag {TAG}: add what is found to adopted/{ACCEPTED.name}, which hides it from now on.",
        )

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Run the checks as Django does."""
        asked = TAG in (options["tags"] or ())
        if not asked and not options["list_tags"]:
            super().handle(*app_labels, **options)
            return
        if asked and options["accept"]:
            accept(unaccepted(), ACCEPTED)
        register(check_adoption, TAG)
        try:
            super().handle(*app_labels, **options)
        finally:
            registry.registered_checks.discard(check_adoption)
