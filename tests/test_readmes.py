"""Every command in a README is run, and what a README shows is there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import template as the_template
from tests.conftest import Bake
from tests.containers import docker_is_missing
from tests.environments import UV, run
from tests.serving import free_port, serving
from tests.template import PROJECT, ROOT, commit_all, copy_template, user_config

TEMPLATE_README = ROOT / "README.md"
FLAT = ROOT / "tests" / "adoption" / "projects" / "flat"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PROJECT_README = ROOT / PROJECT / "README.md"
ADOPTED_README = ROOT / PROJECT / "adopted" / "start" / "README.md"

# How each command is run. A command that isn't here fails a test, and so does one here that nobody is told of.
SHELL = "as it stands, in README's order"
PROMPTS_ANSWERED = "with this template for its address and Return for every prompt"
ADOPTED = "likewise, with a project of the tests"
SERVER = "as it stands, until it answers"
DOCKER = "as it stands, where there is a Docker engine"
DEMO = "by tests/test_demo.py"
THIS_RUN = "it is what runs these tests, or a part of them"
GUNICORN = 'DJANGO_SETTINGS_MODULE=settings .venv/bin/gunicorn --threads 10 "django.core.wsgi:get_wsgi_application()"'
COMMANDS = {
    TEMPLATE_README: {
        "uvx cookiecutter gh:OWNER/cookiecutter-drf-to-fastapi": PROMPTS_ANSWERED,
        "cd shop_api": SHELL,
        "docker compose up": DOCKER,
        "make demo": DEMO,
        "uvx cookiecutter gh:OWNER/cookiecutter-drf-to-fastapi legacy_source=../your-project": ADOPTED,
        "uvx cruft update": SHELL,
        "make test": THIS_RUN,
    },
    CONTRIBUTING: {"make lint": DEMO, "make test-fast": THIS_RUN, "make test": THIS_RUN},
    PROJECT_README: {
        "docker compose up": DOCKER,
        "docker compose exec web python manage.py seed_demo": DOCKER,
        "uv venv": SHELL,
        "uv pip install -r pyproject.toml --group dev -c constraints.txt": SHELL,
        ".venv/bin/python manage.py migrate": SHELL,
        ".venv/bin/python manage.py seed_demo": SHELL,
        ".venv/bin/python manage.py runserver": SERVER,
        ".venv/bin/python manage.py endpoints": SHELL,
        ".venv/bin/python manage.py port OrderViewSet --force --diff": SHELL,
        ".venv/bin/python manage.py parity --limit 100": SHELL,
        ".venv/bin/pytest": SHELL,
        ".venv/bin/ruff check": SHELL,
        ".venv/bin/ruff format --check": SHELL,
        ".venv/bin/mypy": SHELL,
        ".venv/bin/lint-imports": SHELL,
        "docker build --tag {{ cookiecutter.project_slug }} .": DOCKER,
        "uv pip install gunicorn": SHELL,
        GUNICORN: SERVER,
        "uvx cruft update": SHELL,
    },
    ADOPTED_README: {
        "docker compose up": DOCKER,
        "python3 -m adopted.install": SHELL,
        ".venv/bin/python manage.py migrate": SHELL,
        ".venv/bin/python manage.py runserver": SERVER,
        ".venv/bin/python manage.py endpoints": SHELL,
        ".venv/bin/pytest": SHELL,
        "python3 -m adopted": SHELL,
    },
}  # fmt: skip


def blocks(readme: Path, language: str) -> Iterator[str]:
    """Yield the fenced blocks of a language."""
    yield from re.findall(
        rf"^```(?:{language})\n(.*?)^```$", readme.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def commands(readme: Path) -> list[str]:
    """Return the commands of a README in order; a backslash at the end of a line goes on with the next."""
    text = "".join(blocks(readme, "console|bash|sh|shell")).replace("\\\n", " ")
    return [line.removeprefix("$ ").strip() for line in text.splitlines() if line.strip()]


def with_uv() -> dict[str, str]:
    """Return an environment in which `uv` and `uvx` are the ones that were installed with these tests."""
    return {"PATH": os.pathsep.join([str(Path(UV).parent), os.environ["PATH"]])}


@pytest.mark.parametrize("readme", COMMANDS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_is_known(readme: Path) -> None:
    assert sorted(set(commands(readme))) == sorted(COMMANDS[readme])


def test_the_code_shown_is_in_the_project() -> None:
    shown = [line for block in blocks(TEMPLATE_README, "python") for line in block.splitlines() if line.strip()]
    routes = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / PROJECT / "routes").glob("*.py")))
    assert shown
    assert [line for line in shown if line not in routes.splitlines()] == []


def test_the_tree_shown_is_in_the_project(project: Path) -> None:
    tree = next(block for block in blocks(TEMPLATE_README, "") if "shop_api/" in block)
    lines = tree.splitlines()[1:]
    names = [line.split()[0] for line in lines[:-1]] + lines[-1].split()
    assert len(names) > 8
    assert [name for name in names if not (project / name).exists()] == []


def links(readme: Path) -> list[str]:
    """Return the files that a README links to."""
    return re.findall(r"\]\((?!https?:|#)([^)]+)\)", readme.read_text(encoding="utf-8"))


def test_links_lead_somewhere() -> None:
    for readme in COMMANDS.keys() - {ADOPTED_README}:
        for target in links(readme):
            assert (readme.parent / target).exists(), f"{readme}: {target}"


@pytest.mark.slow
def test_commands_of_the_template(tmp_path: Path) -> None:
    """From the first command to the update, in one folder, as a reader would."""
    template = copy_template(tmp_path / "template")
    commit_all(template, "as it stands")
    environment = {**with_uv(), "COOKIECUTTER_CONFIG": str(user_config(tmp_path)), "PWD": str(tmp_path)}
    folder = tmp_path
    for command in commands(TEMPLATE_README):
        how = COMMANDS[TEMPLATE_README][command]
        if how is PROMPTS_ANSWERED:
            local = re.sub(r"gh:\S+", str(template), command)
            run(folder, "bash", "-c", f"yes '' | {local}", environment=environment)
        elif how is ADOPTED:
            shutil.copytree(FLAT, folder.parent / "your-project")
            local = re.sub(r"gh:\S+", str(template), command)
            run(folder, "bash", "-c", f"yes '' | {local} project_slug=adopted_one", environment=environment)
            assert (folder / "adopted_one" / "legacy" / "manage.py").exists()
            shutil.rmtree(folder / "adopted_one")
        elif command.startswith("cd "):
            folder = folder / command.removeprefix("cd ")
            assert folder.is_dir()
        elif how is SHELL:
            commit_all(folder, "what cruft wants")
            run(folder, "bash", "-c", command, environment=environment)
    assert (folder / ".cruft.json").exists()


@pytest.mark.slow
def test_commands_of_the_project(tmp_path: Path) -> None:
    """All that need no Docker, in the README's order."""
    repository = copy_template(tmp_path / "template")
    commit_all(repository, "as it stands")
    project = the_template.bake(repository, tmp_path / "out")
    commit_all(project, "generated")
    for command in commands(PROJECT_README):
        how = COMMANDS[PROJECT_README][command]
        if how is SHELL:
            run(project, "bash", "-c", command, environment=with_uv())
        elif how is SERVER:
            port = free_port()
            there = command.replace("runserver", f"runserver {port}")
            # Gunicorn takes its port from the environment.
            with serving(there, project, f"http://127.0.0.1:{port}/api/", {**with_uv(), "PORT": str(port)}):
                pass


