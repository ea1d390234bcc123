"""What all commands of the toolkit share: one clear line for an error, and exit codes for CI."""

from typing import Any, ClassVar, NoReturn

from django.core.management.base import BaseCommand, CommandError

from strangler.errors import ToolkitError

FOUND = 1  # the command has found what CI should stop for
FAILED = 2  # the command could not do its work


class ToolkitCommand(BaseCommand):
    """A command whose `work` may raise `ToolkitError`."""

    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]  # it reads a project that may be unfinished

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do the work.

        Raises:
            CommandError: it can't be done (exit code 2).
        """
        try:
            self.work(**options)
        except ToolkitError as error:
            raise CommandError(str(error), returncode=FAILED) from error

    def work(self, **options: Any) -> None:
        """Do what the command is for; raise `ToolkitError` where that can't be done."""
        raise NotImplementedError

    def found(self, message: str) -> NoReturn:
        """End with exit code 1: the command worked, and what it found must not go through.

        Raises:
            CommandError: always.
        """
        raise CommandError(message, returncode=FOUND)
