"""`manage.py check --tag adoption`: Django's command, with the check that is too slow and too long for every other one.

Django runs all registered checks before `migrate`, `runserver` and most commands, and a check can't see for which tags
it is run. So this one is registered only when its tag is asked for.
"""

from typing import Any

from django.core.checks import register
from django.core.checks.registry import registry
from django.core.management.base import CommandParser
from django.core.management.commands import check

from adopted.checks import messages


class Command(check.Command):
    """Django's `check`, which also knows the tag `adoption`."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        super().add_arguments(parser)
        parser.add_argument(
            "--accept",
            action="store_true",
            help=f"With --tag {messages.TAG}: hide from now on what is found, by adopted/{messages.ACCEPTED.name}.",
        )

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Run the checks as Django does."""
        asked = messages.TAG in (options["tags"] or ())
        if not asked and not options["list_tags"]:
            super().handle(*app_labels, **options)
            return
        if asked and options["accept"]:
            messages.accept(messages.unaccepted(), messages.ACCEPTED)
        register(messages.check_adoption, messages.TAG)
        try:
            super().handle(*app_labels, **options)
        finally:
            registry.registered_checks.discard(messages.check_adoption)
