"""Each kind of file that lists requirements is read, with its traps."""

from pathlib import Path
from textwrap import dedent

import pytest

from adopted.requirements.collected import Collected
from adopted.requirements.conda import read_environment
from adopted.requirements.locks import read_lock
from adopted.requirements.pip_files import read_requirements_file
from adopted.requirements.pipfiles import read_pipfile
from adopted.requirements.poetry import specifier
from adopted.requirements.pyproject import read_pyproject
from adopted.requirements.setuptools_files import read_setup_cfg, read_setup_py


def write(top: Path, **files: str) -> None:
    for name, text in files.items():
        path = top / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def said(found: Collected, group: str = "") -> list[str]:
    return [one.text for one in found.requirements if one.group == group]


def places(found: Collected) -> dict[str, str]:
    return {one.name: str(one.place) for one in found.requirements}


def notes(found: Collected) -> str:
    return "\n".join(note.text for note in found.notes)


def test_requirements_txt(tmp_path: Path) -> None:
    write(
        tmp_path,
        requirements__base_DOT_txt="""
            # what runs
            -r more/other.txt
            --constraint ../bounds.txt
            --index-url https://user:secret@pypi.example.com/simple
            --extra-index-url=https://other.example.com/simple
            -f wheels
            --trusted-host pypi.example.com
            Django>=4.2,\\
                <5  # the LTS
            djangorestframework [yaml] == 3.15.2 ; python_version >= "3.8"
            uWSGI==2.0.24 \\
                --hash=sha256:aaaa \\
                --hash=sha256:bbbb
            psycopg2-binary==2.9.9 --config-settings "--build-option=x"
            own @ git+https://git.example.com/own.git@v1#subdirectory=src
            git+https://git.example.com/team/drf-extra.git@feature/x#egg=drf_extra
            git+https://git.example.com/team/unnamed.git@main
            https://files.example.com/thing-1.2-py3-none-any.whl
            -e ./libs/mine
            libs/plain
            pkg-resources==0.0.0
            six @ file:///home/conda/feedstock_root/build_artifacts/six/work
            not a requirement
            ./nowhere
            "quoted>=1"
            """,
        requirements__more__other_DOT_txt="celery[redis]~=5.3\n-r ../base.txt\n-r ../missing.txt\n-r https://a.example.com/x.txt\n",
        bounds_DOT_txt="urllib3<2\n",
        libs__mine__pyproject_DOT_toml="[project]\nname = 'mine'\n",
        libs__plain__setup_DOT_py="",
    )
    found = read_requirements_file(tmp_path / "requirements/base.txt", tmp_path, base=tmp_path)
    assert said(found) == [
        "celery[redis]~=5.3",
        "django>=4.2,<5",
        'djangorestframework[yaml]==3.15.2 ; python_version >= "3.8"',
        "uwsgi==2.0.24",
        "psycopg2-binary==2.9.9",
        "own @ git+https://git.example.com/own.git@v1#subdirectory=src",
        "drf-extra @ git+https://git.example.com/team/drf-extra.git@feature/x",
        "git+https://git.example.com/team/unnamed.git@main",
        "https://files.example.com/thing-1.2-py3-none-any.whl",
        "-e ./libs/mine",
        "./libs/plain",
        "six",
        "quoted>=1",
    ]
    assert places(found)["django"] == "requirements/base.txt:8"
    assert places(found)["celery"] == "requirements/more/other.txt:1"
    assert {"unnamed", "thing", "mine", "plain"} <= places(found).keys()
    assert [one.text for one in found.constraints] == ["urllib3<2"]
    assert found.files == ["requirements/base.txt", "requirements/more/other.txt", "bounds.txt"]
    assert found.options == [
        "--index-url https://user:secret@pypi.example.com/simple",
        "--extra-index-url https://other.example.com/simple",
        "--find-links wheels",
    ]
    for words in (
        "../missing.txt is included, but isn't there",
        "https://a.example.com/x.txt is not read",
        "hashes",
        "'not a requirement' can't be read",
        "'./nowhere' can't be read",
        "file of the machine where this list was written; six is taken without it",
    ):
        assert words in notes(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_list_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "requirements.txt").write_text("# für alle\r\nDjango==5.2\r\n", encoding=encoding, newline="")
    assert said(read_requirements_file(tmp_path / "requirements.txt", tmp_path)) == ["django==5.2"]


