"""Functions from outside the project that settings are written with, by dotted name.

Each takes a `Call` and returns a value. What isn't here is UNKNOWN.
"""

import ast
import glob
import json
import os.path
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adopted.facts import Place
from adopted.reading.classes import make
from adopted.reading.core import Core, Raised
from adopted.reading.environment import REQUIRED, Missing
from adopted.reading.readers import (
    CACHES,
    READERS,
    READY,
    TYPES,
    URLS,
    Asked,
    Reader,
    asked,
    cache,
    convert,
    database,
)  # fmt: skip
from adopted.reading.values import UNKNOWN, Class, External, Frame, Instance, Module, Shared, has_unknown

LONGEST_RANGE = 10_000
MISSING_KINDS = {"environ": "ImproperlyConfigured", "environs": "EnvError", "decouple": "UndefinedValueError"}


@dataclass
class Call:
    """One call: by whom, with what, and where."""

    evaluator: Core
    args: list[Any]
    named: dict[str, Any]
    frame: Frame
    node: ast.AST

    @property
    def place(self) -> Place:
        """Where a person should look."""
        return self.evaluator.site(self.frame, self.node)

    def first(self, default: Any = UNKNOWN) -> Any:
        """Return the first argument."""
        return self.args[0] if self.args else default

    def absolute(self, path: Any) -> Path:
        """Return a path as the project's programs see it."""
        return Path(os.path.normpath(self.evaluator.project.root / path))

    def make(self, cls: Class) -> Any:
        """Return an object of a class of the project."""
        return make(self.evaluator, cls, self.args, self.named)

    def variable(self, asked: Asked, kind: str) -> Any:
        """Return what a variable is worth to the code that asks for it."""
        environment = self.evaluator.environment
        if asked.default is REQUIRED:
            value = self.evaluator.required(asked.name, kind, self.frame, self.node)
        else:
            value = environment.get(asked.name, asked.default, self.place, sure=self.evaluator.sure)
        if value is asked.default and not (asked.converts and isinstance(value, str) and asked.cast is not None):
            return value
        if isinstance(asked.cast, External) and asked.cast.name not in KNOWN_CASTS:
            return convert(value, asked.cast)
        return value if asked.cast is None else self.evaluator.call(asked.cast, [value], {}, self.frame, self.node)

    def ask(self, reader: Reader, method: str) -> Any:
        """Call a reader's method."""
        evaluator = self.evaluator
        if method in {"read_env", "read_envfile", "read_dotenv"}:
            return note_file(self)
        if method == "prefixed":
            reader.prefixes.append(self.first("") if isinstance(self.first(""), str) else "")
            return reader
        if method not in TYPES:
            return UNKNOWN
        wanted = asked(reader, method, self.args, self.named)
        if method in URLS or method in CACHES:
            wanted.cast = None
        value = self.variable(wanted, MISSING_KINDS[reader.library])
        if method in URLS:
            return database(value, self.named)
        if method in CACHES:
            return cache(value)
        if method in {"path"} and isinstance(value, str):
            return Path(value)
        return value if method in TYPES - DEFAULT_ONLY else UNKNOWN if isinstance(value, str) else value

    def path(self, owner: Path, method: str) -> Any:
        """Call a method of a path."""
        if has_unknown(self.args):
            return UNKNOWN
        own = PATHS.get(method)
        if own is not None:
            return own(self, owner)
        return UNKNOWN


KNOWN_CASTS = {"dj_database_url.parse", "json.loads", "ast.literal_eval"}
DEFAULT_ONLY = {"email", "email_url", "search_url", "channels", "channels_url", "dict"}

PATHS: dict[str, Callable[[Call, Path], Any]] = {
    "resolve": lambda call, path: call.absolute(path),
    "absolute": lambda call, path: call.absolute(path),
    "expanduser": lambda _, path: path,
    "joinpath": lambda call, path: path.joinpath(*call.args),
    "path": lambda call, path: path.joinpath(*call.args),
    "child": lambda call, path: path.joinpath(*call.args),
    "ancestor": lambda call, path: [path, *path.parents][call.first()],
    "with_name": lambda call, path: path.with_name(call.first()),
    "with_suffix": lambda call, path: path.with_suffix(call.first()),
    "as_posix": lambda _, path: path.as_posix(),
    "exists": lambda call, path: call.absolute(path).exists(),
    "is_file": lambda call, path: call.absolute(path).is_file(),
    "is_dir": lambda call, path: call.absolute(path).is_dir(),
    "glob": lambda call, path: sorted(call.absolute(path).glob(call.first())),
    "iterdir": lambda call, path: sorted(call.absolute(path).iterdir()),
    "read_text": lambda call, path: opened(call, path, text=True),
    "read_bytes": lambda call, path: opened(call, path),
    "open": lambda call, path: opened(call, path),
    "mkdir": lambda _call, _path: None,
    "relative_to": lambda call, path: path.relative_to(call.first()),
}


