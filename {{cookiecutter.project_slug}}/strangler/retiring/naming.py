"""The names of URLs that are gone, which `reverse` still needs: `bridge.drf.legacy.ported` stands for their views."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import libcst as cst
from django.conf import settings
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor

from strangler.operations.urlconf import Url


def ported_lines(urls: Sequence[Url]) -> tuple[list[str], list[str]]:
    """Return what stands for URLs in `urlpatterns`, and the names that somebody has to write by hand."""
    lines: dict[str, None] = {}
    by_hand: list[str] = []
    for url in urls:
        namespaces, _, name = url.name.rpartition(":")
        function = route_of(url)
        if function is None or namespaces.count(":") or (namespaces and len(url.apps) != 1):
            by_hand.append(url.name)
            continue
        line = f"{function}, ported, name={name!r})".replace("'", '"')
        if namespaces:
            line = f'path("", include(([{line}], "{url.apps[0]}"), namespace="{namespaces}"))'
        lines[line] = None
    return list(lines), by_hand


def route_of(url: Url) -> str | None:
    """Return `path("…"` or `re_path(r"…"` for a URL with all that is around it; None for what is neither."""
    if any(isinstance(part, LocalePrefixPattern) for part in url.parts):
        return None
    if all(type(part) is RoutePattern for part in url.parts):
        return f'path("{"".join(str(part) for part in url.parts)}"'
    if not all(isinstance(part, RoutePattern | RegexPattern) for part in url.parts):
        return None
    expression = "".join(_expression(part) for part in url.parts)
    return None if '"' in expression else f're_path(r"^{expression}"'


def _expression(part: Any) -> str:
    expression = (
        str(part) if isinstance(part, RegexPattern) else part.regex.pattern.removesuffix("\\Z").removesuffix("\\z")
    )
    return expression.removeprefix("^")


def urlconf_file() -> Path | None:
    """Return the file of `ROOT_URLCONF`."""
    spec = importlib.util.find_spec(settings.ROOT_URLCONF)
    return Path(spec.origin).resolve() if spec is not None and spec.origin else None


def with_lines(source: str, lines: Sequence[str]) -> str | None:
    """Return a URLconf with more entries at the end of its `urlpatterns`, or None where that is no plain list."""
    adder = Adder(lines)
    module = cst.parse_module(source).visit(adder)
    if not adder.done:
        return None
    context = CodemodContext()
    AddImportsVisitor.add_needed_import(context, "bridge.drf.legacy", "ported")
    called = set(re.findall(r"\b(path|re_path|include)\(", " ".join(lines)))
    for name in sorted(called):
        AddImportsVisitor.add_needed_import(context, "django.urls", name)
    return sorted_imports(AddImportsVisitor(context).transform_module(module).code)


class Adder(cst.CSTTransformer):
    """Adds entries to `urlpatterns`."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines
        self.done = False

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:  # noqa: N802
        """Add them to a plain assignment."""
        return self._added(updated_node) if _is_urlpatterns(original_node.targets[0].target) else updated_node

    def leave_AnnAssign(self, original_node: cst.AnnAssign, updated_node: cst.AnnAssign) -> cst.AnnAssign:  # noqa: N802
        """Add them to an annotated assignment."""
        return self._added(updated_node) if _is_urlpatterns(original_node.target) else updated_node

    def _added(self, node: Any) -> Any:
        if not isinstance(node.value, cst.List):
            return node
        self.done = True
        written = node.value.elements
        inner = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
        last = cst.ParenthesizedWhitespace(indent=True)
        kept = list(written)
        if kept:
            kept[-1] = kept[-1].with_changes(comma=cst.Comma(whitespace_after=inner))
        added = [cst.Element(cst.parse_expression(line), cst.Comma(whitespace_after=inner)) for line in self._lines]
        added[-1] = added[-1].with_changes(comma=cst.Comma(whitespace_after=last))
        if kept and isinstance(written[-1].comma, cst.Comma):
            added[-1] = added[-1].with_changes(comma=written[-1].comma)
        bracket = node.value.lbracket if written else cst.LeftSquareBracket(whitespace_after=inner)
        return node.with_changes(value=node.value.with_changes(elements=[*kept, *added], lbracket=bracket))


def _is_urlpatterns(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "urlpatterns"


def sorted_imports(source: str) -> str:
    """Return a module with its imports in order, where ruff is installed."""
    if importlib.util.find_spec("ruff") is None:
        return source
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--quiet",
        "--select",
        "I",
        "--fix",
        "--stdin-filename",
        "urls.py",
        "-",
    ]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout or source
