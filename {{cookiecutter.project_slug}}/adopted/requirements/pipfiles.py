"""Reads a Pipfile: https://pipenv.pypa.io/en/latest/pipfile.html."""

import tomllib
from pathlib import Path
from typing import Any

from adopted.facts import Place, Requirement
from adopted.requirements.collected import RUNTIME, Collected, key_line, read_text, relative, unreadable
from adopted.requirements.poetry import as_table, table_requirement

_MARKERS = ("sys_platform", "platform_system", "platform_machine", "os_name", "python_version", "implementation_name")
_NO_GROUPS = {"requires", "source", "scripts", "pipenv"}


def read_pipfile(path: Path, top: Path) -> Collected:
    """Read a Pipfile; `dev-packages` is the group "dev", and other categories keep their names.

    Raises:
        ValueError: it is no TOML.
    """
    text = read_text(path)
    data = tomllib.loads(text)
    name = relative(path, top)
    found = Collected(files=[name])
    for table, packages in data.items():
        if table in _NO_GROUPS or not isinstance(packages, dict):
            continue
        group = {"packages": RUNTIME, "dev-packages": "dev"}.get(table, table)
        for key, value in packages.items():
            place = Place(name, key_line(text, key, f"[{table}]"))
            try:
                one = table_requirement(key, _table(value), path.parent, top, place)
            except ValueError:
                found.notes.append(unreadable(f"{key} = {value}", place))
            else:
                found.requirements.append(Requirement(one.text, one.name, place, group))
    for number, source in enumerate(data.get("source", [])):
        if "url" in source:
            found.options.append(f"{'--extra-index-url' if number else '--index-url'} {source['url']}")
    return found


def _table(value: Any) -> dict[str, Any]:
    table = as_table(value)
    markers = [str(table["markers"])] if "markers" in table else []
    markers += [f"{key} {table[key]}" for key in _MARKERS if key in table]
    if markers:
        table["markers"] = " and ".join(markers)
    return table