def pure(function: Callable[..., Any]) -> Callable[[Call], Any]:
    """Let a function of the standard library be called where all of its arguments are known."""

    def call_it(call: Call) -> Any:
        if has_unknown(call.args) or has_unknown(call.named.values()):
            return UNKNOWN
        if any(isinstance(each, External | Module | Instance) for each in call.args):
            return UNKNOWN
        return function(*call.args, **call.named)

    return call_it


def opened(call: Call, path: Any, *, text: bool = False) -> Any:
    """Open a file of the project. One that isn't there is worth a note."""
    mode = call.named.get("mode", call.args[1] if len(call.args) > 1 else "r")
    if not isinstance(path, str | Path) or not isinstance(mode, str) or mode[:1] not in {"r", ""}:
        return UNKNOWN
    evaluator, file = call.evaluator, call.absolute(path)
    if file.is_file():
        return file.read_text(encoding="utf-8") if text and file.stat().st_size <= LONGEST_RANGE else UNKNOWN
    if evaluator.catches("FileNotFoundError"):
        raise Missing("FileNotFoundError", str(path))
    if evaluator.sure:
        shown = evaluator.project.relative(file) or str(path)
        evaluator.note(
            f"The settings read the file {shown}, which isn't there", "Put it there before the start", call.place
        )
    return UNKNOWN


def note_file(call: Call) -> Any:
    """Note a file that variables are read from."""
    path = call.named.get("env_file", call.named.get("dotenv_path", call.named.get("path", call.first(None))))
    if isinstance(path, str | Path) and str(path):
        call.evaluator.environment.files.append(call.absolute(path))
    elif path is None:
        call.evaluator.environment.files.append(call.frame.module.file.parent / ".env")
    return None


def environ_get(call: Call) -> Any:
    """os.environ.get and os.getenv."""
    default = call.named.get("default", call.args[1] if len(call.args) > 1 else None)
    value = call.evaluator.environment.get(call.first(), default, call.place, sure=call.evaluator.sure)
    return value


def environ_setdefault(call: Call) -> Any:
    """os.environ.setdefault."""
    value = call.args[1] if len(call.args) > 1 else UNKNOWN
    place = call.evaluator.project.place(call.frame.module.file, call.node)
    return call.evaluator.environment.set(call.first(), value, place, keep=True)


def environ_update(call: Call) -> Any:
    """os.environ.update."""
    for name, value in {**(call.first({}) if isinstance(call.first({}), dict) else {}), **call.named}.items():
        call.evaluator.environment.set(name, value, call.place)


def database_config(call: Call) -> Any:
    """dj_database_url.config: the variable is DATABASE_URL unless said otherwise."""
    names = ("env", "default")
    given = dict(zip(names, call.args, strict=False)) | call.named
    default = given.get("default")
    url = call.variable(Asked(given.get("env", "DATABASE_URL"), default), "KeyError")
    return database(url, call.named)


def reader(library: str) -> Callable[[Call], Any]:
    """Return what makes a reader of a library."""

    def make_reader(call: Call) -> Any:
        for source in call.args:
            if isinstance(source, Path):
                call.evaluator.environment.files.append(source)
        return Reader(library, call.named if library == "environ" else {})

    return make_reader


def ready(library: str) -> Callable[[Call], Any]:
    """Return what calls a reader that the library has ready."""
    return lambda call: call.ask(Reader(library), "__call__")


