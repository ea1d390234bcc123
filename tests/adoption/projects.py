"""Small Django projects that the tests write."""

from pathlib import Path
from textwrap import dedent

MANAGE = """
    import os, sys
    def main():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{settings}")
        from django.core.management import execute_from_command_line
        execute_from_command_line(sys.argv)
    if __name__ == "__main__":
        main()
"""
SETTINGS = """
    SECRET_KEY = "x"
    INSTALLED_APPS = ["django.contrib.auth", "rest_framework"]
    MIDDLEWARE = []
    ROOT_URLCONF = "site1.urls"
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db"}}
"""


def manage(settings: str = "site1.settings") -> str:
    """Return a manage.py that starts with these settings."""
    return MANAGE.format(settings=settings)


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files, their contents without the indentation that they share; return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content).lstrip("\n"), encoding="utf-8")
    return folder


def site(folder: Path, settings: str, **files: str) -> Path:
    """Write a project whose settings are `site1/settings.py`; the other files by their path with `__` for a slash."""
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in files.items()}
    return write(folder, {"manage.py": manage(), "site1/__init__.py": "", "site1/settings.py": settings, **more})
