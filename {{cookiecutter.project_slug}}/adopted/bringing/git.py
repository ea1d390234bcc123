"""Runs git so that it asks nothing, runs nothing of the repository's, and stops in time."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from adopted.bringing.address import without_password
from adopted.bringing.showing import shown
from adopted.errors import AdoptionError

# Settings that make git run programs, or that change what is in a file.
SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.untrackedCache": "false",
    "core.autocrlf": "false",
    "core.longPaths": "true",
    "safe.directory": "*",  # a folder mounted into a container is another user's; nothing of it is run
    "protocol.ext.allow": "never",
    "fetch.recurseSubmodules": "false",
    "fetch.unpackLimit": "1",  # write what comes to disk as it comes, where its size can be watched
    "submodule.recurse": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "http.lowSpeedLimit": "1000",  # bytes a second
    "http.lowSpeedTime": "60",  # seconds
}
# Would point git to another repository, or make it print more: set by git for its hooks, or by a person who debugs.
FOREIGN = re.compile(
    r"GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|PREFIX|NAMESPACE"
    r"|SHALLOW_FILE|GRAFT_FILE|QUARANTINE_PATH|ATTR_SOURCE|EXTERNAL_DIFF|\w+_PATHSPECS|TRACE\w*)"
)
# What git says, and what that means: "{0}" is the repository's address.
MEANINGS = (
    ("could not resolve host", "The host of {0} is unknown: check the address and the network."),
    (
        "host key verification failed",
        "The SSH key of {0}'s host isn't known here: connect once with ssh, and try again.",
    ),
    (
        "authentication failed|could not read (username|password)|permission denied|terminal prompts disabled"
        "|invalid (username|credentials)|access denied|requested url returned error: 40[13]|http basic"
        "|not (allowed|authorized)",
        "Git may not read {0}: it is private, or isn't there. Store a login for git (a credential helper or an SSH"
        " key), or clone it yourself and give that folder.",
    ),
    (
        "repository .*not found|not appear to be a git repo|error: 404|does not exist|not a git repository|not found",
        "There is no git repository at {0}: check the address.",
    ),
    (
        "dubious ownership",
        "{0} belongs to another user: let git trust it (git config --global safe.directory), or copy it.",
    ),
    (
        "certificate|ssl[ _]|gnutls",
        "The certificate of {0}'s host isn't trusted here: check the address and git's http.sslCAInfo.",
    ),
    (
        "connection (refused|timed out|reset)|(failed|could ?n.t|unable) to connect|no route to host|too slow"
        "|operation timed out|unreachable",
        "The host of {0} doesn't answer: check the address and the network.",
    ),
    ("no space left", "The disk is full: {0} couldn't be cloned."),
)


class GitError(Exception):
    """Git failed; the message is what it printed."""


def git(*arguments: str, folder: Path, seconds: float = 120, watch: Callable[[], None] | None = None) -> bytes:
    """Run git in a folder and return what it prints.

    Args:
        arguments: the command and its arguments.
        folder: where.
        seconds: how long it may take.
        watch: called twice a second meanwhile; what it raises ends git.

    Raises:
        GitError: git failed.
        AdoptionError: git isn't installed, or took too long.
    """
    output, _ = git_with_warnings(*arguments, folder=folder, seconds=seconds, watch=watch)
    return output


def git_with_warnings(
    *arguments: str, folder: Path, seconds: float = 120, watch: Callable[[], None] | None = None
) -> tuple[bytes, str]:
    """Do as `git`, and also return what it printed on standard error."""
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    # Its own session has no terminal, so that ssh has nobody to ask, and ends as a whole.
    process = subprocess.Popen(  # noqa: S603 - no shell, and the arguments are checked where they are read
        [program(), *settings, *arguments],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, errors = wait(process, seconds, watch)
    except BaseException:
        end(process)
        raise
    text = errors.decode("utf-8", "replace")
    if process.returncode:
        raise GitError(text.strip() or f"git ended with {process.returncode}")
    return output, text


def wait(process: subprocess.Popen[bytes], seconds: float, watch: Callable[[], None] | None) -> tuple[bytes, bytes]:
    """Return what the process printed on standard output and standard error.

    Raises:
        AdoptionError: it took longer than `seconds`.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            return process.communicate(timeout=min(0.5, max(0.0, until - time.monotonic())))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= until:
                raise AdoptionError(
                    f"Git took longer than {seconds:.0f} seconds: clone the repository yourself and give that folder."
                ) from None
            if watch:
                watch()


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and those it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def program() -> str:
    """Return where git is.

    Raises:
        AdoptionError: it isn't installed.
    """
    found = shutil.which("git")
    if not found:
        raise AdoptionError("Git isn't installed, and the source can't be read without: install it and try again.")
    return found


def environment(folder: Path) -> dict[str, str]:
    """Return the environment for a git that asks nothing and leaves the repository's index alone."""
    kept = {name: value for name, value in os.environ.items() if not FOREIGN.fullmatch(name)}
    if "GIT_SSH" not in kept:  # a program of the user's own, such as plink
        kept["GIT_SSH_COMMAND"] = f"{ssh_command(kept, folder)} -o BatchMode=yes -o ConnectTimeout=20"
    return {
        **kept,
        "LC_ALL": "C",
        "LANGUAGE": "",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",  # not unset: git would take SSH_ASKPASS
        "GCM_INTERACTIVE": "never",  # the credential manager's windows
        "GIT_LFS_SKIP_SMUDGE": "1",
    }


def ssh_command(variables: dict[str, str], folder: Path) -> str:
    """Return the ssh that the user has chosen for git, as a line for the shell."""
    if "GIT_SSH_COMMAND" in variables:
        return variables["GIT_SSH_COMMAND"]
    asked = [program(), "config", "--global", "--get", "core.sshCommand"]
    found = subprocess.run(asked, cwd=folder, env=variables, capture_output=True, check=False)  # noqa: S603 - constant
    return found.stdout.decode("utf-8", "surrogateescape").strip() or "ssh"


def meaning(error: GitError, url: str) -> str:
    """Return one line on why git couldn't read from `url`, with what to do, and without a password."""
    said = str(error)
    address = without_password(url)
    for pattern, text in MEANINGS:
        if re.search(pattern, said, re.IGNORECASE):
            return text.format(address)
    lines = [line for line in said.splitlines() if re.match(r"(remote: )?(fatal|error):", line)] or said.splitlines()
    first = re.sub(r"//[^/@\s]+@", "//", lines[0].replace(url, address)).strip(" .")
    return f"Git couldn't read {address}: {shown(first)}. Clone it yourself and give that folder."
