"""Lists that pip reads, with their traps."""

from pathlib import Path

import pytest

from adopted.requirements.pip_files import read_requirements_file
from tests.adoption.lists import notes, places, said, write


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
            six @ file:///home/conda/feedstock_root/build_artifacts/six/sources
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
