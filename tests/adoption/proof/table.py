"""Writes what was seen down: a row for each project, and what differs."""

import os
from pathlib import Path

from tests.adoption.proof.comparing import outcome_words
from tests.adoption.proof.proof import Proof
from tests.parity.statuses import summary

REPORT = "ADOPTION_REPORT"  # a file that gets everything
HEAD = (
    *("project", "generated", "installed", "tests before", "tests after", "through", "endpoints", "recorded"),
    *("requests", "differences", "accepted", "unsteady", "silent"),
)


def row(proof: Proof) -> str:
    """Return a row of the table."""
    compared = proof.compared
    cells = (
        proof.both.project.repository,
        f"{proof.both.generated_in:.1f} s",
        f"{proof.both.installed_in:.0f} s",
        proof.before or "has none",
        proof.after or "has none",
        proof.through or "",
        proof.endpoints,
        proof.recorded,
        compared.asked,
        len(compared.different),
        sum(compared.accepted.values()),
        len(compared.unsteady),
        len(compared.silent),
    )
    return f"| {' | '.join(map(str, cells))} |"


def table(proofs: list[Proof]) -> str:
    """Return the table in Markdown."""
    return "\n".join([f"| {' | '.join(HEAD)} |", f"|{' --- |' * len(HEAD)}", *map(row, proofs)])


def write(proof: Proof) -> None:
    """Append everything to the file that the variable names, if it does."""
    if path := os.environ.get(REPORT):
        words = [table([proof]), summary(proof.compared.statuses), f"accepted: {dict(proof.compared.accepted)}"]
        words += [f"unsteady: {name}" for name in proof.compared.unsteady[:20]]
        words += [f"silent: {name}" for name in proof.compared.silent[:20]]
        words += [
            f"rows: {sum(proof.filled.rows.values())} of {len(proof.filled.rows)} models, as {list(proof.filled.who)}"
        ]
        words += [f"not made: {name}: {why}" for name, why in proof.filled.failed.items()]
        with Path(path).open("a", encoding="utf-8") as file:
            file.write("\n".join(words) + "\n\n" + outcome_words(proof.compared) + "\n\n")
