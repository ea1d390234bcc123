"""Git servers that refuse, hang or are interrupted: one line, no prompt, and nothing left behind or running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest

from adopted.bringing.limits import Limits
from adopted.errors import AdoptionError
from adopted.source import bring
from tests.adoption.trees import repository, write
from tests.template import PROJECT, ROOT, git

pytestmark = pytest.mark.usefixtures("plain_git")


@pytest.fixture(autouse=True)
def nothing_left(output: Path) -> Iterator[None]:
    """Look after each test that nothing was left behind."""
    yield
    assert list(output.iterdir()) == []


def refused(source: str, output: Path, limits: Limits = Limits()) -> str:  # noqa: B008 - immutable
    """Return the line that says why the source is refused."""
    with pytest.raises(AdoptionError) as error:
        bring(source, output / "legacy", output, limits=limits)
    assert len(str(error.value).splitlines()) == 1
    assert "hunter2" not in str(error.value)
    return str(error.value)


@pytest.fixture
def hung() -> Iterator[str]:
    """Return the URL of a server that never answers."""
    with create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/org/repo"


@pytest.fixture
def answering() -> Iterator[str]:
    """Return the URL of a server whose answers have the status that the path begins with."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = int(self.path.split("/")[1])
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_unknown_hosts(output: Path) -> None:
    assert "The host of https://git.invalid/x.git is unknown" in refused("https://me:hunter2@git.invalid/x.git", output)


def test_private_and_missing_repositories(
    tmp_path: Path, output: Path, answering: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = write(tmp_path, {"ask": f"#!/bin/sh\ntouch {tmp_path}/asked\n"}) / "ask"
    ask.chmod(0o755)
    monkeypatch.setenv("GIT_ASKPASS", str(ask))
    monkeypatch.setenv("SSH_ASKPASS", str(ask))
    with_password = answering.replace("//", "//me:hunter2@")
    for url in (f"{answering}/401/x", f"{with_password}/401/x", f"{answering}/403/x"):
        message = refused(url, output)
        assert f"Git may not read {answering}/40" in message
        assert "clone it yourself and give that folder" in message
    assert not (tmp_path / "asked").exists()
    assert f"There is no git repository at {answering}/404/x" in refused(f"{answering}/404/x@main", output)
    assert f"Git couldn't read {answering}/500/x" in refused(f"{with_password}/500/x", output)


def test_ssh_asks_nothing(tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = 'echo "$@" > {0}/arguments; (: </dev/tty) 2>/dev/null && touch {0}/terminal; echo "{1}" >&2; exit 255\n'
    for text, answer in {
        "git@git.invalid: Permission denied (publickey).": "Git may not read git@git.invalid:org/x",
        "Host key verification failed.": "The SSH key of git@git.invalid:org/x's host isn't known",
        "ssh: Could not resolve hostname git.invalid: Name or service not known": "is unknown",
        "ssh: connect to host git.invalid port 22: Connection refused": "doesn't answer",
    }.items():
        ssh = write(tmp_path, {"ssh": "#!/bin/sh\n" + script.format(tmp_path, text)}) / "ssh"
        ssh.chmod(0o755)
        monkeypatch.setenv("GIT_SSH_COMMAND", f"{ssh} -i key")
        assert answer in refused("git@git.invalid:org/x@main", output)
        assert (tmp_path / "arguments").read_text().startswith("-i key -o BatchMode=yes")
        assert not (tmp_path / "terminal").exists()


def test_refs_and_folders_that_are_not_there(tmp_path: Path, output: Path) -> None:
    url = f"file://{tmp_path}/theirs"
    repository(tmp_path / "theirs", {"manage.py": "", "-x/y": ""})
    for ref in ("nope", "abcdef12", "0" * 40):
        assert f"There is no branch, tag or commit '{ref}' in {url}" in refused(f"{url}@{ref}", output)
    for name in ("nope", "manage.py", "back*"):
        assert f"There is no folder {name} in {url}" in refused(f"{url}#subdirectory={name}", output)
    git(tmp_path, "init", "--quiet", "--bare", "empty")
    assert f"The repository file://{tmp_path}/empty is empty" in refused(str(tmp_path / "empty"), output)
    assert "There is no git repository at" in refused(f"file://{tmp_path}/nothing", output)
    write(tmp_path / "plain", {"manage.py": ""})
    assert "There is no git repository at" in refused(f"{tmp_path}/plain@main", output)


def test_servers_that_hang(output: Path, hung: str) -> None:
    message = refused(hung, output, Limits(seconds=2))
    assert message == "Git took longer than 2 seconds: clone the repository yourself and give that folder."
    assert not running(hung)


def test_repositories_that_are_too_large_to_be_fetched(
    tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "theirs", {"manage.py": ""})
    (tmp_path / "theirs/noise").write_bytes(os.urandom(5_000_000))
    repository(tmp_path / "theirs", {})
    # A server that is slow after the first megabytes; dd passes on what comes as it comes.
    script = '#!/bin/sh\nfor last; do :; done\nsh -c "$last" | { dd bs=64k count=50 2>&-; sleep 60; }\n'
    ssh = write(tmp_path, {"ssh": script}) / "ssh"
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
    message = refused(f"ssh://git.invalid{tmp_path}/theirs", output, Limits(size=100_000))
    assert message.startswith("The repository is too large: more than ")
    assert "were fetched, and at most 100 kB are brought" in message
    assert not running(str(tmp_path))


def test_an_interrupt_leaves_nothing(output: Path, hung: str) -> None:
    code = (
        # A shell's background job has no SIGINT.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import sys; from pathlib import Path; from adopted.source import bring; bring(sys.argv[1], Path('x'), Path())"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code, hung]
    with subprocess.Popen(command, cwd=output, env=environment, stderr=subprocess.PIPE) as process:
        while len(running(hung)) < 3:  # Python, git, and git's own
            assert process.poll() is None
            time.sleep(0.05)
        sessions = {os.getsid(number) for number in running(hung) if number != process.pid}
        assert [each.name for each in output.iterdir() if each.name.startswith(".adopting-")]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert b"KeyboardInterrupt" in errors
    assert sessions.isdisjoint({os.getsid(0)})  # so that ssh finds no terminal to ask at
    assert not running(hung)


def running(text: str) -> list[int]:
    """Return the numbers of the processes in whose command lines the text stands."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has just ended
            if text.encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found
