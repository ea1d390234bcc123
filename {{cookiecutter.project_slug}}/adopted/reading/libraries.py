"""Functions from outside the project that settings are written with, by dotted name.

Each takes a `Call` and returns a value. What isn't here is UNKNOWN.
"""

import ast
import glob
import json
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any

from adopted.reading.call import Call, note_file, opened
from adopted.reading.core import Raised
from adopted.reading.modules import (
    above,
    get_attribute,
    has_attribute,
    import_module,
    include,
    members,
    namespace,
    set_attribute,
)  # fmt: skip
from adopted.reading.operators import truth
from adopted.reading.readers import READERS, READY, convert, database
from adopted.reading.values import UNKNOWN, External, Instance, Module, Shared, has_unknown
from adopted.reading.variables import (
    database_config,
    environ_get,
    environ_setdefault,
    environ_update,
    reader,
    ready,
)  # fmt: skip

LONGEST_RANGE = 10_000


def pure(function: Callable[..., Any]) -> Callable[[Call], Any]:
    """Let a function of the standard library be called where all of its arguments are known."""

    def call_it(call: Call) -> Any:
        if has_unknown(call.args) or has_unknown(call.named.values()):
            return UNKNOWN
        if any(isinstance(each, External | Module | Instance) for each in call.args):
            return UNKNOWN
        return function(*call.args, **call.named)

    return call_it


def ends(call: Call) -> Any:
    """sys.exit: the process ends here, as with an exception."""
    raise Raised


def length(call: Call) -> Any:
    """len: unknown where items are."""
    value = call.first()
    return UNKNOWN if not isinstance(value, str) and has_unknown(value) else len(value)


def as_bool(call: Call) -> Any:
    """Bool."""
    known = truth(call.first(False))
    return UNKNOWN if known is None else known


def text_flag(call: Call) -> Any:
    """distutils.util.strtobool."""
    return convert(call.first(), External("strtobool")) if isinstance(call.first(), str) else UNKNOWN


def matching(pattern: Path) -> list[str]:
    """Return the files that a pattern with an absolute path matches."""
    return sorted(glob.glob(str(pattern)))  # noqa: PTH207 (the pattern may have folders in it)


def ordered(make_it: Callable[..., Any]) -> Callable[[Call], Any]:
    """list, tuple, set, sorted: unknown items stay in."""

    def call_it(call: Call) -> Any:
        value = call.first(())
        if value is UNKNOWN or isinstance(value, External):
            return UNKNOWN
        return make_it(value)

    return call_it


def is_instance(call: Call) -> Any:
    """isinstance, for the plain types."""
    kinds = call.args[1] if isinstance(call.args[1], tuple) else (call.args[1],)
    plain: dict[str, type] = {
        "property": Call,
        "str": str,
        "list": list,
        "tuple": tuple,
        "dict": dict,
        "bool": bool,
        "int": int,
        "set": set,
        "float": float,
    }
    names = [each.name.removeprefix("builtins.") if isinstance(each, External) else "" for each in kinds]
    if call.first() is UNKNOWN or not all(name in plain for name in names):
        return UNKNOWN
    return isinstance(call.first(), tuple(plain[name] for name in names))


def mapped(call: Call) -> Any:
    """Map."""
    if len(call.args) != 2 or not isinstance(call.args[1], list | tuple | set):  # noqa: PLR2004
        return UNKNOWN
    evaluator = call.evaluator
    target = call.args[0]
    return [evaluator.call(target, [item], {}, call.frame, call.node) for item in call.args[1]]