def test_files_outside_of_the_project_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("django==1\n")
    write(tmp_path, top__requirements_DOT_txt="-r ../secret.txt\n-e ..\n../other\n")
    found = read_requirements_file(tmp_path / "top/requirements.txt", tmp_path / "top")
    assert said(found) == []
    assert "outside of the project" in notes(found)
    assert len(found.notes) == 3


def test_pep_621_and_735(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_DOT_toml="""
            [project]
            name = "My.App"
            requires-python = ">=3.10,<3.13"
            dependencies = [
                "Django~=5.1",
                "broken = 1",
            ]
            [project.optional-dependencies]
            redis = ["django-redis>=5"]
            all = ["my-app[redis]", "gunicorn"]
            [dependency-groups]
            test = ["pytest>=8"]
            Dev = [{include-group = "test"}, "ipython", {include-group = "dev"}]
            [tool.uv]
            constraint-dependencies = ["urllib3<2"]
            override-dependencies = ["six==1.16"]
            [[tool.uv.index]]
            url = "https://pypi.example.com/simple"
            """,
    )
    found = read_pyproject(tmp_path / "pyproject.toml", tmp_path)
    assert said(found) == ["django~=5.1"]
    assert said(found, "redis") == ["django-redis>=5"]
    assert said(found, "all") == ["django-redis>=5", "gunicorn"]
    assert said(found, "test") == ["pytest>=8"]
    assert said(found, "Dev") == ["pytest>=8", "ipython"]
    assert [one.text for one in found.constraints] == ["urllib3<2"]
    assert [one.text for one in found.overrides] == ["six==1.16"]
    assert found.options == ["--extra-index-url https://pypi.example.com/simple"]
    assert (found.python, found.python_found) == (">=3.10,<3.13", "pyproject.toml:3 (requires-python)")
    assert places(found)["django"] == "pyproject.toml:5"
    assert "'broken = 1' can't be read" in notes(found)


def test_sources_of_uv(tmp_path: Path) -> None:
    write(
        tmp_path,
        backend__pyproject_DOT_toml="""
            [project]
            dependencies = ["a", "b[x]>=1 ; python_version > '3.9'", "c", "d", "e", "f", "g"]
            [tool.uv.sources]
            a = { git = "https://git.example.com/a", tag = "v1", subdirectory = "py" }
            b = { git = "ssh://git@git.example.com/b.git", rev = "abc" }
            c = { path = "../libs/c", editable = true }
            d = { workspace = true }
            e = { url = "https://files.example.com/e-1.tar.gz" }
            f = { index = "own" }
            g = { path = "../../elsewhere" }
            [[tool.uv.index]]
            name = "own"
            url = "https://pypi.example.com/simple"
            explicit = true
            """,
        libs__c__pyproject_DOT_toml="",
        libs__d__pyproject_DOT_toml="[project]\nname = 'D'\n",
        pyproject_DOT_toml="[tool.uv.workspace]\nmembers = ['backend', 'libs/*']\n",
    )
    found = read_pyproject(tmp_path / "backend/pyproject.toml", tmp_path)
    assert said(found) == [
        "a @ git+https://git.example.com/a@v1#subdirectory=py",
        "b[x] @ git+ssh://git@git.example.com/b.git@abc ; python_version > '3.9'",
        "-e ./libs/c",
        "-e ./libs/d",
        "e @ https://files.example.com/e-1.tar.gz",
        "f",
        "g",
    ]
    assert found.options == ["--extra-index-url https://pypi.example.com/simple"]
    assert "g comes from a place that can't be read" in notes(found)


