"""Libraries that read the environment: django-environ, environs, python-decouple, dj-database-url and their like."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from adopted.reading.environment import REQUIRED
from adopted.reading.values import UNKNOWN, External, Shared

NOT_SET = object()
TRUE = {"1", "true", "yes", "y", "on", "ok", "t"}

# What makes a reader, and which library it is of. The first three differ in what a second positional argument is.
READERS = {
    "environ.Env": "environ", "environ.FileAwareEnv": "environ", "environs.Env": "environs",
    "environs.FileAwareEnv": "environs", "environs.EnvError": "environs", "decouple.Config": "decouple",
    "decouple.AutoConfig": "decouple", "envparse.Env": "environs", "getenv.env": "environs",
}  # fmt: skip
READY = {
    "decouple.config": "decouple", "environs.env": "environs", "envparse.env": "environs", "getenv.env": "environs",
    "prettyconf.config": "decouple", "starlette.config.Config": "decouple",
}  # fmt: skip
URLS = {"db", "db_url", "dj_db_url", "database_url"}
CACHES = {"cache", "cache_url", "dj_cache_url"}
DEFAULT_NAMES = {
    "db": "DATABASE_URL", "db_url": "DATABASE_URL", "cache": "CACHE_URL", "cache_url": "CACHE_URL",
    "email": "EMAIL_URL", "email_url": "EMAIL_URL", "search_url": "SEARCH_URL", "channels": "CHANNELS_URL",
    "channels_url": "CHANNELS_URL",
}  # fmt: skip
PLAIN = {"str", "__call__", "url", "enum", "get_value", "unicode", "bytes"}
TYPES = {"bool", "int", "float", "list", "tuple", "json", "dict", "path", *PLAIN, *URLS, *CACHES, *DEFAULT_NAMES}
TYPES |= {"decimal", "date", "datetime", "timedelta", "uuid", "log_level", "proxied", "set"}

ENGINES = {
    "postgres": "postgresql", "postgresql": "postgresql", "psql": "postgresql", "pgsql": "postgresql",
    "mysql": "mysql", "mysql2": "mysql", "sqlite": "sqlite3", "sqlite3": "sqlite3", "oracle": "oracle",
    "oraclesp": "oracle", "mysqlgis": "mysql", "mysql-connector": "mysql",
}  # fmt: skip
GIS = {"postgis": "postgis", "spatialite": "spatialite", "mysqlgis": "mysql", "oraclegis": "oracle"}
CACHE_BACKENDS = {
    "locmem": "django.core.cache.backends.locmem.LocMemCache",
    "locmemcache": "django.core.cache.backends.locmem.LocMemCache",
    "dummy": "django.core.cache.backends.dummy.DummyCache", "dummycache": "django.core.cache.backends.dummy.DummyCache",
    "db": "django.core.cache.backends.db.DatabaseCache", "dbcache": "django.core.cache.backends.db.DatabaseCache",
    "file": "django.core.cache.backends.filebased.FileBasedCache",
    "memcache": "django.core.cache.backends.memcached.PyMemcacheCache",
    "pymemcache": "django.core.cache.backends.memcached.PyMemcacheCache",
    "redis": "django_redis.cache.RedisCache", "rediss": "django_redis.cache.RedisCache",
    "rediscache": "django_redis.cache.RedisCache", "redis-cache": "django_redis.cache.RedisCache",
}  # fmt: skip


@dataclass(eq=False)
class Reader(Shared):
    """An object that reads variables: the `env` or `config` of the libraries."""

    library: str
    scheme: dict[str, Any] = field(default_factory=dict)  # of django-environ: name: type, or (type, default)
    prefixes: list[str] = field(default_factory=list)

    def leave(self) -> None:
        """End `with env.prefixed(...)`."""
        if self.prefixes:
            self.prefixes.pop()


@dataclass
class Asked:
    """What one call asks for."""

    name: Any
    default: Any = REQUIRED
    cast: Any = None
    converts: bool = False  # the library converts a default that is text, too


def asked(reader: Reader, method: str, args: list[Any], named: dict[str, Any]) -> Asked:
    """Return which variable a call is about, with its default and type."""
    rest = list(args)
    name = (
        rest.pop(0)
        if rest
        else named.get("var", named.get("name", named.get("option", DEFAULT_NAMES.get(method, UNKNOWN))))
    )
    cast = named.get("cast", named.get("subcast"))
    third = reader.library == "environ" and method in {"__call__", "list", "dict", "tuple", "get_value"}
    if third and rest:
        cast = rest.pop(0)
    default = rest[0] if rest else named.get("default", REQUIRED)
    if isinstance(default, External) and default.name.endswith((".NOTSET", ".undefined")):
        default = REQUIRED
    if isinstance(name, str) and name in reader.scheme:
        known = reader.scheme[name]
        if isinstance(known, tuple) and known:
            cast = cast or known[0]
            default = known[1] if default is REQUIRED and len(known) > 1 else default
        else:
            cast = cast or known
    if isinstance(name, str):
        name = "".join(reader.prefixes) + name
    kind = ["bool", "list", "int", "float", "tuple", "json"]
    cast = External(f"builtins.{method}") if method in kind else cast
    return Asked(name, default, cast, converts=reader.library == "decouple")


def convert(value: Any, cast: Any) -> Any:
    """Return the text of a variable as the type that is asked for; other values as they are."""
    if not isinstance(value, str) or not isinstance(cast, External):
        return UNKNOWN if isinstance(value, str) and cast is not None and not isinstance(cast, list) else value
    kind = cast.name.rpartition(".")[2]
    if kind in {"bool", "strtobool"}:
        return value.strip().lower() in TRUE
    if kind in {"list", "tuple", "Csv"}:
        return [part.strip() for part in value.split(",") if part.strip()]
    if kind in {"int", "float"}:
        try:
            return int(value) if kind == "int" else float(value)
        except ValueError:
            return UNKNOWN
    return value if kind in {"str", "Path"} else UNKNOWN


def database(url: Any, named: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of DATABASES that a URL stands for; of dj-database-url and the like."""
    found: dict[str, Any] = {"ENGINE": UNKNOWN}
    if isinstance(url, dict):
        found.update(url)
    elif isinstance(url, str) and ":" in url:
        scheme = url.partition(":")[0].lower().removeprefix("django-")
        base = scheme.partition("+")[0]
        if scheme in GIS:
            found["ENGINE"] = f"django.contrib.gis.db.backends.{GIS[scheme]}"
        elif base in ENGINES:
            found["ENGINE"] = f"django.db.backends.{ENGINES[base]}"
        elif "." in scheme:
            found["ENGINE"] = urlsplit(url).scheme
    elif url is None or url == "":
        return {}
    for option, key in (("conn_max_age", "CONN_MAX_AGE"), ("engine", "ENGINE")):
        if named.get(option) is not None:
            found[key] = named[option]
    return found


def cache(url: Any) -> dict[str, Any]:
    """Return the entry of CACHES that a URL stands for."""
    scheme = url.partition(":")[0].lower() if isinstance(url, str) else ""
    return {"BACKEND": CACHE_BACKENDS.get(scheme, UNKNOWN), "LOCATION": url}
