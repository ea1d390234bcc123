"""The whole proof of one project, and the row that comes out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.adoption.proof.cases import ACCEPTS, count_recorded, of_paths, of_record
from tests.adoption.proof.comparing import Compared, compare, pair_of
from tests.adoption.proof.databases import Databases, Filled, tell
from tests.adoption.proof.projects import PublicProject
from tests.adoption.proof.serve import served
from tests.adoption.proof.sides import Both, make_both
from tests.adoption.proof.suites import Ended, run_suite


@dataclass(frozen=True)
class Proof:
    """What was seen of a project.

    Args:
        both: how it was generated and installed.
        filled: its database.
        before: how its tests ended alone; None: it has none.
        after: how they ended in the generated repository.
        through: how they ended there when their requests went through the combined application; None: not tried.
        endpoints: how many paths its URLconf and its schema yield.
        recorded: how many requests its tests made.
        compared: how the answers compare.
    """

    both: Both
    filled: Filled
    before: Ended | None
    after: Ended | None
    through: Ended | None
    endpoints: int
    recorded: int
    compared: Compared


def prove(project: PublicProject, bake: Callable[..., Path], databases: Databases, folder: Path) -> Proof:
    """Try one project.

    Raises:
        UnavailableError: it can't be had.
        AssertionError: a command failed; with what it printed.
    """
    both = make_both(project, bake, folder)
    record = folder / "recorded.jsonl"
    needed = databases.with_database(project.tested_with, "postgres")
    before = run_suite(both, both.alone, needed, record)
    after = run_suite(both, both.adopted, needed)
    through = run_suite(both, both.adopted, needed, through=True) if project.through else None
    filled = databases.fill(both, folder)
    paths = tell(filled.alone, "paths", folder)
    compared = Compared()
    with served(filled, folder) as (left, right):
        pair = pair_of(both, left, right)
        compare(pair, of_paths(paths["negotiated"], filled.who, "URLconf", ACCEPTS), compared)
        compare(pair, of_paths(paths["plain"], filled.who, "URLconf"), compared)
        compare(pair, of_paths(paths["schema"], filled.who, "schema"), compared)
        compare(pair, of_record(record, filled.who), compared)
    endpoints = len({*paths["negotiated"], *paths["plain"], *paths["schema"]})
    return Proof(both, filled, before, after, through, endpoints, count_recorded(record), compared)
