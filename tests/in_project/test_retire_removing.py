"""What is removed leaves the rest of a file as it was."""

import pytest

from strangler.retiring.naming import with_lines
from strangler.retiring.removing import without, without_unused

SOURCE = """\
\"\"\"é.\"\"\"

import a
import b

x = [  b.é( 1 ),  # one
    a.y,
]


# about f
@b
def f(): return a


def  g( ):
  return b
"""


def test_removing_leaves_the_rest_as_it_was() -> None:
    after = without_unused(without(SOURCE, {(13, 0), (7, 4)}), SOURCE, {"f"})
    kept = [
        line
        for line in SOURCE.splitlines()
        if line not in {"import a", "    a.y,", "# about f", "@b", "def f(): return a"}
    ]
    del kept[kept.index("]") + 1 : kept.index("]") + 3]  # the blank lines before f
    assert after.splitlines() == kept


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("from a import (\n    b,\n    c,\n)\n\nb\nc\n", "from a import (\n    b,\n)\n\nb\n"),
        ("from a import b, c\n\nb\nc\n", "from a import b\n\nb\n"),
        ("import os\nimport c\n\nos\nc\n", "import os\n\nos\n"),
        ("import c\nimport os\n\nos\nc\n", "import os\n\nos\n"),
        ('"""D."""\n\nimport c\nimport os\n\nos\nc\n', '"""D."""\n\nimport os\n\nos\n'),
        ("from c import *\n\nx = 1\nc\n", "from c import *\n\nx = 1\n"),
        ("import unused\nimport c\n\nc\n", "import unused\n"),
    ],
)
def test_imports_that_nothing_uses_any_more(source: str, after: str) -> None:
    line = source.splitlines().index("c") + 1
    assert without_unused(without(source, {(line, 0)}), source, ()) == after


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("urlpatterns = []\n", 'urlpatterns = [\n    path("a/", ported, name="a"),\n]\n'),
        (
            'urlpatterns = [\n    path("b/", b),\n]\n',
            'urlpatterns = [\n    path("b/", b),\n    path("a/", ported, name="a"),\n]\n',
        ),
        ("urlpatterns = make()\n", None),
    ],
)
def test_names_are_put_into_a_plain_list(source: str, after: str | None) -> None:
    found = with_lines(f"from django.urls import path\n\n{source}", ['path("a/", ported, name="a")'])
    if after is None:
        assert found is None
    else:
        assert found is not None
        assert found == f"from django.urls import path\n\nfrom bridge.drf.legacy import ported\n\n{after}"
