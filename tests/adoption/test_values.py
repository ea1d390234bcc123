"""What the evaluator makes of Python that it never runs."""

import ast
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from adopted.reading.environment import Environment
from adopted.reading.evaluator import Evaluator
from adopted.reading.project import Project
from adopted.reading.values import UNKNOWN
from tests.adoption.evaluating import evaluated, x_of
from tests.adoption.projects import write


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("X = [1] + ['a'] + list((2,))", [1, "a", 2]),
        ("X = ('a',)\nX += ('b',)", ("a", "b")),
        ("X = ['b']\nX.append('c')\nX.insert(0, 'a')\nX.extend(('d',))\nX += ['e']", ["a", "b", "c", "d", "e"]),
        ("A = ['a']\nX = [*A, 'b', *('c', 'd')]", ["a", "b", "c", "d"]),
        ("X = {'a': {}}\nX['a']['b'] = 1\nX.update(c=2)\ndel X['c']", {"a": {"b": 1}}),
        ("N = 'site'\nX = f'{N}.urls' + '.%s' % 'x' + '.{}'.format(1)", "site.urls.x.1"),
        ("X = [a.upper() for a in ('x', '', 'y') if a]", ["X", "Y"]),
        ("X = {k: v for k, v in {'a': 1}.items()}", {"a": 1}),
        ("X = 'a,b'.split(',')", ["a", "b"]),
        ("X, Y = 1, 2", 1),
        ("X = 1 if 2 > 1 else 2", 1),
        ("X = []\nfor name in ('a', 'b', 'c'):\n    if name == 'c':\n        break\n    X.append(name)", ["a", "b"]),
        ("def f(a, *, b='y', **more):\n    return a + b + more['c']\nX = f('x', c='z')", "xyz"),
        ("X = (lambda a: a * 2)('x')", "xx"),
        ("match 'b':\n    case 'a':\n        X = 1\n    case 'b' | 'c':\n        X = 2\n    case _:\n        X = 3", 2),
        ("class A:\n    V = 1\nclass B(A):\n    @property\n    def w(self):\n        return self.V + 1\nX = B().w", 2),
        ("import sys\nX = 'test' in sys.argv", False),
        ("import os\nX = os.path.basename(os.path.join('a', 'b'))", "b"),
        ("globals()['X'] = 4", 4),
        ("import sys\nsetattr(sys.modules[__name__], 'X', 5)", 5),
        ("try:\n    X = 1\nfinally:\n    X = 2", 2),
    ],
)
def test_plain_values(tmp_path: Path, source: str, expected: Any) -> None:
    assert x_of(tmp_path, source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "import socket\nX = socket.gethostname()",
        "X = open('VERSION').read()",
        "from lib import thing\nX = thing + 'x'",
        "X = 'a' * 10**9",
        "X = 9 ** 9 ** 9",
        "X = [][3]",
        "X = undefined",
        "X = 1\nwhile X < 3:\n    X += 1",
        "def f():\n    return f()\nX = f()",
        "import random\nX = random.choice(['a', 'b'])",
        "import ast\nX = ast.literal_eval('(')",
        "import importlib\nX = importlib.import_module('...a', 'b')",
    ],
)
def test_what_is_not_known_stays_unknown(tmp_path: Path, source: str) -> None:
    assert x_of(tmp_path, source) is UNKNOWN


def test_a_list_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    assert x_of(tmp_path, "from lib import more\nX = ['a'] + more + ['b']") == ["a", UNKNOWN, "b"]


def test_nothing_is_run(tmp_path: Path) -> None:
    x_of(
        tmp_path,
        f"import os, pathlib\npathlib.Path(r'{tmp_path}/made').mkdir()\nopen('made', 'w')\nos.system('touch made')\nX = 1",  # noqa: E501
    )

    assert sorted(path.name for path in tmp_path.iterdir()) == ["conf.py"]


