"""On what it was measured: the machine and the versions."""

import os
import platform
import re
from pathlib import Path

from benchmarks.project import REQUIREMENTS, Project
from tests.environments import installed

# Beside those of requirements.txt: what the service is made of.
PACKAGES = (
    "django",
    "djangorestframework",
    "fastapi",
    "starlette",
    "uvicorn",
    "uvloop",
    "httptools",
    "pydantic",
    "psycopg",
    "psycopg-pool",
    "a2wsgi",
    "asgiref",
    "greenlet",
)
NAME = re.compile(r"^[A-Za-z0-9._-]+", re.MULTILINE)


def machine() -> dict[str, object]:
    """Return the processor, how many cores of it may be used, the memory in bytes, and the system."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text(encoding="utf-8") if cpuinfo.exists() else ""
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def versions(project: Project) -> dict[str, str]:
    """Return the versions of Python, PostgreSQL and the packages that matter, by their names."""
    there = installed(project.python)
    wanted = [*PACKAGES, *NAME.findall(REQUIREMENTS.read_text(encoding="utf-8"))]
    return {
        "Python": platform.python_version(),
        "PostgreSQL": project.run("-m", "benchmarks.database", project.database, "version").strip(),
        **{name: there[name.lower()] for name in dict.fromkeys(wanted) if name.lower() in there},
    }