def adopted(bake: Bake, tmp_path: Path, python: str) -> Path:
    """Return a project around one of the tests' own."""
    source = Path(shutil.copytree(FLAT, tmp_path / "source"))
    (source / "requirements.txt").write_text("Django==5.2.*\n", encoding="utf-8")
    slug = f"own{os.getpid()}"
    project = bake(tmp_path / "out", legacy_source=str(source), project_slug=slug, python_version=python)
    with (project / ".env").open("a", encoding="utf-8") as env:
        env.write("NOTES_SECRET=seven\n")
    return project


@pytest.mark.slow
def test_commands_of_a_project_of_ones_own(bake: Bake, tmp_path: Path) -> None:
    project = adopted(bake, tmp_path, f"{sys.version_info.major}.{sys.version_info.minor}")
    assert [target for target in links(ADOPTED_README) if not (project / target).exists()] == []
    for command in commands(ADOPTED_README):
        how = COMMANDS[ADOPTED_README][command]
        if how is SHELL:
            run(project, "bash", "-c", command, environment=with_uv())
        elif how is SERVER:
            port = free_port()
            there = command.replace("runserver", f"runserver {port}")
            with serving(there, project, f"http://127.0.0.1:{port}/about/", with_uv()):
                pass
    python = str(project / ".venv" / "bin" / "python")
    run(project / "legacy", python, "manage.py", "test", environment={"NOTES_SECRET": "seven"})
    assert "both halves are served" in run(project, python, "manage.py", "adopted")
    run(project, python, "manage.py", "check", "--tag", "adoption")
    for check in (("ruff", "check"), ("ruff", "format", "--check"), ("lint-imports",)):
        run(project, str(project / ".venv" / "bin" / check[0]), *check[1:])


