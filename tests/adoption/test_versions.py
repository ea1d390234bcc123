"""Versions, specifiers and markers, held against `packaging` itself."""

import itertools

import pytest
from packaging import markers as their_markers
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion
from packaging.version import Version as TheirVersion

from adopted.requirements import markers, pep508
from adopted.requirements.specifiers import Specifier, Specifiers
from adopted.requirements.versions import Version

VERSIONS = """
    0 0.1 0.9 0.10 1 1.0 1.0.0 1.0.1 1.1 1.2.3 1.2.3.4 1.9 1.10 2 2.0 2.0.1 4.2 4.2.0 4.2.16 5.0 5.2.7 2024.1 1!0.5 1!1
    1.0.dev1 1.0.dev 1.0a 1.0a1 1.0a2.dev3 1.0alpha1 1.0b2 1.0beta2 1.0rc1 1.0c1 1.0-rc.1 1.0pre1 1.0preview2 1.0_a_1
    1.0.post1 1.0-1 1.0post 1.0.rev2 1.0.r3 1.0.post1.dev2 1.0a1.post2 1.0a1.post2.dev1 v1.0 V2 2.0a1 2.0.dev0 2.0.post1
    1.0+local 1.0+abc.5 1.0+abc.10 1.0+5 1.0+10 1.0+ABC-7 1.2.3+1 1.0.post1+x 4.2rc1 5.0a1
""".split()  # noqa: SIM905 - a list would be fifty lines
OPERATORS = ("==", "!=", "<=", ">=", "<", ">", "~=", "===")
SETS = (
    ">=4.2,<5", "~=4.2", "~=4.2.0", "==4.2.*", "!=4.2.*", ">=1,!=1.0.1,<2", "", "==1!1.*", "~=1.2.3.4", ">1.0", "<2.0",
    ">1.0.post1", "<2.0a1", "==1", "==1.0+abc.5", "!=1.0+5", "==0.*", "~=0.1", "<=1.0", ">=1.0.dev1",
)  # fmt: skip


@pytest.mark.parametrize("left", VERSIONS)
def test_versions_stand_in_the_order_of_packaging(left: str) -> None:
    for right in VERSIONS:
        mine, theirs = (Version.parse(left), Version.parse(right)), (TheirVersion(left), TheirVersion(right))
        assert (mine[0] < mine[1]) == (theirs[0] < theirs[1]), right
        assert (mine[0] == mine[1]) == (theirs[0] == theirs[1]), right
        assert (hash(mine[0]) == hash(mine[1])) == (theirs[0] == theirs[1]), right
    assert Version.parse(left).is_prerelease == TheirVersion(left).is_prerelease


@pytest.mark.parametrize("text", ["", "x", "1.x", "1..2", "1.0-", "1.0+", "2.0-custom", "==1", "1 2", "latest"])
def test_what_is_no_version_is_refused_as_packaging_refuses_it(text: str) -> None:
    with pytest.raises(InvalidVersion):
        TheirVersion(text)
    with pytest.raises(ValueError, match="is no version"):
        Version.parse(text)


def test_specifiers_allow_what_packaging_allows() -> None:
    compared = 0
    for operator, written in itertools.product(OPERATORS, VERSIONS):
        text = f"{operator}{written}"
        if operator not in {"==", "!=", "==="} and "+" in written:
            continue  # PEP 440 forbids it
        if operator == "~=" and len(TheirVersion(written).release) == 1:
            continue
        theirs = SpecifierSet(text)
        for version in VERSIONS:
            assert Specifiers.parse(text).contains(version) == theirs.contains(version, prereleases=True), (
                text,
                version,
            )
            compared += 1
    assert compared > 20_000


@pytest.mark.parametrize("text", SETS)
def test_sets_of_specifiers_allow_what_packaging_allows(text: str) -> None:
    allowed = [version for version in VERSIONS if SpecifierSet(text).contains(version, prereleases=True)]
    assert Specifiers.parse(text).allowed(VERSIONS) == allowed


@pytest.mark.parametrize("pair", [*itertools.product(SETS, SETS)], ids=" and ".join)
def test_what_a_version_is_in_is_possible(pair: tuple[str, str]) -> None:
    both = Specifiers.parse(pair[0]) & Specifiers.parse(pair[1])
    if both.allowed(VERSIONS):
        assert both.possible()


