"""Folders and git repositories to bring projects from."""

import os
from pathlib import Path

from tests.template import commit_all, git

KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBtjCCAVugAwIBAgIUQ==\n-----END CERTIFICATE-----\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write text files below the folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def repository(folder: Path, files: dict[str, str]) -> str:
    """Make a git repository with one commit of these files, and return the commit."""
    write(folder, files)
    commit_all(folder, "Begin")
    return git(folder, "rev-parse", "HEAD").strip()


def names(folder: Path) -> set[str]:
    """Return the paths of all files and links below the folder."""
    found: set[str] = set()
    folders = [""]
    for prefix in folders:
        for entry in os.scandir(folder / prefix):
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{prefix}{entry.name}/")
            else:
                found.add(prefix + entry.name)
    return found


def state(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Return mode, modification time, size and content of everything below the folder, git's own files included."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        status = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = (status.st_mode, status.st_mtime_ns, status.st_size, content)
    return found