@pytest.mark.slow
def test_docker_is_enough_for_a_project_of_ones_own(bake: Bake, tmp_path: Path) -> None:
    if reason := docker_is_missing():
        pytest.skip(reason)
    project = adopted(bake, tmp_path, str(the_template.PROMPTS["python_version"][0]))
    port = free_port()
    environment = {"PORT": str(port)}
    (up,) = [command for command, how in COMMANDS[ADOPTED_README].items() if how is DOCKER]
    try:
        with serving(up, project, f"http://127.0.0.1:{port}/about/", environment, seconds=600):
            pass
    finally:
        run(project, "docker", "compose", "down", "--volumes", "--rmi", "local", environment=environment)


@pytest.mark.slow
def test_the_way_without_docker_that_the_generator_names(project: Path, template: Path, tmp_path: Path) -> None:
    command = (
        sys.executable,
        "-m",
        "cookiecutter",
        template,
        "--no-input",
        "--config-file",
        user_config(tmp_path),
    )
    printed = run(tmp_path, *command, environment={"PWD": str(tmp_path)}).splitlines()
    (way,) = [line.removeprefix("Without Docker: ") for line in printed if line.startswith("Without Docker: ")]
    folder, port = tmp_path / project.name, free_port()
    with serving(f"{way} {port}", folder, f"http://127.0.0.1:{port}/api/v2/docs", with_uv(), seconds=300):
        pass


@pytest.mark.slow
def test_commands_with_docker(template: Path, tmp_path: Path) -> None:
    if reason := docker_is_missing():
        pytest.skip(reason)
    slug, port = f"readme{os.getpid()}", free_port()
    project = the_template.bake(template, tmp_path / "out", project_slug=slug)
    up, *others = [
        command.replace("{{ cookiecutter.project_slug }}", slug)
        for command in commands(PROJECT_README)
        if COMMANDS[PROJECT_README][command] is DOCKER
    ]
    assert up == "docker compose up"
    environment = {"PORT": str(port)}
    try:
        with serving(up, project, f"http://127.0.0.1:{port}/health/ready", environment, seconds=600):
            for command in others:
                run(project, "bash", "-c", command, environment=environment)
    finally:
        run(project, "docker", "compose", "down", "--volumes", "--rmi", "local", environment=environment)
        subprocess.run(["docker", "image", "rm", slug], capture_output=True, check=False)
