"""ruff, as a program: formats what is written, and fixes what the project's rules say and it can safely fix."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from strangler.errors import ToolkitError

PLAIN = ("--isolated", "--line-length", "120")


def program() -> Path | None:
    """Return where ruff is installed beside this Python, or None."""
    found = Path(sys.executable).parent / ("ruff.exe" if sys.platform == "win32" else "ruff")
    return found if found.is_file() else None


def tidy(source: str, path: Path, root: Path) -> str:
    """Return source formatted and fixed by the project's rules; unchanged where no ruff is installed.

    Where it can't read the project's rules, it sorts imports and formats. What the rules still say, of copied code
    mostly, is waived by `# noqa` with the rule's code on its line.

    Args:
        source: of a module.
        path: where it will stand, for rules that hold for some files only.
        root: the folder whose pyproject.toml has the rules.

    Raises:
        ToolkitError: it is no Python, or ruff can't work.
    """
    try:
        ast.parse(source)
    except SyntaxError as error:
        raise ToolkitError(f"What would stand in {path} is no Python: {error}. Nothing is written.") from error
    ruff = program()
    if ruff is None:
        return source
    name = str(path)
    try:
        fixed = _run([ruff, "check", "--fix", "--exit-zero", "--quiet", "--stdin-filename", name, "-"], source, root)
    except ToolkitError:  # an older ruff than these rules are for, which a project's own requirements have brought
        fixed = _run([ruff, "check", *PLAIN, "--select", "I", "--fix", "--exit-zero", "--quiet", "-"], source, root)
        return _run([ruff, "format", *PLAIN, "--quiet", "-"], fixed, root)
    formatted = _run([ruff, "format", "--quiet", "--stdin-filename", name, "-"], fixed, root)
    check = [ruff, "check", "--output-format", "json", "--exit-zero", "--stdin-filename", name, "-"]
    return _waive(formatted, json.loads(_run(check, formatted, root)))


def _run(command: list[Any], source: str, root: Path) -> str:
    done = subprocess.run(  # noqa: S603 - ruff, which is installed with this Python
        [*command], input=source, capture_output=True, text=True, encoding="utf-8", cwd=root, check=False
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise ToolkitError(f"ruff can't work: {reason[-1]}")
    return done.stdout


def _waive(source: str, findings: list[dict[str, Any]]) -> str:
    """Return source with a `# noqa` on each line that ruff still has something to say of."""
    codes: dict[int, set[str]] = {}
    for finding in findings:
        if finding["code"]:
            codes.setdefault(finding["noqa_row"] or finding["location"]["row"], set()).add(finding["code"])
    lines = source.splitlines()
    for row, found in codes.items():
        lines[row - 1] += f"  # noqa: {', '.join(sorted(found))}"
    return "\n".join(lines) + "\n"
