"""Where a project's manage.py and settings are found."""

from pathlib import Path

import pytest

from adopted.errors import AdoptionError
from adopted.facts import Layout
from adopted.reading import read_layout
from tests.adoption.projects import SETTINGS, manage, write


def layout(folder: Path, files: dict[str, str]) -> Layout:
    found: Layout = read_layout(write(folder, files))[0]
    return found


def test_plain_project(tmp_path: Path) -> None:
    found = layout(tmp_path, {"manage.py": manage(), "site1/settings.py": SETTINGS})

    assert (found.manage, found.root, found.settings, found.settings_file) == (
        "manage.py",
        "",
        "site1.settings",
        "site1/settings.py",
    )
    assert found.settings_found == "manage.py:3 (sets it)"


def test_nested_project_with_examples_beside_it(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "backend/manage.py": manage(),
            "backend/site1/settings.py": SETTINGS,
            "examples/manage.py": manage("demo.settings"),
            "tests/manage.py": manage("demo.settings"),
        },
    )

    found, notes = read_layout(folder)

    assert (found.manage, found.root) == ("backend/manage.py", "backend")
    assert "examples/manage.py" in notes[0].text


def test_two_projects_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(AdoptionError, match=r"one/manage\.py, two/manage\.py.*#subdirectory=one"):
        layout(tmp_path, {"one/manage.py": manage(), "two/manage.py": manage(), "one/site1/settings.py": SETTINGS})


def test_only_an_example_is_taken(tmp_path: Path) -> None:
    found = layout(
        tmp_path,
        {"sandbox/manage.py": manage("settings"), "sandbox/settings.py": SETTINGS, "lib/x.py": "import django"},
    )

    assert (found.root, found.settings) == ("sandbox", "settings")


def test_no_django(tmp_path: Path) -> None:
    with pytest.raises(AdoptionError, match="nothing in it imports django"):
        layout(tmp_path, {"app.py": "import flask\n", "manage.py": "from flask_script import Manager\n"})


def test_settings_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(AdoptionError, match=r"The settings site1\.settings .* aren't there"):
        layout(tmp_path, {"manage.py": manage()})


def test_settings_in_python_2(tmp_path: Path) -> None:
    with pytest.raises(AdoptionError, match=r"site1/settings\.py.*can't be read"):
        layout(tmp_path, {"manage.py": manage(), "site1/settings.py": "print 'hello'\n"})


def test_local_settings_that_are_kept_out_of_the_repository(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "manage.py": manage("site1.settings.local"),
            "site1/settings/__init__.py": "",
            "site1/settings/base.py": SETTINGS,
            "site1/wsgi.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings.base")\n',
        },
    )

    found, notes = read_layout(folder)

    assert found.settings == "site1.settings.base"
    assert "names the settings site1.settings.local, which aren't there" in notes[0].text


def test_others_are_listed(tmp_path: Path) -> None:
    star = "from .base import *\nDEBUG = True\n"
    found = layout(
        tmp_path,
        {
            "manage.py": manage("config.settings.local"),
            "config/settings/base.py": SETTINGS,
            "config/settings/local.py": star,
            "config/settings/production.py": star,
            "config/settings/helpers.py": "def env(name):\n    return name\n",
        },
    )

    assert found.settings == "config.settings.local"
    assert found.other_settings == ("config.settings.base", "config.settings.production")


