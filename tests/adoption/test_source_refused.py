"""Sources that are refused, with one line and nothing left behind; and that no source is ever written to."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adopted.bringing.limits import Limits
from adopted.errors import AdoptionError
from adopted.source import bring
from tests.adoption.trees import names, repository, state, write
from tests.template import git

pytestmark = pytest.mark.usefixtures("plain_git")
FILES = {"manage.py": "print()\n", "shop/settings.py": "DEBUG = True\n"}


@pytest.fixture(autouse=True)
def nothing_left(output: Path) -> Iterator[None]:
    """Look after each test that refusing left nothing behind, in the output and beside it."""
    around = set(output.parent.iterdir())
    yield
    assert set(output.parent.iterdir()) == around
    assert list(output.iterdir()) == []


def refused(source: Path | str, output: Path, limits: Limits = Limits()) -> str:  # noqa: B008 - immutable
    """Return the line that says why the source is refused."""
    with pytest.raises(AdoptionError) as error:
        bring(str(source), output / "legacy", output, limits=limits)
    assert len(str(error.value).splitlines()) == 1
    return str(error.value)


def test_what_is_no_folder_with_files(tmp_path: Path, output: Path) -> None:
    write(tmp_path, {"file.zip": "", "only/.env": "", "rubbish/node_modules/x": ""})
    (tmp_path / "empty").mkdir()
    git(tmp_path, "init", "--quiet", "unborn")
    assert f"There is no folder {tmp_path}/nowhere: give a folder, or a git URL" in refused(
        tmp_path / "nowhere", output
    )
    assert "/file.zip is no folder" in refused(tmp_path / "file.zip", output)
    for name in ("empty", "only", "rubbish", "unborn"):
        assert f"There are no files in {tmp_path}/{name}: give the folder" in refused(tmp_path / name, output)
    assert "is no place of a project" in refused("  ", output)
    assert "is no place of a project" in refused("a\0b", output)
    assert "There is no folder" in refused("~nobody-of-that-name/x", output)
    assert "There is no folder" in refused("x" * 5000, output)


def test_subdirectories_that_are_not_inside(tmp_path: Path, output: Path) -> None:
    source = write(tmp_path / "theirs", FILES)
    (source / "link").symlink_to(tmp_path)
    assert "There is no folder back in" in refused(f"{source}#subdirectory=back", output)
    assert "There is no folder manage.py in" in refused(f"{source}#subdirectory=manage.py", output)
    assert "leads out of" in refused(f"{source}#subdirectory=link", output)
    for name in ("..", "shop/../..", "/etc", "%2e%2e", ".git"):
        assert "leads out of the source" in refused(f"{source}#subdirectory={name}", output)
    assert "write #subdirectory=backend" in refused(f"{source}#egg=shop", output)


def test_a_source_inside_the_output(output: Path) -> None:
    write(output, {"inside/manage.py": ""})
    for source in (output, output / "inside"):
        assert "is inside the generated project" in refused(source, output)
    (output / "inside/manage.py").unlink()
    (output / "inside").rmdir()


@pytest.mark.parametrize("with_git", [True, False])
def test_an_output_inside_the_source_is_no_part_of_it(tmp_path: Path, with_git: bool) -> None:
    source = write(tmp_path / "theirs", FILES)
    if with_git:
        repository(source, {})
    inside = write(source / "services/shop_api", {"README.md": "", "asgi.py": ""})
    found = bring(str(source), inside / "legacy", inside)
    assert names(inside / "legacy") == set(FILES)
    assert "services/shop_api/: the generated project itself" in found.left_out


def test_a_full_folder_is_not_overwritten(tmp_path: Path) -> None:
    source = write(tmp_path / "theirs", FILES)
    write(tmp_path / "full/legacy", {"theirs.py": "mine"})
    with pytest.raises(AdoptionError, match="isn't empty"):
        bring(str(source), tmp_path / "full/legacy", tmp_path / "full")
    assert names(tmp_path / "full") == {"legacy/theirs.py"}
    with pytest.raises(AdoptionError, match="is no folder"):
        bring(str(source), source / "manage.py", tmp_path / "full")


@pytest.mark.parametrize("with_git", [True, False])
def test_large_sources_name_their_largest_folders(tmp_path: Path, with_git: bool, output: Path) -> None:
    big = {"media/films/a.mov": "x" * 3_000_000, "data/b.csv": "x" * 2_000_000, "node_modules/c.js": "x" * 9_000_000}
    source = write(tmp_path / "theirs", FILES | big | {".gitignore": "node_modules\n"})
    if with_git:
        repository(source, {})
    message = refused(source, output, Limits(size=4_000_000))
    assert "too large: 5 MB in 5 files, and at most 4 MB" in message
    assert "(the largest folders: media/films 3 MB, data 2 MB, " in message
    assert "#subdirectory=backend" in message
    assert "at most 500 MB in 4 files" in refused(source, output, Limits(files=4))
    if not with_git:
        assert "has more than 0 files: give the folder" in refused(source, output, Limits(files=0))
    if with_git:
        assert "too large: 5 MB in 5 files" in refused(source.as_uri(), output, Limits(size=4_000_000))
        assert "2 files" in str(bring_and_remove(f"{source.as_uri()}#subdirectory=shop", output, Limits(files=1)))


def bring_and_remove(source: str, output: Path, limits: Limits) -> str:
    """Return how many files were brought, and remove them."""
    found = bring(source, output / "legacy", output, limits=limits)
    subprocess.run(["rm", "-r", *output.iterdir()], check=True)
    return f"{found.files + 1} files"


@pytest.mark.parametrize("closed", ["closed", "closed/x.py"])
@pytest.mark.parametrize("kind", ["plain", "tracked", "untracked"])
def test_what_can_not_be_read(
    tmp_path: Path, output: Path, kind: str, closed: str, request: pytest.FixtureRequest
) -> None:
    source = write(tmp_path / "theirs", FILES)
    if kind == "untracked":
        repository(source, {})
    write(source, {"closed/x.py": ""})
    if kind == "tracked":
        repository(source, {})
    (source / closed).chmod(0)
    request.getfixturevalue("without_rights")
    message = refused(source, output)
    assert "closed" in message
    assert re.search("can't be (read|copied)", message)
    assert "ermission denied" in message
    if not os.getuid():
        os.seteuid(0)
    (source / closed).chmod(0o700)


def test_broken_repositories_are_not_taken_for_plain_folders(tmp_path: Path, output: Path) -> None:
    source = write(
        tmp_path / "theirs", FILES | {".git": "gitdir: /not/there\n", ".gitignore": "secret\n", "secret": ""}
    )
    assert "can't read the repository" in refused(source, output)


def test_without_git(tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path / "theirs", FILES)
    write(tmp_path / "plain", FILES)
    monkeypatch.setenv("PATH", str(output))
    for source in (
        tmp_path / "theirs",
        tmp_path / "theirs/shop",
        "https://example.com/x.git",
        f"{tmp_path}/theirs@main",
    ):
        assert "Git isn't installed" in refused(source, output)
    found = bring(str(tmp_path / "plain"), tmp_path / "elsewhere/legacy", make(tmp_path / "elsewhere"))
    assert found.files == len(FILES)


def make(folder: Path) -> Path:
    """Make a folder and return it."""
    folder.mkdir()
    return folder


def test_the_source_is_never_written_to(tmp_path: Path, output: Path) -> None:
    source = tmp_path / "theirs"
    repository(source, FILES | {".gitattributes": "*.py filter=spy\n"})
    # Whatever git would run for these leaves a trace in the source.
    for name, value in {
        "filter.spy.clean": "touch clean; cat",
        "filter.spy.smudge": "touch smudge; cat",
        "core.fsmonitor": "touch monitor; false",
        "core.untrackedCache": "true",
    }.items():
        git(source, "config", name, value)
    write(source, {"new.py": "", "manage.py": "changed\n"})
    os.utime(source / "shop/settings.py")  # git would refresh its index
    subprocess.run(["chmod", "-R", "a-w", source], check=True)
    before = state(source)
    elsewhere = make(tmp_path / "elsewhere")
    bring(str(source), elsewhere / "legacy", elsewhere)
    bring(f"{source}@main", elsewhere / "cloned", elsewhere)
    refused(source, output, Limits(files=1))
    assert state(source) == before
    assert names(elsewhere / "legacy") == {*FILES, ".gitattributes", "new.py"}
    subprocess.run(["chmod", "-R", "u+w", source], check=True)


def test_bringing_needs_only_the_standard_library(tmp_path: Path) -> None:
    project = Path(sys.modules["adopted"].__file__ or "").parent.parent
    source = write(tmp_path / "theirs", FILES)
    make(tmp_path / "elsewhere")
    code = (
        "import pathlib, sys; sys.path.insert(0, sys.argv[1]); output = pathlib.Path(sys.argv[3]);"
        "import adopted.source; adopted.source.bring(sys.argv[2], output / 'legacy', output)"
    )
    subprocess.run([sys.executable, "-BISc", code, project, source, tmp_path / "elsewhere"], check=True)
    assert names(tmp_path / "elsewhere/legacy") == set(FILES)
