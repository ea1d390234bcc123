#!/usr/bin/env python
"""Django's command line: `python manage.py runserver` serves both halves."""

import sys

from adopted.prepare import enter


def main() -> None:
    """Run the command that the arguments name."""
    enter()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - the environment comes first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
