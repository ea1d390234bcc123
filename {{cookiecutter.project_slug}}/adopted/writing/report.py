"""The report of an adoption: on one screen for the terminal, and whole as Markdown."""

import re
import textwrap
from collections.abc import Iterator

from adopted.bringing.manifest import Changes
from adopted.facts import Facts, Note
from adopted.writing.values import server_of

WIDTH = 100
SHOWN = 12  # notes on the screen


def terminal(facts: Facts, python: str, changes: Changes | None = None) -> str:
    """Return what was found, what was decided, and what needs a person, in some forty lines."""
    lines = [""]
    for name, value in rows(facts, python, changes):
        lines += wrapped(f"  {name:<12} {value}", 15)
    asking = [note for note in facts.notes if note.todo]
    if asking:
        lines += ["", f"  {len(asking)} for you to look at:"]
        for note in asking[:SHOWN]:
            lines += wrapped(f"  - {sentence(note)}", 4)
        if len(asking) > SHOWN:
            lines.append(f"  ... and {len(asking) - SHOWN} more in adopted/REPORT.md")
    others = len(facts.notes) - len(asking)
    lines += ["", f"  adopted/REPORT.md has all of it{f', and {others} more to know' if others else ''}."]
    return "\n".join(lines)


def rows(facts: Facts, python: str, changes: Changes | None = None) -> Iterator[tuple[str, str]]:
    """Yield the facts, a line each, with how they were found."""
    source, layout, settings, requirements, tests = (
        facts.source,
        facts.layout,
        facts.settings,
        facts.requirements,
        facts.tests,
    )
    yield "Brought", f"{source.files:,} files, {source.size / 1e6:,.1f} MB, from {source.address}{at(facts)}"
    if changes is not None:
        yield "Changed", str(changes)
    yield "Django", f"{version_of('django', facts)} on Python {python}{why_python(facts)}"
    yield "Framework", framework(facts)
    yield "Program", f"legacy/{layout.manage}" if layout.manage else "none: Django's own commands are used"
    yield "Settings", f"{layout.settings} ({layout.settings_found})"
    if layout.other_settings:
        yield "", f"also {', '.join(layout.other_settings)}: LEGACY_SETTINGS_MODULE chooses"
    yield "URLs", settings.urlconf or "not readable: the settings say at run time"
    yield (
        "Database",
        ", ".join(one.engine or f"{one.alias}: by the environment" for one in settings.databases) or "none",
    )
    services = {
        "Redis": settings.redis,
        f"Celery ({settings.celery})": settings.celery,
        "Channels": settings.channels,
        "PostGIS": settings.gis,
    }
    if any(services.values()):
        yield "Beside it", ", ".join(name for name, used in services.items() if used)
    required = [one.name for one in settings.variables if one.required]
    yield "Environment", f"{len(settings.variables)} variables are read, {len(required)} must be set: .env.example"
    yield "Packages", f"{len(requirements.runtime)} in {', '.join(requirements.files) or 'no file'}"
    yield "Tests", f"cd legacy/{tests.folder} && {' '.join(tests.command)} ({tests.found})" if tests.command else "none"


def markdown(facts: Facts, python: str) -> str:
    """Return the whole report."""
    lines = [
        "# The adopted project",
        "",
        "What was found by reading it, and what was decided.",
        "",
        "| | |",
        "| --- | --- |",
    ]
    lines += [f"| {name} | {value.replace('|', '&#124;')} |" for name, value in rows(facts, python)]
    asking = [note for note in facts.notes if note.todo]
    others = [note for note in facts.notes if not note.todo]
    for title, notes in (("For you to look at", asking), ("To know", others)):
        if notes:
            lines += ["", f"## {title}", "", *(f"- {sentence(note)}" for note in notes)]
    lines += decided(facts)
    if facts.source.left_out:
        lines += ["", "## Left out", "", *(f"- {line}" for line in facts.source.left_out)]
    if facts.source.notices:
        lines += ["", "## Brought, and worth a look", "", *(f"- {line}" for line in facts.source.notices)]
    if facts.settings.variables:
        lines += ["", "## Environment", "", "| Variable | Default | Where |", "| --- | --- | --- |"]
        for one in facts.settings.variables:
            default = "must be set" if one.required else "" if one.default is None or one.secret else f"`{one.default}`"
            lines.append(f"| `{one.name}` | {default.replace('|', '&#124;')} | {one.place or ''} |")
    return "\n".join(lines) + "\n"


def decided(facts: Facts) -> list[str]:
    """Return what was decided, in sentences."""
    pooled = server_of(facts) == "postgresql"
    lines = [
        "The project is in `legacy/`, as it was. What is ours stands around it.",
        "Its settings count; `adopted/settings.py` lays ours over them, and `manage.py adopted` prints what differs.",
        "Its URLs stay; FastAPI routes come first, and our own pages are below `/-/`.",
        "Its requirements are in `adopted/requirements.txt`; `python -m adopted.install` installs them with ours.",
    ]
    if pooled:
        lines.append("PostgreSQL's connections are pooled where Django (5.1 or later) and psycopg 3 allow it.")
    return ["", "## Decided", "", *(f"- {line}" for line in lines)]


def framework(facts: Facts) -> str:
    """Return what answers requests."""
    if facts.settings.rest_framework:
        return f"Django REST Framework {version_of('djangorestframework', facts)}".strip()
    return "no Django REST Framework: plain Django views, which is fine"


def version_of(name: str, facts: Facts) -> str:
    """Return which version of a distribution the project has, as far as its files say."""
    requirements = facts.requirements
    for one in (*requirements.locked, *requirements.runtime):
        if one.name == name:
            specifier = re.sub(r"^[\w.-]+(\[[^]]*\])?|;.*|#.*", "", one.text).strip()
            return specifier.removeprefix("==") or "any version"
    return "in a version that nothing says"


def why_python(facts: Facts) -> str:
    """Return what the project says about its version of Python."""
    found = facts.requirements.python_used_found or facts.requirements.python_found
    said = facts.requirements.python_used or facts.requirements.python
    return f" (theirs: {said}, {found})" if said else ""


def at(facts: Facts) -> str:
    """Return the commit, the branch and the folder that were brought."""
    source = facts.source
    parts = [source.subdirectory and f"in {source.subdirectory}", source.ref, source.commit[:12]]
    return f" ({', '.join(part for part in parts if part)})" if any(parts) else ""


def sentence(note: Note) -> str:
    """Return a note in one line."""
    place = f" ({note.place})" if note.place and str(note.place) not in note.text else ""
    text = note.text.rstrip(".")
    return f"{text}{place}. {note.todo}".strip() if note.todo else f"{text}{place}."


def wrapped(text: str, indent: int) -> list[str]:
    """Return the text in lines that a terminal has room for."""
    return textwrap.wrap(text, WIDTH, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
