"""Runs benchmarks/dispatch.py in the project's environment, and reads the tables that it prints."""

import re

from benchmarks.project import HERE, Project
from benchmarks.results import DispatchTable

SCRIPT = HERE / "dispatch.py"
GAP = re.compile(r" {2,}")  # between two columns; within a column's name there is one space


def measure(project: Project) -> list[DispatchTable]:
    """Return what deciding costs by the number of routes."""
    return read(project.run("-m", f"{HERE.name}.{SCRIPT.stem}")) if SCRIPT.exists() else []


def read(printed: str) -> list[DispatchTable]:
    """Return the tables: each has a title, a line that names the columns, and a line for each number of routes."""
    tables = []
    for block in re.split(r"\n\s*\n", printed.strip()):
        title, *lines = block.strip("\n").splitlines()
        if lines and lines[0].split()[:1] == ["routes"]:
            columns = GAP.split(lines[0].strip())[1:]
            rows = {int(cells[0]): [float(cell) for cell in cells[1:]] for cells in map(str.split, lines[1:])}
            tables.append(DispatchTable(title.strip(), columns, rows))
    return tables
