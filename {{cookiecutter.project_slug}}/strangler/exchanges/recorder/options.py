"""What the settings say of recording; `docs/recording.md` explains them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bridge.options import option


@dataclass(frozen=True)
class Options:
    """How to record.

    Args:
        path: what the files are named after; each process writes one of its own.
        sample: share of the requests, from 0 to 1; errors and what is new are recorded anyway.
        per_minute: requests of a process in a minute at most.
        per_operation: requests of an operation with the same status at most: a fair sample of all that were recorded.
        largest_file: bytes of all files together.
        largest_body: bytes of a body; with a larger one, a request is not recorded.
        answers: record headers and bodies of answers, too.
        logins: record who has sent a request, by the name that they log in with.
        secret: names of headers, fields and parameters that are secret, too.
        kept: names of those that are not.
    """

    path: Path
    sample: float = 0.01
    per_minute: int = 600
    per_operation: int = 50
    largest_file: int = 100_000_000
    largest_body: int = 64_000
    answers: bool = False
    logins: bool = False
    secret: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def recording_options() -> Options | None:
    """Return what the settings say, or None where nothing is to be recorded."""
    path = str(option("RECORD_TRAFFIC"))
    if not path:
        return None
    return Options(
        path=Path(path),
        sample=option("RECORD_SAMPLE"),
        per_minute=option("RECORD_PER_MINUTE"),
        per_operation=option("RECORD_PER_OPERATION"),
        largest_file=option("RECORD_MEGABYTES") * 1_000_000,
        largest_body=option("RECORD_BODY_BYTES"),
        answers=option("RECORD_ANSWERS"),
        logins=option("RECORD_LOGINS"),
        secret=_names(option("RECORD_SECRETS")),
        kept=_names(option("RECORD_KEPT")),
    )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in names if name.strip())
