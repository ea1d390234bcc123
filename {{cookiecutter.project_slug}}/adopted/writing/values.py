"""The values of environment variables: in development, in containers, and while the image is built."""

import re
import secrets
from collections.abc import Iterable

from adopted.facts import Facts, Variable

DATABASE = (
    r"(?:^|_)(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|RDS|MYSQL|MARIADB|SQL)(?:_|$|(?=HOST|PORT|USER|PASS|DATABASE))"
)
# By the end of a variable's name: its value in containers.
DATABASE_PARTS = {
    r"(?:HOST|HOSTNAME|SERVER|ADDRESS)$": "db",
    r"(?:USER|USERNAME|LOGIN)$": "app",
    r"(?:PASSWORD|PASS|PASSWD|PWD)$": "app",
    r"(?:NAME|DB|DATABASE)$": "app",
}
ADDRESS = r"(?:URL|URI|DSN|LOCATION|BROKER|BACKEND)$"
PORTS = {"postgresql": "5432", "mysql": "3306"}
SIGNS = r"(?:SECRET_?KEY|SIGNING_?KEY|SALT|JWT_?SECRET\w*)$"  # what a random string is good for


def server_of(facts: Facts) -> str:
    """Return which database server the project is to have in containers: "postgresql", "mysql", or nothing.

    A project whose default is a file, that can be told another database's URL and has PostgreSQL's driver among its
    requirements, runs on PostgreSQL where it matters.
    """
    settings = facts.settings
    engines = " ".join(one.engine for one in settings.databases)
    if "postg" in engines or any(not one.engine for one in settings.databases):
        return "postgresql"
    if "mysql" in engines:
        return "mysql"
    drivers = {"psycopg", "psycopg-binary", "psycopg2", "psycopg2-binary"}
    has_driver = any(one.name in drivers for one in facts.requirements.runtime)
    has_address = any(re.search(DATABASE, one.name) and re.search(ADDRESS, one.name) for one in settings.variables)
    return "postgresql" if has_driver and has_address and "sqlite" in engines else ""


def in_containers(facts: Facts) -> dict[str, str]:
    """Return the variables that lead to the database and to Redis in `compose.yaml`."""
    settings, server = facts.settings, server_of(facts)
    values: dict[str, str] = {}
    for one in settings.variables:
        value = rabbitmq_value(one) or (redis_value(one) if settings.redis else None)
        if value is None and server:
            value = database_value(one, server)
        if value is not None:
            values[one.name] = value
    return values


def database_value(variable: Variable, server: str) -> str | None:
    """Return what leads to the container `db`, if the variable is for that."""
    if not re.search(DATABASE, variable.name):
        return None
    known = variable.example or variable.default or ""
    if re.search(ADDRESS, variable.name):
        scheme = known.partition("://")[0] if "://" in known else server
        scheme = server if scheme.startswith(("sqlite", "spatialite")) else scheme
        return f"{scheme}://app:app@db:{PORTS[server]}/app"
    if variable.name.endswith("PORT"):
        return PORTS[server]
    return next((value for end, value in DATABASE_PARTS.items() if re.search(end, variable.name)), None)


def redis_value(variable: Variable) -> str | None:
    """Return what leads to the container `redis`, if the variable is for that."""
    known = variable.example or variable.default or ""
    is_address = re.search(ADDRESS, variable.name) or known.startswith("redis://")
    if is_address and (known.startswith("redis://") or ("REDIS" in variable.name and "://" not in known)):
        number = re.search(r"/(\d+)$", known)
        return f"redis://redis:6379/{number[1] if number else 0}"
    if "REDIS" in variable.name and re.search(r"(?:HOST|HOSTNAME|SERVER)$", variable.name):
        return "redis"
    return "6379" if "REDIS" in variable.name and variable.name.endswith("PORT") else None


def rabbitmq_value(variable: Variable) -> str | None:
    """Return what leads to the container `rabbitmq`, if the variable is for that."""
    known = variable.example or variable.default or ""
    return "amqp://guest:guest@rabbitmq:5672//" if re.match(r"(?:py)?amqp://", known) else None


def uses_rabbitmq(variables: Iterable[Variable]) -> bool:
    """Return whether a variable leads to RabbitMQ."""
    return any(rabbitmq_value(one) for one in variables)


def in_development(variable: Variable) -> str | None:
    """Return what `.env` says at first; None where only a person knows, or where the default will do."""
    if variable.secret and re.search(SIGNS, variable.name):
        return secrets.token_urlsafe(48)
    if variable.example:
        return variable.example
    if re.fullmatch(r"(?:DJANGO_)?DEBUG", variable.name):
        return "True"
    return None


def while_building(variables: Iterable[Variable]) -> dict[str, str]:
    """Return what the settings need to be loaded at all, which nothing is done with."""
    return {one.name: one.example or "for-this-step-only" for one in variables if one.required}


def quoted(value: str) -> str:
    """Return a value as an environment file has it, for python-dotenv and Compose alike."""
    if re.fullmatch(r"[\w./:@%+,=-]*", value):
        return value
    if "'" not in value:
        return f"'{value}'"
    return '"' + re.sub(r'(["\\$`])', r"\\\1", value) + '"'
