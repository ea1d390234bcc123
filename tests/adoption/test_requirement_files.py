"""Other files that list requirements: Pipfile, setup.cfg and setup.py, conda's, and lock files."""

from pathlib import Path

import pytest

from adopted.requirements.conda import read_environment
from adopted.requirements.locks import read_lock
from adopted.requirements.pipfiles import read_pipfile
from adopted.requirements.setuptools_files import read_setup_cfg, read_setup_py
from tests.adoption.lists import notes, places, said, write


def test_pipfile(tmp_path: Path) -> None:
    write(
        tmp_path,
        Pipfile="""
            [[source]]
            name = "first"
            url = "https://pypi.example.com/simple"
            [packages]
            django = "~=4.2"
            "psycopg2-binary" = "*"
            celery = {extras = ["redis"], version = ">=5"}
            forked = {git = "https://git.example.com/forked.git", ref = "v2", editable = true}
            pywin32 = {version = "*", sys_platform = "== 'win32'"}
            [dev-packages]
            pytest = "*"
            [requires]
            python_version = "3.10"
            """,
    )
    found = read_pipfile(tmp_path / "Pipfile", tmp_path)
    assert said(found) == [
        "django~=4.2",
        "psycopg2-binary",
        "celery[redis]>=5",
        "forked @ git+https://git.example.com/forked.git@v2",
        "pywin32 ; sys_platform == 'win32'",
    ]
    assert said(found, "dev") == ["pytest"]
    assert found.options == ["--index-url https://pypi.example.com/simple"]


def test_setup_cfg(tmp_path: Path) -> None:
    write(
        tmp_path,
        setup_DOT_cfg="""
            [options]
            python_requires = >=3.8
            install_requires =
                # comment
                Django>=4.2,<5 ; python_version >= "3.8"
                requests
            [options.extras_require]
            test =
                pytest
            """,
    )
    found = read_setup_cfg(tmp_path / "setup.cfg", tmp_path)
    assert said(found) == ['django>=4.2,<5 ; python_version >= "3.8"', "requests"]
    assert said(found, "test") == ["pytest"]
    assert (found.python, places(found)["django"]) == (">=3.8", "setup.cfg:5")


def test_setup_py(tmp_path: Path) -> None:
    write(
        tmp_path,
        setup_DOT_py="""
            from setuptools import find_packages, setup
            base = ["Django>=4.2", "celery"]
            test = ["pytest"]
            setup(
                name="x",
                python_requires=">=3.9",
                install_requires=base + ["redis", *base],
                extras_require={"test": test, "all": base + test},
                packages=find_packages(),
            )
            """,
    )
    found = read_setup_py(tmp_path / "setup.py", tmp_path)
    assert said(found) == ["django>=4.2", "celery", "redis", "django>=4.2", "celery"]
    assert (said(found, "test"), said(found, "all")) == (["pytest"], ["django>=4.2", "celery", "pytest"])
    assert (found.python, found.python_found) == (">=3.9", "setup.py:6 (python_requires)")
    assert found.notes == []


@pytest.mark.parametrize(
    "lines",
    [
        "install_requires=read('requirements/base.txt')",
        "install_requires=open('requirements/base.txt').read().splitlines()",
        "install_requires=[line.strip() for line in open(here + '/requirements/base.txt')]",
        "install_requires=REQUIREMENTS",
        "install_requires=from_file()",
    ],
)
def test_setup_py_that_reads_a_requirements_file(tmp_path: Path, lines: str) -> None:
    write(
        tmp_path,
        setup_DOT_py=f"""
            here = "."
            REQUIREMENTS = [line for line in open("requirements/base.txt")]
            def from_file():
                with open("requirements/base.txt") as file:
                    return file.readlines()
            setuptools.setup({lines})
            """,
        requirements__base_DOT_txt="Django==5.2\n",
    )
    found = read_setup_py(tmp_path / "setup.py", tmp_path)
    assert said(found) == ["django==5.2"]
    assert "takes its requirements from requirements/base.txt" in notes(found).replace(
        "/requirements/", "requirements/"
    )


def test_setup_py_is_never_run(tmp_path: Path) -> None:
    write(tmp_path, setup_DOT_py="open('ran', 'w')\nsetup(install_requires=compute())\n")
    found = read_setup_py(tmp_path / "setup.py", tmp_path)
    assert "by a program, which was not run" in notes(found)
    assert not Path("ran").exists()
    write(tmp_path, old_DOT_py="print 'x'\n")
    with pytest.raises(ValueError, match="Missing parentheses"):
        read_setup_py(tmp_path / "old.py", tmp_path)


def test_conda(tmp_path: Path) -> None:
    write(
        tmp_path,
        environment_DOT_yml="""
            name: x
            channels:
              - conda-forge
            dependencies:
              - python=3.11
              - gdal
              - numpy=1.26  # comment
              - conda-forge::pandas>=2
              - pillow=10.1=py311h1
              - pip
              - pip:
                - Django==5.2
                - "djangorestframework>=3.15"
            prefix: /x
            """,
    )
    found = read_environment(tmp_path / "environment.yml", tmp_path)
    assert said(found) == ["django==5.2", "djangorestframework>=3.15", "numpy==1.26.*", "pandas>=2", "pillow==10.1.*"]
    assert (found.python, found.python_found) == ("==3.11.*", "environment.yml:5")
    assert "numpy comes from conda" in notes(found)


LOCKS = {
    "uv.lock": """
        version = 1
        [[package]]
        name = "django"
        version = "5.2.1"
        source = { registry = "https://pypi.example.com/simple" }
        [[package]]
        name = "own"
        version = "1"
        source = { editable = "." }
        [[package]]
        name = "numpy"
        version = "1.26"
        source = { registry = "https://pypi.example.com/simple" }
        [[package]]
        name = "numpy"
        version = "2.0"
        source = { registry = "https://pypi.example.com/simple" }
        """,
    "poetry.lock": """
        [[package]]
        name = "Django"
        version = "5.2.1"
        [[package]]
        name = "forked"
        version = "1"
        [package.source]
        type = "git"
        url = "https://git.example.com/forked"
        """,
    "pdm.lock": """
        [[package]]
        name = "django"
        version = "5.2.1"
        [[package]]
        name = "local"
        version = "1"
        path = "./local"
        """,
    "pylock.toml": """
        lock-version = "1.0"
        [[packages]]
        name = "django"
        version = "5.2.1"
        [[packages]]
        name = "own"
        directory = { path = "." }
        """,
    "Pipfile.lock": """
        {"_meta": {}, "default": {
                "django": {
                    "version": "==5.2.1"},
                "forked": {"git": "https://git.example.com/forked", "ref": "x"}},
         "develop": {}}
        """,
    "requirements.lock": """
        -e file:.
        django==5.2.1
            # via own
        """,
}


@pytest.mark.parametrize("name", LOCKS)
def test_locks(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{name.replace(".", "_DOT_"): LOCKS[name]})
    found = read_lock(tmp_path / name, tmp_path)
    assert [one.text for one in found.locked] == ["django==5.2.1"]
    assert found.locked[0].place is not None
    assert found.locked[0].place.file == name