@pytest.mark.parametrize(
    ("ours", "theirs", "meets"),
    [
        (">=3.13", "==3.7.2", False),
        (">=3.13", ">=3.7,<4", True),
        (">=3.13", "~=3.7.0", False),
        (">=3.13", "~=3.7", True),
        (">=0.165,<0.166", "==0.165.*", True),
        (">=0.165,<0.166", "!=0.165.*", True),  # not seen: this is about bounds
        (">=4.2", "<4.2", False),
        (">=4.2", "<=4.2", True),
        (">=4.2", "==4.2", True),
        (">4.2", "<=4.2", False),
        (">=2", "==2,!=2", False),
        (">=3.11,<3.14", ">=3.8,<3.11", False),
        (">=3.11,<3.14", "^3", None),
        (">=2.12", "==1.10.*", False),
    ],
)
def test_sets_meet_where_a_version_can_be_in_both(ours: str, theirs: str, meets: bool | None) -> None:
    if meets is None:
        with pytest.raises(ValueError, match="is no specifier"):
            Specifiers.parse(theirs)
        return
    assert Specifiers.parse(ours).meets(Specifiers.parse(theirs)) is meets


@pytest.mark.parametrize("text", ["4.2", "=4.2", "~=4", ">=", "==4.2.x", ">=4.2 <5"])
def test_what_is_no_specifier_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|needs two"):
        Specifier.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "Django",
        "Django>=4.2,<5",
        "Django >= 4.2 , < 5",
        "django (>=4.2)",
        "psycopg[binary, pool]>=3.2",
        "zope.interface==5.0",
        "ruamel_yaml ; python_version < '3.9'",
        'a>=1;python_version>="3.8" and sys_platform != "win32"',
        "pkg @ git+https://git.example.com/a/b.git@v1#egg=pkg",
        "pkg[x] @ https://files.example.com/pkg-1.0.zip ; python_version > '3.8'",
        "a===1.0",
    ],
)
def test_requirements_are_read_as_packaging_reads_them(text: str) -> None:
    mine, theirs = pep508.parse(text), Requirement(text)
    assert mine.name == pep508.normalised(theirs.name)
    assert set(mine.extras) == theirs.extras
    assert mine.url == (theirs.url or "")
    assert SpecifierSet(mine.specifier) == theirs.specifier
    assert bool(mine.marker) == bool(theirs.marker)
    again = Requirement(str(mine))
    assert (again.specifier, again.extras, again.url, str(again.marker)) == (
        theirs.specifier,
        theirs.extras,
        theirs.url,
        str(theirs.marker),
    )


@pytest.mark.parametrize("text", ["", "./libs/own", "-e .", "https://a.example.com/x.zip", "a=1", "a>=1 <2", "a b"])
def test_what_is_no_requirement_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        pep508.parse(text)


@pytest.mark.parametrize("python", ["3.9", "3.11", "3.12"])
@pytest.mark.parametrize(
    "marker",
    [
        'python_version < "3.11"',
        'python_version >= "3.9" and python_version < "3.12"',
        'python_version < "3.10" or python_version > "3.11"',
        'python_full_version < "3.11.3"',
        "sys_platform == 'win32'",
        'sys_platform != "win32" and (python_version == "3.11" or platform_system == "Darwin")',
        'python_version in "3.9 3.11"',
        'python_version not in "3.9, 3.12"',
        '"linux" in sys_platform',
        'extra == "dev"',
        'python_version ~= "3.9"',
        'python_version == "3.*"',
        'os_name == "nt" or implementation_name == "cpython" and platform_machine == "x86_64"',
        "'3.11' <= python_version",
    ],
)
def test_markers_come_to_what_packaging_says(marker: str, python: str) -> None:
    if marker.startswith("'3.11'"):
        assert markers.counts(marker, python) == (python != "3.9")
        return
    theirs = their_markers.Marker(marker).evaluate(dict(markers.environment(python)))
    assert markers.counts(marker, python) == theirs


@pytest.mark.parametrize(
    "marker", ["what is this", 'python_version < "3.8" and', '(os_name == "nt"', "unknown == 'x'", '"']
)
def test_a_marker_that_cannot_be_read_counts(marker: str) -> None:
    assert markers.counts(marker, "3.12")
