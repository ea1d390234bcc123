"""Settings that are classes: those of pydantic-settings and django-configurations, and objects of the project's own."""

import ast
from typing import Any

from adopted.reading.core import Core
from adopted.reading.environment import REQUIRED
from adopted.reading.readers import cache, convert, database
from adopted.reading.values import UNKNOWN, Class, External, Function, Instance


def make(evaluator: Core, cls: Class, args: list[Any], named: dict[str, Any]) -> Any:
    """Return an object of a class of the project."""
    made = Instance(cls)
    outside = cls.outside()
    if any(name.endswith("BaseSettings") for name in outside):
        return read_fields(evaluator, made, named)
    made.names.update(named if any(name.endswith("BaseModel") for name in outside) else {})
    start = cls.find("__init__")
    if isinstance(start, Function):
        evaluator.call_function(Function(start.node, start.frame, made), args, named)
    return made


def options(cls: Class) -> dict[str, Any]:
    """Return what `model_config` or `class Config` says."""
    config = cls.find("model_config")
    inner = cls.find("Config")
    found = dict(inner.names) if isinstance(inner, Class) else {}
    return {**found, **config} if isinstance(config, dict) else found


def read_fields(evaluator: Core, made: Instance, named: dict[str, Any]) -> Instance:
    """Read the fields of a pydantic-settings class from the environment."""
    said = options(made.cls)
    prefix = said.get("env_prefix", "")
    file = said.get("env_file")
    for each in file if isinstance(file, tuple | list) else [file]:
        if isinstance(each, str) and each:
            evaluator.environment.files.append(evaluator.project.root / each)
    for cls in made.cls.lineage():
        for name, (_, line) in cls.annotations.items():
            if name == "model_config" or name in named:
                continue
            default = cls.names.get(name, REQUIRED)
            keys = [f"{prefix if isinstance(prefix, str) else ''}{name}".upper()]
            if isinstance(default, Field):
                keys, default = default.keys or keys, default.default
            frame = cls.frame
            place = None
            if frame is not None:
                place = evaluator.project.place(frame.module.file, _At(line))
            made.names[name] = evaluator.environment.get(keys[0], default, place, sure=evaluator.sure)
    made.names.update(named)
    return made


class _At(ast.AST):
    """Has the line of a field, as a node has."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.lineno = line


class Field:
    """What pydantic's `Field(...)` says of a field: its default, and the variables that it is read from."""

    def __init__(self, default: Any, keys: list[str]) -> None:
        self.default = default
        self.keys = keys

    def __deepcopy__(self, memo: dict[int, Any]) -> "Field":
        return self


def field_of(args: list[Any], named: dict[str, Any]) -> Field:
    """Return what a call of pydantic's `Field` says."""
    default = args[0] if args else named.get("default", named.get("default_factory", REQUIRED))
    default = REQUIRED if default is ... else default
    aliases = [named.get(key) for key in ("validation_alias", "env", "alias")]
    keys = [each for each in aliases if isinstance(each, str)]
    keys += [each for alias in aliases if isinstance(alias, list | tuple) for each in alias if isinstance(each, str)]
    return Field(default if not isinstance(default, Function | External) else UNKNOWN, keys)


def configuration(evaluator: Core, cls: Class) -> dict[str, Any]:
    """Return the settings of a class of django-configurations."""
    made = Instance(cls)
    found: dict[str, Any] = {}
    for each in cls.lineage():
        for name in each.names:
            if name.isupper():
                found[name] = UNKNOWN
    for name in found:
        value = evaluator.bound(made, name)
        value = evaluator.call_function(value, [], {}) if isinstance(value, Function) else value
        found[name] = value.read(evaluator, name) if isinstance(value, Value) else value
    return found


class Value:
    """A `values.Value(...)` of django-configurations."""

    def __init__(self, kind: str, default: Any, named: dict[str, Any], place: Any) -> None:
        self.kind = kind
        self.default = default
        self.named = named
        self.place = place

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        return self

    def read(self, evaluator: Core, name: str) -> Any:
        """Return its value for the setting of that name."""
        prefix = self.named.get("environ_prefix", "DJANGO")
        own = {"DatabaseURLValue": "DATABASE_URL", "CacheURLValue": "CACHE_URL", "EmailURLValue": "EMAIL_URL"}
        key = self.named.get("environ_name", own.get(self.kind, name))
        if self.named.get("environ", True) is False or not isinstance(key, str):
            return self.default
        if prefix and self.kind not in own:
            key = f"{prefix}_{key}"
        needed = self.kind == "SecretValue" or self.named.get("environ_required") is True
        default = REQUIRED if needed else self.default
        value = evaluator.environment.get(key, default, self.place, sure=evaluator.sure)
        if self.kind == "DatabaseURLValue":
            return {self.named.get("alias", "default"): database(value, {})}
        if self.kind == "CacheURLValue":
            return {"default": cache(value)}
        kind = {"BooleanValue": "bool", "ListValue": "list", "TupleValue": "list", "IntegerValue": "int"}.get(self.kind)
        return convert(value, External(kind)) if kind and value is not self.default else value