@pytest.mark.parametrize(
    "program",
    [
        'os.environ["DJANGO_SETTINGS_MODULE"] = "site1.settings"',
        'name = "site1"\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{name}.settings")',
        'if os.environ.get("CI"):\n    s = "site1.ci"\nelse:\n    s = "site1.settings"\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", s)',  # noqa: E501
        'settings = os.environ.get("DJANGO_SETTINGS_MODULE", "site1.settings")',
        'from site1 import constants\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", constants.WHICH)',
        'if "test" in sys.argv:\n    os.environ["DJANGO_SETTINGS_MODULE"] = "site1.ci"\nelse:\n    os.environ["DJANGO_SETTINGS_MODULE"] = "site1.settings"',  # noqa: E501
    ],
)
def test_ways_of_naming_the_settings(tmp_path: Path, program: str) -> None:
    ending = "\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n"
    files = {
        "manage.py": f"import os, sys\n{program}{ending}",
        "site1/settings.py": SETTINGS,
        "site1/ci.py": SETTINGS,
        "site1/constants.py": 'WHICH = "site1.settings"\n',
    }

    assert layout(tmp_path, files).settings == "site1.settings"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (".env.example", "DJANGO_SETTINGS_MODULE=site1.conf\n"),
        ("docker-compose.yml", "services:\n  web:\n    environment:\n      DJANGO_SETTINGS_MODULE: site1.conf\n"),
        ("Dockerfile", "ENV DJANGO_SETTINGS_MODULE=site1.conf\n"),
        ("Procfile", "web: DJANGO_SETTINGS_MODULE=site1.conf gunicorn site1.wsgi\n"),
        ("pytest.ini", "[pytest]\nDJANGO_SETTINGS_MODULE = site1.conf\n"),
        ("tox.ini", "[pytest]\naddopts = --ds=site1.conf\n"),
        (".github/workflows/ci.yml", "env:\n  DJANGO_SETTINGS_MODULE: site1.conf\n"),
        ("app.yaml", "env:\n  - name: DJANGO_SETTINGS_MODULE\n    value: site1.conf\n"),
    ],
)
def test_named_by_another_file(tmp_path: Path, name: str, content: str) -> None:
    program = "import sys\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n"  # noqa: E501

    found = layout(tmp_path, {"manage.py": program, name: content, "site1/conf.py": SETTINGS})

    assert found.settings == "site1.conf"
    assert found.settings_found.startswith(name)


def test_no_manage_py_but_a_program_in_a_package(tmp_path: Path) -> None:
    found = layout(
        tmp_path, {"src/site1/__init__.py": "", "src/site1/__main__.py": manage(), "src/site1/settings.py": SETTINGS}
    )

    assert (found.manage, found.root, found.settings) == ("src/site1/__main__.py", "src", "site1.settings")


def test_no_program_at_all(tmp_path: Path) -> None:
    wsgi = 'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\n'  # noqa: E501
    found = layout(tmp_path, {"site1/__init__.py": "", "site1/wsgi.py": wsgi, "site1/settings.py": SETTINGS})

    assert (found.manage, found.root, found.settings) == ("", "", "site1.settings")


def test_folders_on_the_search_path(tmp_path: Path) -> None:
    program = """
        import os, sys
        from pathlib import Path
        HERE = Path(__file__).resolve().parent
        sys.path.append(str(HERE / "apps"))
        sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")
        os.environ.setdefault("STAGE", "dev")
        from django.core.management import execute_from_command_line
    """
    found = layout(tmp_path, {"manage.py": program, "site1/settings.py": SETTINGS, "apps/a.py": "", "lib/b.py": ""})

    assert found.paths == ("lib", "apps")
    assert found.environment == (("STAGE", "dev"),)


def test_package_in_src_with_manage_py_above(tmp_path: Path) -> None:
    found = layout(tmp_path, {"manage.py": manage(), "src/site1/__init__.py": "", "src/site1/settings.py": SETTINGS})

    assert (found.root, found.paths, found.settings_file) == ("", ("src",), "src/site1/settings.py")


def test_configurations(tmp_path: Path) -> None:
    program = """
        import os
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")
        os.environ.setdefault("DJANGO_CONFIGURATION", "Dev")
        from configurations.management import execute_from_command_line
    """
    settings = "from configurations import Configuration\nclass Dev(Configuration):\n    DEBUG = True\n"
    found = layout(tmp_path, {"manage.py": program, "site1/settings.py": settings})

    assert found.configurations == "Dev"