def include(call: Call) -> Any:
    """split_settings.tools.include: run other files as part of this one."""
    evaluator, module = call.evaluator, call.frame.module
    own = module.file
    for pattern in call.args:
        optional = isinstance(pattern, tuple)
        name = pattern[0] if optional else pattern
        if not isinstance(name, str):
            continue
        files = [Path(each) for each in sorted(glob.glob(str(own.parent / name)))]
        if not files and not optional and evaluator.sure:
            evaluator.note(
                f"The settings include {name}, which isn't there", "Put it there before the start", call.place
            )
        for file in files:
            tree = evaluator.project.parse(file) if file.is_file() else None
            if tree is not None and file != own:
                module.file = file
                evaluator.run_module(tree.body, module)
                module.file = own
    return None


def import_module(call: Call) -> Any:
    """importlib.import_module and __import__."""
    name = call.first()
    if not isinstance(name, str):
        return UNKNOWN
    package = call.named.get("package", call.args[1] if len(call.args) > 1 else None)
    if name.startswith(".") and isinstance(package, str):
        frame = Frame(Module(package + ".x", call.frame.module.file), {})
        return call.evaluator.load(name, frame, call.node)
    return call.evaluator.load(name, call.frame, call.node)


def get_attribute(call: Call) -> Any:
    """getattr, with its default."""
    if has_unknown(call.args[:2]):
        return UNKNOWN
    value = call.evaluator.attribute(call.args[0], call.args[1], call.frame, call.node)
    fallback = isinstance(call.args[0], Module | Class | Instance) and value is UNKNOWN and len(call.args) > 2  # noqa: PLR2004
    return call.args[2] if fallback else value


def has_attribute(call: Call) -> Any:
    """Hasattr."""
    if not isinstance(call.first(), Module | Class) or call.args[1] is UNKNOWN:
        return UNKNOWN
    return call.evaluator.attribute(call.args[0], call.args[1], call.frame, call.node) is not UNKNOWN


def namespace(call: Call) -> Any:
    """globals(), locals() and vars(module)."""
    owner = call.first(None)
    if isinstance(owner, Module | Instance):
        return owner.names
    return UNKNOWN if call.args else call.frame.names or {}


def members(call: Call) -> Any:
    """inspect.getmembers, of an object or class of the project."""
    owner = call.first()
    if isinstance(owner, Module):
        return sorted(owner.names.items())
    if not isinstance(owner, Instance | Class):
        return UNKNOWN
    cls = owner.cls if isinstance(owner, Instance) else owner
    names = sorted({name for each in cls.lineage() for name in each.names})
    return [(name, call.evaluator.attribute(owner, name, call.frame, call.node)) for name in names]


def above(call: Call) -> Any:
    """super(): the object, seen as one of the classes above the one whose method this is."""
    scope: Frame | None = call.frame
    while scope is not None and scope.owner is None:
        scope = scope.outer
    if scope is None or scope.outer is None or scope.outer.cls is None:
        return UNKNOWN
    seen = Class("super", scope.outer.cls.bases, {})
    return Instance(seen, real=scope.owner) if isinstance(scope.owner, Instance) else seen


def set_attribute(call: Call) -> Any:
    """Setattr."""
    if isinstance(call.args[1], str):
        call.evaluator.assign_attribute(call.args[0], call.args[1], call.args[2])


def ends(call: Call) -> Any:
    """sys.exit: the process ends here, as with an exception."""
    raise Raised


def length(call: Call) -> Any:
    """len: unknown where items are."""
    value = call.first()
    return UNKNOWN if not isinstance(value, str) and has_unknown(value) else len(value)


def as_bool(call: Call) -> Any:
    """Bool."""
    from adopted.reading.expressions import truth

    known = truth(call.first(False))
    return UNKNOWN if known is None else known


def text_flag(call: Call) -> Any:
    """distutils.util.strtobool."""
    return convert(call.first(), External("strtobool")) if isinstance(call.first(), str) else UNKNOWN


def ordered(make_it: Callable[..., Any]) -> Callable[[Call], Any]:
    """list, tuple, set, sorted: unknown items stay in."""

    def call_it(call: Call) -> Any:
        value = call.first(())
        if value is UNKNOWN or isinstance(value, External):
            return UNKNOWN
        return make_it(value)

    return call_it


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
    "glob.glob": lambda call: sorted(glob.glob(str(call.absolute(call.first())))),
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
    "builtins.isinstance": lambda call: is_instance(call),
    "builtins.map": lambda call: mapped(call),
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