KNOWN: dict[str, Callable[[Call], Any]] = {
    "os.environ.get": environ_get,
    "os.getenv": environ_get,
    "os.environ.setdefault": environ_setdefault,
    "os.environ.pop": environ_get,
    "os.environ.update": environ_update,
    "os.putenv": environ_setdefault,
    "os.path.abspath": lambda call: str(call.absolute(call.first())),
    "os.path.realpath": lambda call: str(call.absolute(call.first())),
    "os.path.exists": lambda call: call.absolute(call.first()).exists(),
    "os.path.isfile": lambda call: call.absolute(call.first()).is_file(),
    "os.path.isdir": lambda call: call.absolute(call.first()).is_dir(),
    "os.path.join": pure(posixpath.join),
    "os.path.dirname": pure(posixpath.dirname),
    "os.path.basename": pure(posixpath.basename),
    "os.path.normpath": pure(posixpath.normpath),
    "os.path.split": pure(posixpath.split),
    "os.path.splitext": pure(posixpath.splitext),
    "os.path.relpath": pure(posixpath.relpath),
    "os.fspath": pure(str),
    "os.getcwd": lambda call: str(call.evaluator.project.root),
    "os.listdir": lambda call: sorted(each.name for each in call.absolute(call.first(".")).iterdir()),
    "pathlib.Path": lambda call: UNKNOWN if has_unknown(call.args) else Path(*call.args),
    "pathlib.PurePath": lambda call: UNKNOWN if has_unknown(call.args) else Path(*call.args),
    "pathlib.Path.cwd": lambda call: call.evaluator.project.root,
    "unipath.Path": lambda call: UNKNOWN if has_unknown(call.args) else Path(*call.args),
    "path.Path": lambda call: UNKNOWN if has_unknown(call.args) else Path(*call.args),
    "environ.Path": lambda call: UNKNOWN if has_unknown(call.args) else call.absolute(Path(*call.args)),
    "glob.glob": lambda call: matching(call.absolute(call.first())),
    "platform.system": lambda _: "Linux",
    "sys.exit": ends,
    "builtins.exit": ends,
    "builtins.quit": ends,
    "builtins.str": lambda call: (
        str(call.first("")) if isinstance(call.first(""), str | int | float | Path) else UNKNOWN
    ),
    "builtins.int": pure(int),
    "builtins.float": pure(float),
    "builtins.bool": as_bool,
    "builtins.len": length,
    "builtins.list": ordered(list),
    "builtins.tuple": ordered(tuple),
    "builtins.set": ordered(set),
    "builtins.frozenset": ordered(set),
    "builtins.sorted": pure(sorted),
    "builtins.reversed": ordered(lambda value: list(reversed(value))),
    "builtins.dict": lambda call: dict(*call.args, **call.named),
    "collections.OrderedDict": lambda call: dict(*call.args, **call.named),
    "builtins.dict.fromkeys": lambda call: dict.fromkeys(*call.args) if isinstance(call.first(), list) else UNKNOWN,
    "builtins.range": lambda call: (
        range(*call.args) if all(abs(each) < LONGEST_RANGE for each in call.args) else UNKNOWN
    ),
    "builtins.zip": lambda call: UNKNOWN if has_unknown(call.args) else list(zip(*call.args, strict=False)),
    "builtins.enumerate": ordered(lambda value: list(enumerate(value))),
    "builtins.any": lambda call: UNKNOWN if has_unknown(call.first()) else any(call.first()),
    "builtins.all": lambda call: UNKNOWN if has_unknown(call.first()) else all(call.first()),
    "builtins.min": pure(min),
    "builtins.max": pure(max),
    "builtins.isinstance": is_instance,
    "builtins.map": mapped,
    "builtins.getattr": get_attribute,
    "builtins.super": above,
    "inspect.getmembers": members,
    "builtins.setattr": set_attribute,
    "builtins.hasattr": has_attribute,
    "builtins.globals": lambda call: call.frame.module.names,
    "builtins.locals": namespace,
    "builtins.vars": namespace,
    "builtins.dir": lambda call: [name for name, _ in members(call)] if isinstance(call.first(), Shared) else UNKNOWN,
    "builtins.open": lambda call: opened(call, call.first()),
    "io.open": lambda call: opened(call, call.first()),
    "codecs.open": lambda call: opened(call, call.first()),
    "builtins.__import__": import_module,
    "importlib.import_module": import_module,
    "copy.deepcopy": lambda call: call.first(),
    "json.loads": pure(json.loads),
    "ast.literal_eval": pure(ast.literal_eval),
    "distutils.util.strtobool": text_flag,
    "setuptools.distutils.util.strtobool": text_flag,
    "dotenv.load_dotenv": note_file,
    "dotenv.read_dotenv": note_file,
    "dotenv.find_dotenv": lambda call: call.evaluator.project.root / (call.first(".env") or ".env"),
    "dj_database_url.config": database_config,
    "dj_database_url.parse": lambda call: database(call.first(), call.named),
    "environ.Env.read_env": note_file,
    "environ.Env.db_url_config": lambda call: database(call.first(), call.named),
    "decouple.Csv": lambda _: External("decouple.Csv"),
    "decouple.RepositoryEnv": lambda call: Path(str(call.first())),
    "split_settings.tools.include": include,
    "split_settings.tools.optional": lambda call: (call.first(),),
    "django.utils.translation.gettext_lazy": lambda call: call.first(),
    **{name: reader(library) for name, library in READERS.items()},
    **{name: ready(library) for name, library in READY.items()},
}
