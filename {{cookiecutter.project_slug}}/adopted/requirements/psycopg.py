"""Which driver of PostgreSQL the combined application uses: Psycopg 3 has a pool, psycopg2 has none."""

from collections.abc import Mapping

from adopted.facts import Note, Place, Requirement
from adopted.requirements.verdict import Verdict

_OLD = {"psycopg2", "psycopg2-binary"}


def needs_ours(runtime: list[Requirement], modules: Mapping[str, Place], verdict: Verdict) -> bool:
    """Say whether Psycopg 3 and its pool are installed for a project on PostgreSQL, with a note on what follows.

    Django prefers Psycopg 3 where both are installed (django/db/backends/postgresql/psycopg_any.py), so it is left out
    where code of the project itself works with psycopg2.
    """
    old = next((one for one in runtime if one.name in _OLD), None)
    if old is None or any(one.name == "psycopg" for one in runtime):
        return True
    if "psycopg2" in modules:
        text = (
            f"{old.name} stays the driver of PostgreSQL, because {modules['psycopg2']} imports it: there is no pool,"
            " and there are as many connections as threads"
        )
        verdict.notes.append(
            Note(text, "For the pool, move that code to psycopg (3), declare it, and adopt again.", old.place)
        )
        return False
    text = f"Psycopg 3 is installed beside {old.name}, and Django prefers it: it has the pool"
    verdict.notes.append(Note(text, "Run their tests: ranges and raw SQL are where Psycopg 3 differs.", old.place))
    return True
