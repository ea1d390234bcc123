"""Public projects that nobody here wrote answer, and pass their tests, as before.

`ADOPTION_MIRROR=/folder pytest tests/adoption/test_public.py` takes them from `/folder/OWNER+NAME/repo`, which are bare
repositories; without that they are cloned. `ADOPTION_REPORT=/file` keeps everything that was seen.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adoption.proof.comparing import outcome_words
from tests.adoption.proof.databases import Databases
from tests.adoption.proof.projects import PROJECTS, PublicProject, UnavailableError
from tests.adoption.proof.proof import prove
from tests.adoption.proof.table import HEAD, row, write
from tests.conftest import Bake
from tests.parity.statuses import failed_by_right_only

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Return a PostgreSQL that starts if one is needed."""
    databases = Databases(tmp_path_factory.mktemp("databases"))
    yield databases
    databases.close()


@pytest.fixture(scope="module")
def rows() -> Iterator[list[str]]:
    """Collect the table, and print it at the end."""
    rows: list[str] = []
    yield rows
    print("\n" + "\n".join([f"| {' | '.join(HEAD)} |", f"|{' --- |' * len(HEAD)}", *rows]))  # noqa: T201


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.repository)
def test_it_is_as_before(
    project: PublicProject, bake: Bake, databases: Databases, rows: list[str], tmp_path: Path
) -> None:
    try:
        proof = prove(project, bake, databases, tmp_path)
    except UnavailableError as error:
        pytest.skip(str(error))
    rows.append(row(proof))
    write(proof)
    if proof.before is not None and proof.after is not None:
        assert proof.before.counts, proof.before.printed[-3000:]
        assert proof.after.counts == proof.before.counts, proof.after.printed[-6000:]
        assert proof.after.failed == proof.before.failed
        if proof.through is not None:
            assert set(proof.through.failed) == {*proof.before.failed, *project.thread_bound}, proof.through.printed[
                -6000:
            ]
            assert sum(proof.through.counts.values()) == sum(proof.before.counts.values())
    assert proof.compared.asked
    assert not proof.compared.different, outcome_words(proof.compared)
    assert not failed_by_right_only(proof.compared.statuses), proof.compared.statuses
