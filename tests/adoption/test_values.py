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
from tests.adoption.projects import write


def evaluated(
    folder: Path, source: str, files: dict[str, str] | None = None, examples: dict[str, str] | None = None
) -> tuple[dict[str, Any], Environment]:
    write(folder, {"conf.py": source, **(files or {})})
    evaluator = Evaluator(Project(folder), Environment(examples=examples))
    return evaluator.evaluate("conf").names, evaluator.environment


def x_of(folder: Path, source: str, **files: str) -> Any:
    return evaluated(folder, source, {f"{name}.py": content for name, content in files.items()})[0]["X"]


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


HELPER = """
    import os
    def get_env(name, default=None):
        try:
            return os.environ[name]
        except KeyError:
            if default is not None:
                return default
            raise RuntimeError(name)
    def flag(name, default=False):
        return os.getenv(name, str(default)).lower() in ("1", "true")
"""


@pytest.mark.parametrize(
    ("source", "default", "required", "value"),
    [
        ("import os\nX = os.environ['V']", None, True, UNKNOWN),
        ("import os\nX = os.environ.get('V')", None, False, None),
        ("import os\nX = os.environ.get('V', 'a')", "a", False, "a"),
        ("from os import getenv\nX = getenv('V', default='a')", "a", False, "a"),
        ("from os import environ\nX = 'V' in environ", None, False, False),
        ("import os\nX = int(os.environ.get('V', 5))", "5", False, 5),
        ("import os\nX = os.environ.get('V').split(',')", None, True, UNKNOWN),
        ("import os\nX = int(os.getenv('V'))", None, True, UNKNOWN),
        ("import os\ntry:\n    X = os.environ['V']\nexcept KeyError:\n    X = 'b'", None, False, "b"),
        ("import os\ntry:\n    X = os.environ['V']\nexcept KeyError:\n    raise SystemExit", None, True, UNKNOWN),
        ("import os\nX = os.environ.get('V')\nif not X:\n    raise RuntimeError", None, True, UNKNOWN),
        ("import environ\nenv = environ.Env()\nX = env('V')", None, True, UNKNOWN),
        ("import environ\nenv = environ.Env()\nX = env('V', default='a')", "a", False, "a"),
        ("import environ\nenv = environ.Env()\nX = env.bool('V', False)", "False", False, False),
        ("import environ\nenv = environ.Env()\nX = env.list('V', default=['a', 'b'])", "a,b", False, ["a", "b"]),
        ("import environ\nenv = environ.Env(V=(bool, True))\nX = env('V')", "True", False, True),
        ("from environs import Env\nenv = Env()\nX = env('V', 'a')", "a", False, "a"),
        ("from environs import Env\nenv = Env()\nwith env.prefixed('V'):\n    X = env.int('', 3)", "3", False, 3),
        ("from decouple import config\nX = config('V')", None, True, UNKNOWN),
        ("from decouple import config\nX = config('V', default='1', cast=bool)", "1", False, True),
        ("from decouple import config, Csv\nX = config('V', default='a, b', cast=Csv())", "a, b", False, ["a", "b"]),
        ("from helper import get_env\nX = get_env('V')", None, True, UNKNOWN),
        ("from helper import get_env\nX = get_env('V', 'a')", None, False, "a"),
        ("from helper import flag\nX = flag('V', True)", "True", False, True),
    ],
)
def test_variables(tmp_path: Path, source: str, default: str | None, required: bool, value: Any) -> None:
    names, environment = evaluated(tmp_path, source, {"helper.py": HELPER})
    found = environment.found["V"]

    assert (found.default, found.required) == (default, required)
    assert names["X"] == value
    assert found.place is not None
    assert found.place.file == "conf.py"


def test_a_required_variable_has_the_projects_own_example(tmp_path: Path) -> None:
    source = "import os\nX = os.environ['V']\nY = os.environ.get('W', 'default')"
    names, environment = evaluated(tmp_path, source, examples={"V": "from the example", "W": "too"})

    assert (names["X"], names["Y"]) == ("from the example", "default")
    assert environment.found["W"].example == "too"


@pytest.mark.parametrize(
    ("source", "engine"),
    [
        ("import environ\nX = environ.Env().db('DATABASE_URL', default='postgres://a:b@c/d')", "postgresql"),
        ("import dj_database_url\nX = dj_database_url.config(default='sqlite:///x')", "sqlite3"),
        ("import dj_database_url, os\nX = dj_database_url.parse(os.getenv('URL', 'mysql://x'))", "mysql"),
        ("from environs import Env\nX = Env().dj_db_url('DATABASE_URL', default='postgresql://x')", "postgresql"),
    ],
)
def test_database_urls(tmp_path: Path, source: str, engine: str) -> None:
    assert x_of(tmp_path, source)["ENGINE"] == f"django.db.backends.{engine}"


def test_pydantic_settings(tmp_path: Path) -> None:
    source = """
        from pydantic import Field
        from pydantic_settings import BaseSettings, SettingsConfigDict
        class Config(BaseSettings):
            model_config = {"env_prefix": "APP_", "env_file": ".env"}
            debug: bool = False
            secret: str
            url: str = Field("x", alias="SERVICE_URL")
        X = Config()
        Y = X.debug, X.url
    """
    names, environment = evaluated(tmp_path, source)

    assert names["Y"] == (False, "x")
    assert [(each.name, each.required) for each in environment.found.values()] == [
        ("APP_DEBUG", False),
        ("APP_SECRET", True),
        ("SERVICE_URL", False),
    ]


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
