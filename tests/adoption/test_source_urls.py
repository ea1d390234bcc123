"""Bringing a project from a git URL."""

import os
import subprocess
from pathlib import Path

import pytest

from adopted.bringing.address import Address, read_address
from adopted.errors import AdoptionError
from adopted.source import bring
from tests.adoption.trees import names, repository, write
from tests.template import commit_all, git

pytestmark = pytest.mark.usefixtures("plain_git")
FILES = {"manage.py": "print()\n", "backend/app.py": "1\n"}


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Return a repository with two commits, a branch and two tags."""
    folder = tmp_path / "theirs.git"
    repository(folder, FILES)
    git(folder, "tag", "--annotate", "--message", "Old", "v1@old")
    git(folder, "tag", "light")
    git(folder, "branch", "feature/new")
    write(folder, {"backend/app.py": "2\n"})
    commit_all(folder, "Move on")
    return folder


@pytest.mark.parametrize(
    ("source", "url", "ref", "subdirectory"),
    [
        ("https://example.com/org/repo", "https://example.com/org/repo", "", ""),
        ("https://me:token@example.com/org/repo.git@v1.2", "https://me:token@example.com/org/repo.git", "v1.2", ""),
        ("https://example.com/org/repo@feature/x#subdirectory=a/b", "https://example.com/org/repo", "feature/x", "a/b"),
        ("https://example.com/@team/repo", "https://example.com/@team/repo", "", ""),
        ("git+https://example.com/org/repo@main", "https://example.com/org/repo", "main", ""),
        ("ssh://git@example.com:22/org/repo@1a2b", "ssh://git@example.com:22/org/repo", "1a2b", ""),
        ("git@example.com:org/repo", "git@example.com:org/repo", "", ""),
        ("git@example.com:org/repo.git@v1#subdirectory=x", "git@example.com:org/repo.git", "v1", "x"),
        ("work:org/repo@v1", "work:org/repo", "v1", ""),
        ("file:///srv/repo.git@main", "file:///srv/repo.git", "main", ""),
        ("gh:org/repo", "https://github.com/org/repo.git", "", ""),
        ("gh:org/repo.git@v1#subdirectory=backend", "https://github.com/org/repo.git", "v1", "backend"),
        ("gl:group/sub/repo", "https://gitlab.com/group/sub/repo.git", "", ""),
        ("bb:org/repo@x", "https://bitbucket.org/org/repo", "x", ""),
    ],
)
def test_addresses(tmp_path: Path, source: str, url: str, ref: str, subdirectory: str) -> None:
    assert read_address(source, tmp_path) == Address(None, url, ref, subdirectory)


def test_addresses_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("plain", "a@b", "c#subdirectory=d", "gh:x"):
        folder = tmp_path / name
        folder.mkdir()
        assert read_address(str(folder), Path("/")) == read_address(name, tmp_path) == Address(folder)
    assert read_address("plain#subdirectory=d", tmp_path) == Address(tmp_path / "plain", subdirectory="d")
    assert read_address("./a@b@main", tmp_path) == Address(None, (tmp_path / "a@b").as_uri(), "main")
    assert read_address(f"file://{tmp_path}/a@b", tmp_path) == Address(None, f"file://{tmp_path}/a@b")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_address("~/plain", Path("/")) == Address(tmp_path / "plain")
    (tmp_path / "link").symlink_to("plain")
    assert read_address("link", tmp_path) == Address(tmp_path / "plain")


@pytest.mark.parametrize("ref", ["", "-x", "--upload-pack=x", "+main", "a:b", "a b", "HEAD~1", "a..b", "x^"])
def test_refs_that_can_not_be(tmp_path: Path, ref: str) -> None:
    with pytest.raises(AdoptionError, match="no branch, tag or commit"):
        read_address(f"https://example.com/org/repo@{ref}", tmp_path)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:token@example.com/x.git", "https://example.com/x.git"),
        ("https://token@example.com:8443/x?private_token=abc", "https://example.com:8443/x"),
        ("https://a:b@c@example.com/x", "https://example.com/x"),
        ("ssh://git:password@example.com/x", "ssh://git@example.com/x"),
        ("git@example.com:org/x", "git@example.com:org/x"),
    ],
)
def test_addresses_are_shown_without_passwords(url: str, shown: str) -> None:
    assert str(Address(url=url)) == shown


@pytest.mark.parametrize("ref", ["", "main", "feature/new", "v1@old", "light", "commit", "short", "refs/heads/main"])
def test_any_ref_is_brought(theirs: Path, output: Path, ref: str) -> None:
    first, last = git(theirs, "rev-list", "--reverse", "HEAD").split()
    asked = {"commit": first, "short": first[:8]}.get(ref, ref)
    if "@" in ref:  # only of a folder, or the last @ would be meant
        git(theirs, "tag", "v1", "v1@old^{}")
        asked = "v1"
    found = bring(theirs.as_uri() + (f"@{asked}" if asked else ""), output / "legacy", output)
    old = ref in {"feature/new", "v1@old", "light", "commit", "short"}
    assert (output / "legacy/backend/app.py").read_text() == ("1\n" if old else "2\n")
    assert (found.commit, found.ref, found.address) == (first if old else last, asked, theirs.as_uri())
    assert names(output / "legacy") == set(FILES)
    assert {each.name for each in output.iterdir()} == {"legacy", "adopted"}


def test_only_the_subdirectory_is_brought(theirs: Path, output: Path) -> None:
    found = bring(f"{theirs}@light#subdirectory=backend", output / "legacy", output)
    assert names(output / "legacy") == {"app.py"}
    assert (found.ref, found.subdirectory, found.files) == ("light", "backend", 1)


def test_a_repository_without_working_copy_is_cloned(theirs: Path, tmp_path: Path, output: Path) -> None:
    git(tmp_path, "clone", "--bare", "--quiet", str(theirs), "bare")
    found = bring("bare", output / "legacy", output, called_from=tmp_path)
    assert names(output / "legacy") == set(FILES)
    assert found.commit == git(theirs, "rev-parse", "HEAD").strip()


def test_servers_of_plain_files_are_cloned_in_full(
    theirs: Path, tmp_path: Path, output: Path, serve_files: str
) -> None:
    git(tmp_path, "clone", "--bare", "--quiet", str(theirs), "www/repo.git")
    git(tmp_path / "www/repo.git", "update-server-info")
    for ref in ("", "@light"):
        bring(f"{serve_files}/repo.git{ref}", output / "legacy", output)
        assert (output / "legacy/backend/app.py").read_text() == ("1\n" if ref else "2\n")
        subprocess.run(["rm", "-r", output / "legacy"], check=True)


def test_submodules_are_brought_or_said_to_be_missing(theirs: Path, tmp_path: Path, output: Path) -> None:
    for name in ("library", "inner", "gone"):
        repository(tmp_path / name, {f"{name}.py": ""})
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet")
    git(tmp_path / "library", *add, "../inner", "inner")
    commit_all(tmp_path / "library", "With a submodule")
    git(theirs, *add, "../library", "backend/library")
    git(theirs, *add, str(tmp_path / "inner"), "absolute")
    git(theirs, *add, str(tmp_path / "gone"), "gone")
    git(theirs, "config", "--file", ".gitmodules", "submodule.backend/library.url", "../library/.git")
    commit_all(theirs, "With submodules")
    subprocess.run(["rm", "-r", tmp_path / "gone"], check=True)
    found = bring(theirs.as_uri(), output / "legacy", output)
    modules = {"absolute/inner.py", "backend/library/library.py", "backend/library/.gitmodules"}
    assert names(output / "legacy") == {*FILES, ".gitmodules", *modules, "backend/library/inner/inner.py"}
    (line,) = found.left_out
    assert line.startswith("gone: a submodule that couldn't be brought. There is no git repository at")


def test_folders_of_this_machine_are_no_submodules_of_another(tmp_path: Path, output: Path, serve_files: str) -> None:
    repository(tmp_path / "private", {"private.py": ""})
    repository(tmp_path / "www", FILES)
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet")
    git(tmp_path / "www", *add, str(tmp_path / "private"), "private")
    write(
        tmp_path / "www",
        {".gitmodules": '[submodule "private"]\n\tpath = private\n\turl = ' + str(tmp_path / "private")},
    )
    commit_all(tmp_path / "www", "Ask for a folder")
    git(tmp_path / "www", "update-server-info")
    found = bring(f"{serve_files}/.git", output / "legacy", output)
    assert names(output / "legacy") == {*FILES, ".gitmodules"}
    assert found.left_out == (f"private: a submodule whose address can't be used ({tmp_path}/private)",)


def test_filters_and_hooks_are_not_run_and_pointers_are_named(
    theirs: Path, tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
    write(theirs, {"logo.png": pointer, ".gitattributes": "*.png filter=lfs\n*.py filter=spy\n"})
    commit_all(theirs, "With large files")
    # The user's own settings, which a repository could ask to be used.
    hook = write(tmp_path / "hooks", {"post-checkout": f"#!/bin/sh\ntouch {tmp_path}/hook\n"}) / "post-checkout"
    hook.chmod(0o755)
    (tmp_path / "config").write_text(
        f"[core]\n\thooksPath = {tmp_path}/hooks\n"
        f'[filter "spy"]\n\tsmudge = touch {tmp_path}/smudge; cat\n'
        f'[filter "lfs"]\n\tsmudge = touch {tmp_path}/lfs; false\n\trequired = true\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    found = bring(theirs.as_uri(), output / "legacy", output)
    assert (output / "legacy/logo.png").read_text() == pointer
    assert not {"hook", "smudge", "lfs"} & set(os.listdir(tmp_path))  # noqa: PTH208 - names
    assert found.notices[0].startswith("1 file in Git LFS, brought as pointers (logo.png): run `git lfs pull`")


def test_links_in_a_repository_do_not_lead_outside(theirs: Path, output: Path) -> None:
    (theirs / "passwd").symlink_to("/etc/passwd")
    (theirs / "up").symlink_to("../../..")
    (theirs / "inside").symlink_to("backend/app.py")
    commit_all(theirs, "With links")
    found = bring(theirs.as_uri(), output / "legacy", output)
    assert names(output / "legacy") == {*FILES, "inside"}
    assert len(found.left_out) == len(["passwd", "up"])
