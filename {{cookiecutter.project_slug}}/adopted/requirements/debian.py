"""Which Debian packages a project needs: those its own Dockerfile installs, and those that its requirements need."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from adopted.facts import Requirement
from adopted.requirements.collected import read_text
from adopted.requirements.evidence import Script, project_files

_COMPILER = ("gcc", "libc6-dev")
# To be built from source, or to be imported. Wheels that bring their libraries along (Pillow, lxml) aren't here.
KNOWN: dict[str, tuple[str, ...]] = {
    "cairosvg": ("libcairo2",),
    "django-auth-ldap": (*_COMPILER, "libldap2-dev", "libsasl2-dev"),
    "djangosaml2": ("xmlsec1",),
    "ffmpeg-python": ("ffmpeg",),
    "gdal": ("g++", "libgdal-dev"),
    "m2crypto": (*_COMPILER, "libssl-dev", "swig"),
    "mssql-django": ("unixodbc",),
    "mysqlclient": (*_COMPILER, "default-libmysqlclient-dev", "pkg-config"),
    "opencv-python": ("libgl1", "libglib2.0-0"),
    "pdf2image": ("poppler-utils",),
    "pdfkit": ("wkhtmltopdf",),
    "psycopg2": (*_COMPILER, "libpq-dev"),
    "psycopg-c": (*_COMPILER, "libpq-dev"),
    "pycairo": (*_COMPILER, "libcairo2-dev", "pkg-config"),
    "pycurl": (*_COMPILER, "libcurl4-openssl-dev", "libssl-dev"),
    "pygraphviz": (*_COMPILER, "graphviz", "libgraphviz-dev"),
    "pylibmc": (*_COMPILER, "libmemcached-dev", "zlib1g-dev"),
    "pyodbc": ("unixodbc",),
    "pysaml2": ("xmlsec1",),
    "pytesseract": ("tesseract-ocr",),
    "python-ldap": (*_COMPILER, "libldap2-dev", "libsasl2-dev"),
    "python-magic": ("libmagic1",),
    "python3-saml": (*_COMPILER, "libxmlsec1-dev", "pkg-config"),
    "pyvips": ("libvips42",),
    "pyzbar": ("libzbar0",),
    "uwsgi": _COMPILER,
    "wand": ("libmagickwand-dev",),
    "weasyprint": ("libharfbuzz-subset0", "libpango-1.0-0", "libpangoft2-1.0-0"),
    "xmlsec": (*_COMPILER, "libxmlsec1-dev", "pkg-config"),
}
_GIS = ("binutils", "gdal-bin", "libgeos-dev", "libproj-dev")
# What a container of ours has already, or what nobody needs to run a service.
_LEFT_OUT = re.compile(
    r"(python|pypy|nodejs|npm|yarn|vim|nano|less|sudo|procps|htop|tmux|supervisor|nginx|apache2|cron|ssh|openssh|locales|"
    r"apt-|software-properties|lsb-|gnupg|dirmngr|man-db|tini$|dumb-init|gosu|curl$|wget$|telnet|net-tools|iputils|zsh|bash)"
)
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]+")


def packages(legacy: Path, requirements: Iterable[Requirement], scripts: list[Script]) -> tuple[str, ...]:
    """Return the names of Debian's packages, in their order. `scripts` are the Dockerfiles to believe."""
    found = set(_installed(scripts)) | set(_listed(legacy))
    for one in requirements:
        extras = re.match(r"[\w.-]+\[([^\]]*)\]", one.text)
        name = "psycopg-c" if one.name == "psycopg" and extras and "c" in extras[1].split(",") else one.name
        found.update(KNOWN.get(name, ()))
        if re.search(r"@ (git|hg|svn|bzr)\+", one.text) or re.match(r"(-e )?(git|hg|svn|bzr)\+", one.text):
            found.add("git")
    translated, gis = _in_files(legacy)
    if translated:
        found.add("gettext")
    if gis:
        found.update(_GIS)
    return tuple(sorted(found))


def _installed(scripts: list[Script]) -> Iterator[str]:
    """Yield what Dockerfiles install with apt."""
    for script in scripts:
        for _, line in script.commands:
            for names in re.findall(r"apt(?:-get)?\s+(?:-\S+\s+)*install\s+([^;&|>]*)", line):
                for name in names.split():
                    bare = name.split("=")[0].split(":")[0]
                    if _NAME.fullmatch(bare) and not _LEFT_OUT.match(bare):
                        yield bare


def _listed(legacy: Path) -> Iterator[str]:
    """Yield what the lists of hosts name: Heroku's Aptfile, and others' apt.txt or packages.txt."""
    for name in ("Aptfile", "apt.txt", "packages.txt"):
        path = legacy / name
        if path.is_file():
            for line in read_text(path).splitlines():
                bare = line.split("#")[0].strip()
                if _NAME.fullmatch(bare) and not _LEFT_OUT.match(bare):
                    yield bare


def _in_files(legacy: Path) -> tuple[bool, bool]:
    """Say whether messages need to be compiled, and whether GeoDjango is used."""
    translated = any(not path.with_suffix(".mo").exists() for path in legacy.glob("**/LC_MESSAGES/*.po"))
    gis = any(b"django.contrib.gis" in path.read_bytes() for path in project_files(legacy) if path.suffix == ".py")
    return translated, gis
