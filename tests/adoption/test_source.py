"""Bringing a project from a folder."""

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest

from adopted.errors import AdoptionError
from adopted.source import bring
from tests.adoption.trees import KEY, names, repository, write
from tests.template import git

pytestmark = pytest.mark.usefixtures("plain_git")
FILES = {"manage.py": "print()\n", "shop/settings.py": "DEBUG = True\n", "shop/__init__.py": ""}


def test_brings_a_folder(tmp_path: Path, output: Path) -> None:
    source = write(tmp_path / "theirs", FILES)
    found = bring(str(source), output / "legacy", output)
    assert names(output / "legacy") == set(FILES)
    assert (output / "legacy/shop/settings.py").read_text() == "DEBUG = True\n"
    assert (found.address, found.commit, found.files, found.size) == (str(source), "", 3, 21)
    assert set(json.loads((output / "adopted/manifest.json").read_text())) == set(FILES)
    assert {each.name for each in output.iterdir()} == {"legacy", "adopted"}


def test_brings_what_git_tracks_and_what_it_does_not_ignore(tmp_path: Path, output: Path) -> None:
    source = tmp_path / "theirs"
    commit = repository(source, FILES | {".gitignore": "local_settings.py\n*.log\nnode_modules\n", "gone.py": ""})
    write(source, {"new.py": "", "manage.py": "changed\n", "shop/local_settings.py": "", "a.log": ""})
    write(
        source, {"node_modules/x/index.js": "", "venv/pyvenv.cfg": "", "venv/lib/x.py": "", "x/__pycache__/y.pyc": ""}
    )
    write(source, {"db.sqlite3": "", "data.db": "SQLite format 3\0", "words.db": "text"})
    (source / "gone.py").unlink()
    found = bring(str(source), output / "legacy", output)
    assert names(output / "legacy") == set(FILES) | {".gitignore", "new.py", "words.db"}
    assert (output / "legacy/manage.py").read_text() == "changed\n"
    assert found.commit == commit
    assert set(found.left_out) == {
        "shop/local_settings.py: git ignores it",
        "a.log: git ignores it",
        "1 file tracked by git, but not in the working copy",
        "db.sqlite3: data, and not the project",
        "data.db: data, and not the project",
        "__pycache__: made by tools",
        "venv/: made by tools",
    }


def test_brings_a_folder_of_a_repository(tmp_path: Path, output: Path) -> None:
    commit = repository(
        tmp_path / "theirs", {"backend/manage.py": "", "frontend/index.js": "", ".gitignore": "*.tmp\n"}
    )
    write(tmp_path / "theirs/backend", {"a.tmp": ""})
    for source in (f"{tmp_path}/theirs#subdirectory=backend", f"{tmp_path}/theirs/backend"):
        found = bring(source, output / "legacy", output)
        assert names(output / "legacy") == {"manage.py"}
        (output / "legacy/manage.py").unlink()
        assert found.commit == commit


def test_what_git_tracks_is_brought_whatever_its_name(tmp_path: Path, output: Path) -> None:
    files = {"node_modules/x.js": "", "db.sqlite3": "SQLite format 3\0", "run.log": "", "conf/local.py": ""}
    repository(tmp_path / "theirs", files)
    write(tmp_path / "theirs", {".gitignore": "local.py\n"})
    found = bring(str(tmp_path / "theirs"), output / "legacy", output)
    assert names(output / "legacy") == {*files, ".gitignore"}
    assert found.notices == (
        "1 file tracked though a .gitignore names them (conf/local.py): add them with `git add --force`",
    )


def test_a_plain_folder_is_brought_without_what_tools_made(tmp_path: Path, output: Path) -> None:
    source = write(tmp_path / "theirs", FILES)
    write(
        source,
        {".venv/x.py": "", "env/pyvenv.cfg": "", "env/a.py": "", ".hg/store": "", "a.pyc": "", "x.egg-info/PKG": ""},
    )
    found = bring(str(source), output / "legacy", output)
    assert names(output / "legacy") == set(FILES)
    assert ".venv: made by tools" in found.left_out
    assert "virtual environments: made by tools" in found.left_out


def test_a_folder_that_the_repository_around_it_ignores_is_a_plain_folder(tmp_path: Path, output: Path) -> None:
    repository(tmp_path / "home", {".gitignore": "*\n!.gitignore\n"})
    source = write(tmp_path / "home/projects/theirs", FILES)
    bring(str(source), output / "legacy", output)
    assert names(output / "legacy") == set(FILES)


def test_a_linked_working_copy_is_brought(tmp_path: Path, output: Path) -> None:
    repository(tmp_path / "theirs", FILES)
    git(tmp_path / "theirs", "worktree", "add", "--quiet", str(tmp_path / "linked"))
    write(tmp_path / "linked", {"new.py": ""})
    bring("linked", output / "legacy", output, called_from=tmp_path)
    assert names(output / "legacy") == {*FILES, "new.py"}


@pytest.mark.usefixtures("without_rights")
def test_a_repository_of_another_user_is_brought(tmp_path: Path, output: Path) -> None:
    os.seteuid(os.getuid())
    repository(tmp_path / "theirs", FILES | {".gitignore": "x\n", "x": ""})
    if not os.getuid():
        os.seteuid(65534)
    bring(str(tmp_path / "theirs"), output / "legacy", output)
    assert names(output / "legacy") == {*FILES, ".gitignore"}


