"""One call that the evaluator meets, with what the libraries' functions need of it."""

import ast
import os.path
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adopted.facts import Place
from adopted.reading.classes import make
from adopted.reading.core import Core
from adopted.reading.environment import REQUIRED, Missing
from adopted.reading.readers import CACHES, TYPES, URLS, Asked, Reader, asked, cache, convert, database
from adopted.reading.values import UNKNOWN, Class, External, Frame, has_unknown

LARGEST_TEXT = 10_000  # bytes of a file whose contents become a value
MISSING_KINDS = {"environ": "ImproperlyConfigured", "environs": "EnvError", "decouple": "UndefinedValueError"}
KNOWN_CASTS = {"dj_database_url.parse", "json.loads", "ast.literal_eval"}
DEFAULT_ONLY = {"email", "email_url", "search_url", "channels", "channels_url", "dict"}


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

    def ask(self, reader: Reader, method: str) -> Any:  # noqa: PLR0911 (one kind each)
        """Call a reader's method."""
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
        if method == "path" and isinstance(value, str):
            return Path(value)
        return UNKNOWN if method in DEFAULT_ONLY and isinstance(value, str) else value

    def path(self, owner: Path, method: str) -> Any:
        """Call a method of a path."""
        if has_unknown(self.args):
            return UNKNOWN
        own = PATHS.get(method)
        if own is not None:
            return own(self, owner)
        return UNKNOWN


def opened(call: Call, path: Any, *, text: bool = False) -> Any:
    """Open a file of the project. One that isn't there is worth a note."""
    mode = call.named.get("mode", call.args[1] if len(call.args) > 1 else "r")
    if not isinstance(path, str | Path) or not isinstance(mode, str) or mode[:1] not in {"r", ""}:
        return UNKNOWN
    evaluator, file = call.evaluator, call.absolute(path)
    if file.is_file():
        return file.read_text(encoding="utf-8") if text and file.stat().st_size <= LARGEST_TEXT else UNKNOWN
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


PATHS: dict[str, Callable[[Call, Path], Any]] = {
    "resolve": Call.absolute,
    "absolute": Call.absolute,
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
    "read_bytes": opened,
    "open": opened,
    "mkdir": lambda _call, _path: None,
    "relative_to": lambda call, path: path.relative_to(call.first()),
}
