"""Installs what the adopted project needs together with what we need: `python -m adopted.install`.

Nothing but Python's own library is used here: this runs before anything is installed.
"""

import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
if __package__ in {None, ""}:
    sys.path.insert(0, str(PROJECT))

from adopted.requirements.collected import read_text  # noqa: E402
from adopted.requirements.explaining import explain, lines_of  # noqa: E402
from adopted.requirements.versions import Version  # noqa: E402

_EXACT = re.compile(r"([A-Za-z0-9][\w.-]*)==([^\s;,]+)")
_SHOWN = 12  # lines of uv's own words


class InstallError(Exception):
    """It can't be installed; the message says why in plain words, one line for each reason."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command, and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m adopted.install", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--python",
        help="the version, or the path, of the Python to make .venv with; pyproject.toml says which, otherwise",
    )
    parser.add_argument("--into", default=".venv", help="where the environment is, or is made; default: .venv")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that are allowed")
    options = parser.parse_args(arguments)
    try:
        install(PROJECT, python=options.python, into=options.into, upgrade=options.upgrade)
    except InstallError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def install(project: Path, *, python: str | None = None, into: str = ".venv", upgrade: bool = False) -> None:
    """Make an environment for a generated project, and install everything there.

    Raises:
        InstallError: uv isn't there, or couldn't.
    """
    uv = find_uv()
    version = python or str(tomllib.loads(read_text(project / "pyproject.toml"))["tool"]["service"]["python"])
    for line in resolve(project, uv, version, upgrade=upgrade):
        print(line)  # noqa: T201
    if not (project / into).is_dir():
        _run(project, [*uv, "venv", "--quiet", "--no-project", "--python", version, into])
    _run(project, [*uv, "pip", "install", "--python", into, *_what(project), "-c", "constraints.txt"])


def find_uv() -> list[str]:
    """Return the command that is uv.

    Raises:
        InstallError: there is none.
    """
    found = shutil.which("uv")
    if found:
        return [found]
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv"]
    raise InstallError("uv isn't installed: `pip install uv`, or see docs.astral.sh/uv, then try again.")


def resolve(project: Path, uv: list[str], python: str, *, upgrade: bool = False) -> list[str]:
    """Complete constraints.txt: every version that stands in it is kept if it can be. Return what could not be kept.

    Raises:
        InstallError: no versions go together.
    """
    path = project / "constraints.txt"
    before = _versions(path)
    with tempfile.TemporaryDirectory() as folder:
        # uv prefers the versions of the file it is to write, and leaves those that can't be.
        output = Path(folder, "constraints.txt")
        preferred = "" if upgrade else "".join(f"{name}=={version}\n" for name, version in before.items())
        output.write_text(preferred, encoding="utf-8")
        command = [*uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate"]
        command += ["--python-version" if re.fullmatch(r"[\d.]+", python) else "--python", python]
        command += [*(part for part in _what(project) if part != "-r"), "-o", str(output)]
        try:
            _run(project, [*command, "--universal"])
        except InstallError:
            # Perhaps only for Windows, or for a Python yet to come.
            output.write_text(preferred, encoding="utf-8")
            _run(project, command)
        lines = read_text(output).splitlines()
    kept = [line for line in lines if _EXACT.match(line)]  # no paths and addresses: those are no versions
    head = [line for line in read_text(path).splitlines() if line.startswith("#")] if path.is_file() else []
    path.write_text("\n".join([*head, *kept]) + "\n", encoding="utf-8", newline="\n")
    after = _versions(path)
    return [
        f"{name} {version} -> {after[name]}: the older version doesn't go with the rest"
        for name, version in before.items()
        if name in after and Version.parse(after[name]) != Version.parse(version)
    ]


def _what(project: Path) -> list[str]:
    """Return what to install, as uv's arguments."""
    arguments = ["-r", "pyproject.toml", "--group", "dev"]
    for name in ("requirements.txt", "requirements-dev.txt"):
        if (project / "adopted" / name).is_file():
            arguments += ["-r", f"adopted/{name}"]
    overrides = project / "adopted" / "overrides.txt"
    return [*arguments, "--override", "adopted/overrides.txt"] if overrides.is_file() else arguments


def _versions(path: Path) -> dict[str, str]:
    """Read exact versions; of one that stands in it several times, for several platforms, the first."""
    found: dict[str, str] = {}
    if path.is_file():
        for line in read_text(path).splitlines():
            match = _EXACT.match(line)
            if match:
                found.setdefault(match[1].lower(), match[2])
    return found


def _run(project: Path, command: list[str]) -> None:
    # Another environment that is active here is not the one to install to.
    environment = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "UV_PROJECT"}}
    try:
        done = subprocess.run(command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise InstallError(f"uv could not be started: {error.strerror or error}") from error
    if done.returncode:
        raise InstallError(_words(done.stderr, project))
    sys.stderr.write(done.stderr if "pip install" in " ".join(command) else "")


def _words(message: str, project: Path) -> str:
    plain = explain(message, lines_of(project)) or ["uv could not install this. Its own words follow."]
    own = [line for line in message.strip().splitlines() if line.strip()]
    shown = own if len(own) <= _SHOWN else [*own[: _SHOWN // 2], "  ...", *own[-_SHOWN // 2 :]]
    return "\n".join([*plain, "", *(f"  {line}" for line in shown)])


if __name__ == "__main__":
    sys.exit(main())
