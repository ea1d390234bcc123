"""Bringing a project again, after it moved on."""

import os
import shutil
from pathlib import Path

import pytest

from adopted.bringing.limits import Limits
from adopted.errors import AdoptionError
from adopted.source import bring, bring_again
from tests.adoption.trees import names, state, write

FILES = {"manage.py": "1\n", "shop/models.py": "1\n", "shop/old.py": "1\n", "docs/x.md": "1\n"}


@pytest.fixture
def source(tmp_path: Path, output: Path) -> Path:
    """Return a project that was brought once, and that has moved on since."""
    folder = write(tmp_path / "theirs", FILES)
    bring(str(folder), output / "legacy", output)
    write(folder, {"shop/models.py": "2\n", "shop/new/a.py": "1\n"})
    (folder / "shop/old.py").unlink()
    return folder


def legacy_of(output: Path) -> dict[str, str]:
    """Return the content of each file in legacy/."""
    return {name: (output / "legacy" / name).read_text() for name in names(output / "legacy")}


NEW = {"manage.py": "1\n", "shop/models.py": "2\n", "shop/new/a.py": "1\n", "docs/x.md": "1\n"}


def test_the_new_state_takes_the_place_of_the_old(source: Path, output: Path) -> None:
    found, changes = bring_again(str(source), output / "legacy", output)
    assert legacy_of(output) == NEW
    assert (changes.added, changes.changed, changes.removed) == (
        ("shop/new/a.py",),
        ("shop/models.py",),
        ("shop/old.py",),
    )
    assert str(changes) == "1 added, 1 changed, 1 removed"
    assert found.files == len(NEW)
    assert {each.name for each in output.iterdir()} == {"legacy", "adopted"}
    assert str(bring_again(str(source), output / "legacy", output)[1]) == "nothing changed"


def test_what_was_put_there_stays(source: Path, output: Path) -> None:
    mine = {".env": "A=1\n", "shop/media/a.txt": "a\n", "node_modules/x.js": "x\n"}
    write(output / "legacy", mine | {"shop/__pycache__/models.pyc": ""})
    (output / "legacy/link").symlink_to("manage.py")
    found, changes = bring_again(str(source), output / "legacy", output)
    assert legacy_of(output) == NEW | mine | {"link": "1\n"}
    assert os.readlink(output / "legacy/link") == "manage.py"  # noqa: PTH115 - as it is
    assert set(changes.kept) == {*mine, "link"}
    assert found.files == len(NEW)
    assert set(bring_again(str(source), output / "legacy", output)[1].kept) == {*mine, "link"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shop/models.py", "mine\n"),  # changed there as well
        ("manage.py", "mine\n"),  # not changed there
        ("shop/old.py", "mine\n"),  # removed there
        ("shop/new/a.py", "mine\n"),  # added there as well
        ("shop/new", "mine\n"),  # a folder there
    ],
)
def test_changes_of_the_users_are_not_lost(source: Path, output: Path, name: str, text: str) -> None:
    write(output / "legacy", {name: text})
    before = state(output)
    with pytest.raises(AdoptionError, match=rf"You changed files in legacy/ .*: {name}\. Make") as error:
        bring_again(str(source), output / "legacy", output)
    assert len(str(error.value).splitlines()) == 1
    after = state(output)
    assert {path for path in before if before[path] != after.get(path)} <= {str(output)}  # a temporary folder was there
    changes = bring_again(str(source), output / "legacy", output, force=True)[1]
    assert changes.overwritten == (name,)
    assert legacy_of(output) == NEW


def test_changes_that_the_source_has_too_are_not_the_users(source: Path, output: Path) -> None:
    write(output / "legacy", {"shop/models.py": "2\n", "manage.py": "1\r\n", "shop/new/a.py": "1\n"})
    (output / "legacy/docs/x.md").unlink()
    bring_again(str(source), output / "legacy", output)
    assert legacy_of(output) == NEW


def test_a_folder_in_the_place_of_a_file(source: Path, output: Path) -> None:
    (source / "docs/x.md").unlink()
    (source / "docs").rmdir()
    write(source, {"docs": "now a file\n"})
    write(output / "legacy", {"docs/mine.md": "mine\n"})
    with pytest.raises(AdoptionError, match=r"docs/mine\.md"):
        bring_again(str(source), output / "legacy", output)
    bring_again(str(source), output / "legacy", output, force=True)
    assert legacy_of(output)["docs"] == "now a file\n"


def test_a_failure_leaves_the_old_state(source: Path, output: Path) -> None:
    before = state(output)
    with pytest.raises(AdoptionError, match="too large"):
        bring_again(str(source), output / "legacy", output, limits=Limits(files=1))
    with pytest.raises(AdoptionError, match="no folder"):
        bring_again(f"{source}-gone", output / "legacy", output)
    shutil.move(output / "adopted/manifest.json", output / "kept.json")
    (output / "adopted/manifest.json").mkdir()  # the last step fails
    with pytest.raises(AdoptionError, match="can't be put in place"):
        bring_again(str(source), output / "legacy", output, force=True)
    (output / "adopted/manifest.json").rmdir()
    shutil.move(output / "kept.json", output / "adopted/manifest.json")
    after = state(output)
    changed = {path for path in before if before[path] != after.get(path)}
    assert changed <= {str(output), f"{output}/adopted"}
    assert before.keys() == after.keys()


def test_without_a_manifest_nothing_is_known_of_changes(source: Path, output: Path) -> None:
    for damage in (Path.unlink, lambda path: path.write_text("[1"), lambda path: path.write_text("[1]")):
        damage(output / "adopted/manifest.json")
        with pytest.raises(AdoptionError, match=r"adopted/manifest\.json"):
            bring_again(str(source), output / "legacy", output)
    changes = bring_again(str(source), output / "legacy", output, force=True)[1]
    assert legacy_of(output) == NEW | {"shop/old.py": "1\n"}
    assert changes.kept == ("shop/old.py",)


def test_the_first_time_everything_is_new(tmp_path: Path, output: Path) -> None:
    source = write(tmp_path / "theirs", FILES)
    changes = bring_again(str(source), output / "legacy", output)[1]
    assert set(changes.added) == set(FILES)
    assert legacy_of(output) == FILES
