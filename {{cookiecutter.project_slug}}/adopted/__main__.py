"""Adopts the project again, after its own main branch has moved on: `python -m adopted SOURCE`."""

import argparse
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from adopted.adopting import FACTS, adopt_again  # noqa: E402
from adopted.errors import AdoptionError  # noqa: E402
from adopted.facts import Facts  # noqa: E402
from adopted.writing.report import terminal  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Run the command, and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m adopted", description=__doc__)
    parser.add_argument("source", nargs="?", help="a folder or a git URL, with @ref; default: where it came from")
    parser.add_argument("--force", action="store_true", help="overwrite what was changed in legacy/ since")
    options = parser.parse_args(arguments)
    try:
        source = options.source or came_from()
        adopted = adopt_again(source, PROJECT, called_from=Path.cwd(), force=options.force)
    except AdoptionError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(terminal(adopted.facts, adopted.python, adopted.changes))  # noqa: T201
    return 0


def came_from() -> str:
    """Return the source that was adopted last."""
    source = Facts.read(PROJECT / FACTS).source
    ref = f"@{source.ref}" if source.ref else ""
    return f"{source.address}{ref}{f'#subdirectory={source.subdirectory}' if source.subdirectory else ''}"


if __name__ == "__main__":
    sys.exit(main())
