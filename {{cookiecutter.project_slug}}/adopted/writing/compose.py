"""Writes `compose.yaml`: the service, and around it what the project needs."""

import json
import tomllib
from pathlib import Path

from adopted.facts import Facts, Note
from adopted.writing.values import in_containers, server_of, uses_rabbitmq

HEAD = """\
# The service in development: `docker compose up` builds it, makes the tables, and serves http://localhost:8000.
# `docker compose down` keeps the data, `docker compose down --volumes` deletes it.{profile}
name: {name}

x-service: &service
  build: .
  pull_policy: build  # at each `up`, so that what runs is what stands here; it takes no time if nothing has changed
  env_file:
    - path: .env
      required: false
  environment:  # wins over .env, whose values are for a service outside of a container
    HOST: 0.0.0.0
    PORT: "8000"
{environment}
services:
"""
POSTGRESQL = """\
  db:
    image: {image}
    environment:  # the same for everyone, since the port isn't published and the volume outlives a change
      POSTGRES_DB: app
      POSTGRES_USER: app
      POSTGRES_PASSWORD: app
    volumes:
      - db:/var/lib/postgresql/data
    healthcheck:
      # Over TCP: while the image sets up a new database, its server listens on a local socket only.
      test: ["CMD", "pg_isready", "--host", "127.0.0.1", "--username", "app", "--dbname", "app"]
      interval: 2s
      timeout: 5s
      retries: 30

"""
MYSQL = """\
  db:
    image: mysql:8.4
    environment:
      MYSQL_DATABASE: app
      MYSQL_USER: app
      MYSQL_PASSWORD: app
      MYSQL_ROOT_PASSWORD: app
    volumes:
      - db:/var/lib/mysql
    healthcheck:
      test: ["CMD", "mysqladmin", "ping", "--host", "127.0.0.1", "--user", "app", "--password=app"]
      interval: 2s
      timeout: 5s
      retries: 60

"""
REDIS = """\
  redis:
    image: redis:8
    healthcheck:
      test: ["CMD", "redis-cli", "ping"]
      interval: 2s
      timeout: 5s
      retries: 30

"""
RABBITMQ = """\
  rabbitmq:
    image: rabbitmq:4
    profiles: [workers]
    healthcheck:
      test: ["CMD", "rabbitmq-diagnostics", "--quiet", "ping"]
      interval: 5s
      timeout: 10s
      retries: 24

"""
MIGRATE = """\
  migrate:
    <<: *service
    command: ["python", "manage.py", "migrate"]
{needs}
"""
WEB = """\
  web:
    <<: *service
    init: true
{command}    ports:
      - "127.0.0.1:${{PORT:-8000}}:8000"
{needs}    healthcheck:  # the image's own, more often
      interval: 2s
      timeout: 5s
      start_period: 60s
    stop_grace_period: 30s  # longer than SHUTDOWN_TIMEOUT
"""
WORKER = """
  {name}:  # as ever: with the project's own settings, in its own folder
    <<: *service
    profiles: [workers]
    working_dir: {folder}
    command: {command}
    healthcheck:
      test: ["CMD", "true"]
{needs}"""
# One file of data, which one container has.
MIGRATE_FIRST = ["sh", "-c", "python manage.py migrate && exec python asgi.py"]
PROFILE = "\n# `docker compose --profile workers up` starts Celery too."
HEALTHY, DONE = "service_healthy", "service_completed_successfully"


def write_compose(facts: Facts, project: Path) -> tuple[Note, ...]:
    """Write `compose.yaml`, and return what a person should see to."""
    settings = facts.settings
    server = server_of(facts)
    values = in_containers(facts)
    servers = {name: HEALTHY for name, needed in (("db", server), ("redis", settings.redis)) if needed}
    with_tables = {**servers, **({"migrate": DONE} if server else {})}
    environment = "".join(f"    {name}: {json.dumps(value)}\n" for name, value in values.items())
    image = "postgis/postgis:17-3.5" if settings.gis else "postgres:17"
    parts = [
        HEAD.format(
            name=json.dumps(project_name(project)), environment=environment, profile=PROFILE if settings.celery else ""
        ),
        {"postgresql": POSTGRESQL.format(image=image), "mysql": MYSQL, "": ""}[server],
        REDIS if settings.redis else "",
        RABBITMQ if uses_rabbitmq(settings.variables) else "",
        MIGRATE.format(needs=needs(servers)) if server else "",
        WEB.format(needs=needs(with_tables), command="" if server else f"    command: {json.dumps(MIGRATE_FIRST)}\n"),
        *workers(facts, needs(with_tables | ({"rabbitmq": HEALTHY} if uses_rabbitmq(settings.variables) else {}))),
        "\nvolumes:\n  db:\n" if server else "",
    ]
    (project / "compose.yaml").write_text("".join(parts), encoding="utf-8", newline="\n")
    return tuple(notes(server, values, facts))


def project_name(project: Path) -> str:
    """Return the name of the generated project."""
    name: str = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    return name


def needs(services: dict[str, str]) -> str:
    """Return the lines of `depends_on`."""
    lines = [f"      {name}:\n        condition: {condition}\n" for name, condition in services.items()]
    return f"    depends_on:\n{''.join(lines)}" if lines else ""


def workers(facts: Facts, depends_on: str) -> list[str]:
    """Return the services of Celery."""
    if not facts.settings.celery:
        return []
    folder = json.dumps(f"/app/legacy/{facts.layout.root}".rstrip("/"))
    commands = {"worker": ["celery", "-A", facts.settings.celery, "worker", "--loglevel", "INFO"]}
    if facts.settings.celery_beat:
        commands["beat"] = ["celery", "-A", facts.settings.celery, "beat", "--loglevel", "INFO"]
    return [
        WORKER.format(name=name, folder=folder, command=json.dumps(command), needs=depends_on)
        for name, command in commands.items()
    ]


def notes(server: str, values: dict[str, str], facts: Facts) -> list[Note]:
    """Return what in the containers a person should see to."""
    found = []
    if server and "db" not in "".join(values.values()):
        text = "No environment variable leads to the database, so its address stands in the settings"
        found.append(Note(text, "For Docker, let them read it from the environment: the server is called db there."))
    if facts.settings.redis and "redis" not in "".join(values.values()):
        text = "No environment variable leads to Redis, so its address stands in the settings"
        found.append(Note(text, "For Docker, let them read it from the environment: the server is called redis there."))
    if not server:
        text = "The database is a file, which `docker compose up` makes in the container and which goes with it"
        found.append(Note(text, "Serve from PostgreSQL before anyone relies on it."))
    return found
