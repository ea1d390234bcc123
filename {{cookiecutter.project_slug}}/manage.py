#!/usr/bin/env python
"""Django's command line: `python manage.py runserver` serves both halves."""

import sys

from bridge.setup import load_settings


def main() -> None:
    """Run the command that the arguments name."""
    load_settings()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings come first
    from django.db import OperationalError  # noqa: PLC0415

    from bridge.outage import is_outage  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if not is_outage(error):
            raise
        sys.exit(f"The database can't be reached: {error}")


if __name__ == "__main__":
    main()
