"""Looks at a file of environment variables. Needs neither Django nor its settings."""

from pathlib import Path

from dotenv.parser import parse_stream


def broken_line(path: Path) -> int | None:
    """Return the number of the first line that means nothing; python-dotenv would leave it out with a warning."""
    with path.open(encoding="utf-8") as lines:
        return next((binding.original.line for binding in parse_stream(lines) if binding.error), None)
