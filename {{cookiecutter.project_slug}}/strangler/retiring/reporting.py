"""What `manage.py retire` says."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from strangler.retiring.occurrences import Definition, Span
from strangler.retiring.planning import Plan
from strangler.retiring.project import Project


def report(project: Project, plan: Plan, reasons: Sequence[str], *, adopted: bool) -> Iterator[str]:
    """Yield the lines of a report.

    Args:
        project: its files.
        plan: what is to be done.
        reasons: why it should not be done yet.
        adopted: whether the legacy tree is brought from another repository.
    """
    count = len(plan.target.operations)
    yield f"{', '.join(plan.target.views)}: {count} operation{'s'[: count != 1]}, all native."
    if not plan.entries:
        yield "No path() or register() in a list of URLs names it, so nothing is known to go."
        return
    yield "Goes:"
    yield from sorted(_line(project, span, _first(project, span)) for span in plan.entries)
    for definition in sorted(plan.definitions, key=lambda each: (each.span.path, each.span.start)):
        yield _line(project, definition.span, _title(definition))
    for span in sorted(plan.tests.go, key=lambda each: (each.path, each.start)):
        also = " (it asks for something that stays, too)" if span in plan.tests.also else ""
        yield _line(project, span, f"{_first(project, span)}{also}")
    for path in sorted(path for path, text in plan.files.items() if text is None):
        yield f"  {project.relative(path)}  the whole file"
    yield from _stays(project, plan)
    yield from _names(project, plan)
    for each in plan.options:
        yield (
            f"OPTIONS will not tell of the fields of {each.serializer} any more ({', '.join(each.paths)}). "
            f"To keep that, name it in {each.module}, Policy(serializer={each.serializer}, …); then it stays."
        )
    yield "No route answers a format at the end (/7.json), nor the browsable API, as the view did."
    if adopted:
        yield (
            "`python -m adopted` brings legacy/ again from your repository, and this code with it: remove it there, "
            "with the patch that --patch FILE writes (git apply FILE)."
        )
    for reason in reasons:
        yield f"Look at it first: {reason}"


def _stays(project: Project, plan: Plan) -> Iterator[str]:
    if plan.stay or plan.tests.unsure:
        yield "Stays:"
    for definition, why in plan.stay:
        yield _line(project, definition.span, f"{_title(definition)}: {why}")
    for span in plan.tests.unsure:
        yield _line(project, span, f"{_first(project, span)}: it may ask for what goes")


def _names(project: Project, plan: Plan) -> Iterator[str]:
    if plan.names:
        where = (
            f"in {project.relative(plan.urlconf)}" if plan.urlconf else "to be written into a URLconf outside legacy/"
        )
        yield f"For `reverse`, {where} (from bridge.drf.legacy import ported):"
        yield from (f"    {line}," for line in plan.names)
    if plan.by_hand:
        yield f"For `reverse`, to be written by hand: {', '.join(plan.by_hand)}."


def _line(project: Project, span: Span, text: str) -> str:
    return f"  {project.place(span.path, span.anchor)}  {text}"


def _title(definition: Definition) -> str:
    node = definition.node
    if isinstance(node, ast.ClassDef):
        return f"class {definition.name}"
    return f"def {definition.name}" if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else definition.name


def _first(project: Project, span: Span) -> str:
    """Return the first line of a piece of text."""
    path: Path = span.path
    line, column = span.anchor
    return project.modules[path].source.splitlines()[line - 1][column:].rstrip(" ,:")