def test_a_folder_that_is_ignored_and_yet_tracked_in_part(tmp_path: Path, output: Path) -> None:
    source = write(tmp_path / "home/theirs", FILES)
    repository(tmp_path / "home", {"README": ""})
    write(tmp_path / "home", {".gitignore": "theirs\n", "theirs/x.py": ""})
    bring(str(source), output / "legacy", output)
    assert names(output / "legacy") == set(FILES)


def test_submodules_and_repositories_inside_are_brought_and_no_history(tmp_path: Path, output: Path) -> None:
    repository(tmp_path / "library", {"lib.py": "", ".gitignore": "secret\n"})
    source = tmp_path / "theirs"
    repository(source, FILES)
    for name in ("library", "absent"):
        git(source, "-c", "protocol.file.allow=always", "submodule", "add", str(tmp_path / "library"), name)
    git(source, "submodule", "deinit", "--force", "absent")
    repository(source / "nested", {"nested.py": ""})
    write(source, {"library/secret": "", "library/new.py": ""})
    found = bring(str(source), output / "legacy", output)
    inside = {".gitmodules", "library/lib.py", "library/.gitignore", "library/new.py", "nested/nested.py"}
    assert names(output / "legacy") == set(FILES) | inside
    assert "absent: a submodule that isn't checked out" in found.left_out


def test_links_are_kept_that_stay_inside(tmp_path: Path, output: Path) -> None:
    source = write(tmp_path / "theirs", FILES | {"deep/er/x": ""})
    write(tmp_path, {"outside/secret.txt": ""})
    inside = {"settings.py": "shop/settings.py", "deep/shop": "../shop", "deep/.//odd": "./er", "dangling": "not/there"}
    outside = {"up": "../outside", "deep/up": "../../outside/secret.txt", "absolute": str(source / "manage.py")}
    # Leads outside only because of the link before it; and so does one through an absolute link.
    write(source, {"deep/x/y": ""})
    outside |= {"about": "../theirs/manage.py", "tricky": "deep/x/top/../outside", "through": "absolute-folder/x"}
    links = inside | outside | {"deep/x/top": "../../", "absolute-folder": str(tmp_path / "outside"), "loop": "loop"}
    for name, target in links.items():
        (source / name).symlink_to(target)
    found = bring(str(source), output / "legacy", output)
    legacy = output / "legacy"
    for name, target in inside.items():
        assert os.readlink(legacy / name) == target  # noqa: PTH115 - pathlib would tidy it
    assert (legacy / "deep/shop/settings.py").read_text() == "DEBUG = True\n"
    for name in outside:
        assert not os.path.lexists(legacy / name)
        assert [line for line in found.left_out if line.startswith(f"{name}: a link")]
    assert os.path.lexists(legacy / "loop")


def test_modes_and_odd_names_are_kept(tmp_path: Path, output: Path) -> None:
    source = tmp_path / "theirs"
    repository(source, FILES)
    odd = [b"sp ace.py", b"new\nline", b"caf\xe9.txt", b"-rf", b"#x", "naïve ☃.py".encode(), b'quo"te', b"back\\slash"]
    for name in odd:
        Path(os.fsdecode(os.fsencode(source) + b"/" + name)).write_text(KEY if name == b"caf\xe9.txt" else "x")
    git(source, "add", "sp ace.py", "new\nline")
    (source / "manage.py").chmod(0o751)
    (source / "shop/settings.py").chmod(0o600)
    for git_there in (True, False):
        if not git_there:
            (source / ".git").rename(tmp_path / "git")
        legacy = output / str(git_there)
        found = bring(str(source), legacy, output)
        expected = {os.fsdecode(name) for name in odd if name != b"caf\xe9.txt"}
        assert names(legacy) == set(FILES) | expected
        assert r"caf\xe9.txt: a private key" in found.left_out
        assert os.access(legacy / "manage.py", os.X_OK)
        assert not (legacy / "shop/settings.py").stat().st_mode & 0o111
        json.dumps(found.to_json(), ensure_ascii=False).encode()
    manifest = json.loads((output / "adopted/manifest.json").read_text())
    assert set(manifest) == set(FILES) | expected


def test_very_deep_trees_are_brought_and_removed(tmp_path: Path, output: Path) -> None:
    source = write(tmp_path / "theirs", FILES)
    deep = "/".join(["d"] * 1500)
    folder = source
    for _ in range(1500):
        folder /= "d"
        folder.mkdir()
    (folder / "x.py").write_text("")
    bring(str(source), output / "legacy", output)
    assert f"{deep}/x.py" in names(output / "legacy")
    subprocess.run(["rm", "-rf", output / "legacy", output / "adopted"], check=True)
    (folder / "y.py").symlink_to("x.py")
    (output / "adopted").write_text("")  # so that the copy has to be removed again
    with pytest.raises(AdoptionError, match="can't be put in place"):
        bring(str(source), output / "legacy", output)
    assert names(output) == {"adopted"}
    subprocess.run(["rm", "-rf", source], check=True)  # more than pytest can remove


def test_sockets_and_pipes_are_left_out(tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path / "theirs", FILES)
    os.mkfifo(source / "pipe")
    monkeypatch.chdir(source)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket")
        found = bring(".", output / "legacy", output)
    assert set(found.left_out) == {"pipe: a named pipe", "socket: a socket"}
    assert names(output / "legacy") == set(FILES)
