"""The two sides that are compared: the project as its team has it, and the repository that was generated from it."""

import json
import os
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.adoption.proof.projects import PublicProject, address, clone
from tests.environments import CLEAN_ENVIRONMENT, UV, find_python, run

if TYPE_CHECKING:
    from adopted.facts import Facts

INSIDE = Path(__file__).parent / "inside"
# On the module search path of the project alone: who serves it, and who fills its tables.
TOOLS = ("gunicorn>=23", "model-bakery>=1.20")


@dataclass(frozen=True)
class Side:
    """One way to run the project.

    Args:
        name: of the side.
        home: the folder that its programs are started in.
        tree: the project's own files.
        python: the interpreter.
        environment: the variables that it is served with, beside those of this machine.
    """

    name: str
    home: Path
    tree: Path
    python: Path
    environment: Mapping[str, str]

    @property
    def bare_environment(self) -> dict[str, str]:
        """Return a developer's environment in which the interpreter is the active one."""
        path = f"{self.python.parent}{os.pathsep}{os.environ['PATH']}"
        return {**CLEAN_ENVIRONMENT, "PATH": path, "VIRTUAL_ENV": str(self.python.parent.parent)}

    def run(self, *command: str | Path) -> str:
        """Run its Python with arguments, and return what was printed."""
        return run(self.home, self.python, *command, environment=self.environment)


@dataclass(frozen=True)
class Both:
    """Both sides of a project, and what is known about it."""

    project: PublicProject
    facts: "Facts"
    alone: Side
    adopted: Side
    tools: Path
    generated_in: float  # seconds
    installed_in: float  # seconds


def make_both(project: PublicProject, bake: Callable[..., Path], folder: Path) -> Both:
    """Generate from the project and install it; clone it and install it alone.

    Raises:
        UnavailableError: the project can't be had.
        AssertionError: a command failed; with what it printed.
    """
    from adopted.facts import Facts  # noqa: PLC0415 - tests/adoption/conftest.py has put it on the path

    url = address(project)
    tree = clone(project, url, folder / "alone")
    fragment = f"#subdirectory={project.subdirectory}" if project.subdirectory else ""
    start = time.monotonic()
    home = bake(folder / "adopted", project_slug=project.slug, legacy_source=url + fragment)
    generated = time.monotonic()
    version = tomllib.loads((home / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["service"]["python"]
    interpreter = find_python(version)
    assert interpreter, f"there is no Python {version} on this machine"
    path = f"{Path(UV).parent}{os.pathsep}{os.environ['PATH']}"
    run(home, interpreter, "-m", "adopted.install", "--python", interpreter, environment={"PATH": path})
    installed = time.monotonic()

    facts = Facts.read(home / "adopted" / "facts.json")
    common = {**project.environment, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    if project.settings:
        common["LEGACY_SETTINGS_MODULE"] = project.settings
    adopted = Side("adopted", home, home / "legacy", home / ".venv" / "bin" / "python", at(common, home / "legacy"))
    python = install_alone(home, facts, folder / "alone-environment", interpreter)
    tools = install_tools(python, folder / "tools")
    alone = Side("alone", tree / facts.layout.root, tree, python, {})
    alone = replace(alone, environment=environment_alone(project, facts, alone, adopted, tools) | at(common, tree))
    for name in project.folders:
        for top in (alone.tree, adopted.tree):
            (top / name).mkdir(parents=True, exist_ok=True)
    return Both(project, facts, alone, adopted, tools, generated - start, installed - generated)


def at(environment: Mapping[str, str], tree: Path) -> dict[str, str]:
    """Return variables with the folder of the project's files where `{tree}` stands."""
    return {name: value.replace("{tree}", str(tree)) for name, value in environment.items()}


def install_alone(home: Path, facts: Any, folder: Path, interpreter: str) -> Path:
    """Make an environment with nothing but what the project asks for, in the versions that its lock file names."""
    ours = (home / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = {each.name: each.text for each in facts.requirements.locked}
    lines = [line for line in ours if line.partition("==")[0].strip().lower() not in locked]
    constraints = folder.parent / "alone-constraints.txt"
    constraints.write_text("\n".join([*lines, *locked.values()]) + "\n", encoding="utf-8")
    run(home, UV, "venv", "--quiet", "--no-project", "--python", interpreter, folder)
    python = folder / "bin" / "python"
    command: list[str | Path] = [UV, "pip", "install", "--quiet", "--python", python, "-c", constraints]
    for name in ("requirements.txt", "requirements-dev.txt"):
        if (home / "adopted" / name).is_file():
            command += ["-r", f"adopted/{name}"]
    if (home / "adopted" / "overrides.txt").is_file():
        command += ["--override", "adopted/overrides.txt"]
    run(home, *command)
    return python


def install_tools(python: Path, folder: Path) -> Path:
    """Put our tools into a folder of their own: they are no part of the project's environment."""
    install = (UV, "pip", "install", "--quiet", "--python", python, "--target", folder)
    run(folder.parent, *install, "--no-deps", "packaging", *TOOLS)
    return folder


def environment_alone(project: PublicProject, facts: Any, alone: Side, adopted: Side, tools: Path) -> dict[str, str]:
    """Return what the generated repository sets for the project, for the project alone."""
    layout = facts.layout
    folders = [alone.home, *(alone.tree / path for path in layout.paths), tools]
    environment = dict(layout.environment)
    environment |= read_env(adopted.home, adopted.python)
    environment["DJANGO_SETTINGS_MODULE"] = project.settings or layout.settings
    environment["PYTHONPATH"] = os.pathsep.join(map(str, folders))
    if layout.configurations:
        environment.setdefault("DJANGO_CONFIGURATION", layout.configurations)
    return environment


def read_env(home: Path, python: Path) -> dict[str, str]:
    """Read the `.env` that generation wrote, as the combined application does."""
    code = "import dotenv, json; print(json.dumps(dotenv.dotenv_values('.env')))"
    values: dict[str, str | None] = json.loads(run(home, python, "-c", code))
    return {name: value for name, value in values.items() if value is not None}