def test_folders(tmp_path: Path) -> None:
    source = """
        import os
        from pathlib import Path
        BASE = os.path.dirname(os.path.abspath(__file__))
        X = os.path.join(BASE, 'a')
        Y = Path(__file__).resolve().parent / 'a'
        Z = Path(__file__).parents[0].joinpath('a').exists()
        E = __import__('environ').Path(__file__) - 1
    """
    names = evaluated(tmp_path, source)[0]

    assert names["X"] == str(names["Y"]) == str(tmp_path.resolve() / "a")
    assert names["Z"] is False


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # A test that can't be read: what both branches agree on, and what either has for lists.
        ("import lib\nX = ['a']\nif lib.flag:\n    X += ['b']", ["a", "b"]),
        ("import lib\nif lib.flag:\n    X = 1\nelse:\n    X = 1", 1),
        ("import lib\nif lib.flag:\n    X = 1\nelse:\n    X = 2", UNKNOWN),
        ("import lib\nif lib.flag:\n    raise ValueError\nelse:\n    X = 2", 2),
        ("import lib\nX = {'a': 1, 'b': 1}\nif lib.flag:\n    X['b'] = 2", {"a": 1, "b": UNKNOWN}),
        ("import lib\ndef f():\n    if lib.flag:\n        return 1\n    return 1\nX = f()", 1),
        # A test that can be read takes its branch, and what the other one does has no effect.
        ("X = ['a']\nif 1 > 2:\n    X.append('b')", ["a"]),
    ],
)
def test_branches(tmp_path: Path, source: str, expected: Any) -> None:
    assert x_of(tmp_path, source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from base import *\nX = A + ['b']", ["a", "b"]),
        ("from base import *\nX = 'A' in globals() and '_B' not in globals()", True),
        ("import base\nX = base.A", ["a"]),
        ("from base import A as X", ["a"]),
        ("X = 1\ntry:\n    from local import *\nexcept ImportError:\n    pass", 1),
        ("try:\n    from local_settings import *\nexcept ImportError:\n    X = 3", 3),
        ("from importlib import import_module\nX = import_module('base').A", ["a"]),
        (
            "import importlib\nfor k, v in vars(importlib.import_module('base')).items():\n    globals()[k] = v\nX = A",
            ["a"],
        ),
        ("from split_settings.tools import include, optional\ninclude('ba*.py', optional('none.py'))\nX = A", ["a"]),
    ],
)
def test_imports(tmp_path: Path, source: str, expected: Any) -> None:
    assert x_of(tmp_path, source, base="A = ['a']\n_B = 1\n") == expected


def test_relative_imports_in_a_package_that_a_variable_chooses(tmp_path: Path) -> None:
    files = {
        "settings/__init__.py": """
            import importlib, os
            ENV = os.environ.get("STAGE", "dev")
            if ENV == "production":
                from .production import *
            else:
                from .dev import *
            extra = importlib.import_module(f".{ENV}", __package__)
            Y = extra.X
        """,
        "settings/base.py": "X = ['base']\n",
        "settings/dev.py": "from .base import *\nX = X + ['dev']\n",
        "settings/production.py": "import os\nX = os.environ['ONLY_IN_PRODUCTION']\n",
    }
    names, environment = evaluated(tmp_path, "from settings import X, Y", files)

    assert names["X"] == names["Y"] == ["base", "dev"]
    assert not environment.found["ONLY_IN_PRODUCTION"].required


@pytest.mark.parametrize("source", ["print 'x'\n", "X = (\n", "\x00", "X = " + "(" * 400 + ")" * 400])
def test_source_that_is_not_python_3(tmp_path: Path, source: str) -> None:
    write(tmp_path, {"conf.py": "from broken import *\nX = 1\n"})
    (tmp_path / "broken.py").write_text(source, encoding="utf-8")
    project = Project(tmp_path)

    assert Evaluator(project, Environment()).evaluate("conf").names["X"] == 1
    assert project.notes[0].text.startswith("broken.py is not valid")


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    assert x_of(tmp_path, "A = 1\nfrom other import B\nX = B", other="from conf import A\nB = A + 1\n") == 2


def test_a_raise_after_a_variable_that_the_settings_set_themselves(tmp_path: Path) -> None:
    source = """
        import os
        os.environ["V"] = "1"
        def check():
            raise ValueError
        Y = os.environ["V"] + check()
        X = 2
    """
    names, environment = evaluated(tmp_path, source)

    assert (names["X"], names["Y"], environment.found) == (2, UNKNOWN, {})


def test_every_statement_of_this_python_is_survived(tmp_path: Path) -> None:
    source = dedent("""
        async def f():
            async with a as b:
                async for c in d:
                    yield c
            await g
        class A(metaclass=M): x: int
        with open("x") as f, g() as (h, i): pass
        for j in k: l = j
        else: m = 1
        try: n = 1
        except* ValueError: pass
        del o, p[1]
        q: int
        r = s = (t := 2)
        u, *v = w
        assert False
        global y
        import a.b.c as z
        X = 1
    """)
    ast.parse(source)

    assert x_of(tmp_path, source) == 1
