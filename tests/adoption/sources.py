"""Runs the checks of the adoption on small sources."""

import textwrap

from adopted.checks.module import Module
from adopted.checks.reading import is_script, look


def found(source: str, path: str = "legacy/shop/views.py") -> list[str]:
    """Return what all families find in a module: "W042:4 os.chdir('/tmp') in export"."""
    module = Module(path, textwrap.dedent(source))
    if is_script(module):
        return []
    findings = sorted(look(module))
    return [f"{each.kind.id.removeprefix('adoption.')}:{each.place.line} {each.what}" for each in findings]


def ids(source: str, path: str = "legacy/shop/views.py") -> list[str]:
    """Return the ids of the same."""
    return [line.partition(":")[0] for line in found(source, path)]