def test_dynamic_dependencies(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_DOT_toml="""
            [project]
            dynamic = ["dependencies"]
            [tool.setuptools.dynamic]
            dependencies = { file = ["requirements.txt", "gone.txt"] }
            """,
        requirements_DOT_txt="Django==5.2\n",
    )
    found = read_pyproject(tmp_path / "pyproject.toml", tmp_path)
    assert said(found) == ["django==5.2"]
    assert "gone.txt is named by pyproject.toml, but isn't there" in notes(found)


@pytest.mark.parametrize(
    ("constraint", "meant"),
    [
        ("^4.2", ">=4.2,<5"),
        ("^4.2.1", ">=4.2.1,<5"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.*", "==1.2.*"),
        ("*", ""),
        ("1.2", "==1.2"),
        ("==1.2", "==1.2"),
        ("=1.2", "==1.2"),
        (">= 1.2, < 2", ">=1.2,<2"),
        (">=1.2 <2", ">=1.2,<2"),
        ("^1.2 || ^2.0", ">=1.2,<3"),
        ("~2.7 | ^3.6", ">=2.7,<4"),
        ("~=1.2", "~=1.2"),
        ("^1.2,!=1.3", ">=1.2,<2,!=1.3"),
        (">=1 || <0.5", ""),
    ],
)
def test_constraints_of_poetry(constraint: str, meant: str) -> None:
    assert specifier(constraint) == meant


def test_poetry(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_DOT_toml="""
            [tool.poetry.dependencies]
            python = "^3.9"
            Django = "~4.2"
            djangorestframework = { version = "^3.14", extras = ["yaml"] }
            gunicorn = { version = "*", optional = true }
            backports = { version = "1.0", python = "<3.11" }
            numpy = [
                { version = "^1.26", python = "<3.12" },
                { version = "^2.0", python = ">=3.12" },
            ]
            forked = { git = "git@git.example.com:team/forked.git", branch = "main" }
            local = { path = "libs/local", develop = true }
            archive = { url = "https://files.example.com/archive-1.zip" }
            windows = { version = "*", markers = "sys_platform == 'win32' or os_name == 'nt'", python = ">=3.9" }
            wrong = "latest"
            [tool.poetry.extras]
            server = ["gunicorn"]
            [tool.poetry.dev-dependencies]
            black = "*"
            [tool.poetry.group.test.dependencies]
            pytest = "^8"
            [[tool.poetry.source]]
            name = "own"
            url = "https://pypi.example.com/simple"
            """,
        libs__local__setup_DOT_py="",
    )
    found = read_pyproject(tmp_path / "pyproject.toml", tmp_path)
    assert said(found) == [
        "django>=4.2,<4.3",
        "djangorestframework[yaml]>=3.14,<4",
        'backports==1.0 ; python_full_version < "3.11"',
        'numpy>=1.26,<2 ; python_full_version < "3.12"',
        'numpy>=2.0,<3 ; python_full_version >= "3.12"',
        "forked @ git+ssh://git@git.example.com/team/forked.git@main",
        "-e ./libs/local",
        "archive @ https://files.example.com/archive-1.zip",
        "windows ; (sys_platform == 'win32' or os_name == 'nt') and python_full_version >= \"3.9\"",
    ]
    assert (said(found, "server"), said(found, "dev"), said(found, "test")) == (
        ["gunicorn"],
        ["black"],
        ["pytest>=8,<9"],
    )
    assert (found.python, found.python_found) == (">=3.9,<4", "pyproject.toml:2 (Poetry's python)")
    assert places(found)["django"] == "pyproject.toml:3"
    assert places(found)["pytest"] == "pyproject.toml:21"
    assert found.options == ["--extra-index-url https://pypi.example.com/simple"]
    assert "'wrong = latest' can't be read" in notes(found)


def test_poetry_2_keeps_what_the_project_table_says(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_DOT_toml="""
            [project]
            dependencies = ["django (>=5.2,<6.0)"]
            [tool.poetry.dependencies]
            django = { source = "own" }
            extra = "^1"
            """,
    )
    assert said(read_pyproject(tmp_path / "pyproject.toml", tmp_path)) == ["django>=5.2,<6.0", "extra>=1,<2"]


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
