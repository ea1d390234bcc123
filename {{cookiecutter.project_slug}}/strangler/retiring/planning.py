"""All that retiring does to the project's files, before any of it is done."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from strangler.operations.legacy import legacy_operations
from strangler.retiring.asking import Urls
from strangler.retiring.entries import url_entries
from strangler.retiring.naming import ported_lines, urlconf_file, with_lines
from strangler.retiring.occurrences import Definition, Span, Use
from strangler.retiring.options import Unsaid, unsaid_options
from strangler.retiring.project import Project
from strangler.retiring.reaching import unreached
from strangler.retiring.removing import is_empty, without, without_unused
from strangler.retiring.target import Target
from strangler.retiring.testing import Tests, is_test_module, tests_of


@dataclass
class Plan:
    """What is to be done.

    Args:
        target: what is retired.
        entries: the lines of the URLconf that go.
        definitions: classes, functions and constants that go.
        stay: what was looked at and stays, with the reason.
        tests: what becomes of the tests.
        names: what stands for the URLs in `urlpatterns`.
        by_hand: names of URLs, for which somebody has to write that.
        urlconf: the file where `names` go; None where they can't be put into it.
        options: serializers of which OPTIONS tells, and the routes do not.
        files: the new text of each file, None where it is deleted.
    """

    target: Target
    entries: list[Span]
    definitions: list[Definition]
    stay: list[tuple[Definition, str]]
    tests: Tests
    names: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    urlconf: Path | None = None
    options: list[Unsaid] = field(default_factory=list)
    files: dict[Path, str | None] = field(default_factory=dict)


def plan(project: Project, target: Target) -> Plan:
    """Return what retiring a target takes.

    Args:
        project: its files.
        target: the views.
    """
    views = [view.rpartition(".")[2] for view in target.views]
    gone = {operation.key for operation in target.operations}
    kept = [one for one in legacy_operations(everything=True) if one.key not in gone]
    entries = [span for view in views for span in url_entries(project, view)]
    tests = tests_of(project, Urls(target.operations, kept)) if entries else Tests()
    reached = unreached(project, [*entries, *tests.go], views if entries else ())
    found = Plan(target, entries, reached.go, reached.stay, tests, options=unsaid_options(target))
    found.names, found.by_hand = ported_lines(target.named)
    found.files = _files(project, found)
    _add_names(project, found)
    return found


def _files(project: Project, found: Plan) -> dict[Path, str | None]:
    spans = [*found.entries, *found.tests.go, *(definition.span for definition in found.definitions)]
    gone = {definition.name for definition in found.definitions}
    anchors: dict[Path, set[tuple[int, int]]] = {}
    for span in spans:
        anchors.setdefault(span.path, set()).add(span.anchor)
    for name in gone:
        for occurrence in project.by_name.get(name, ()):
            if occurrence.use is Use.EXPORT:
                anchors.setdefault(occurrence.path, set()).add(occurrence.position)
            elif occurrence.use is Use.IMPORT:
                anchors.setdefault(occurrence.path, set())
    files: dict[Path, str | None] = {}
    for path, places in anchors.items():
        before = project.modules[path].source
        after = without_unused(without(before, places) if places else before, before, gone)
        if after != before:
            files[path] = after
    for path, text in files.items():
        if text is not None and is_empty(text) and _may_go(project, path, files):
            files[path] = None
    return files


def _may_go(project: Project, path: Path, files: dict[Path, str | None]) -> bool:
    """Return whether nothing looks for an empty module any more."""
    if path.name in {"__init__.py", "urls.py", "conftest.py"}:
        return False
    if is_test_module(path):
        return True
    imports = re.compile(rf"^\s*(from|import)\b.*\b{re.escape(path.stem)}\b", re.MULTILINE)
    others = {other: files.get(other, module.source) for other, module in project.modules.items() if other != path}
    texts = (text for text in others.values() if text)
    return not any(imports.search(text) for text in texts)


def _add_names(project: Project, found: Plan) -> None:
    path = urlconf_file()
    if not found.names or not found.entries or path is None or path.is_relative_to(project.legacy):
        return
    if not path.is_relative_to(project.root):
        return
    text = files_text(project, found, path)
    added = with_lines(text, found.names)
    if added is not None:
        found.urlconf = path
        found.files[path] = added


def files_text(project: Project, found: Plan, path: Path) -> str:
    """Return a file's text as it is planned so far."""
    return found.files.get(path) or (
        project.modules[path].source if path in project.modules else path.read_text(encoding="utf-8")
    )


def diff(project: Project, found: Plan, paths: Iterable[Path], root: Path) -> str:
    """Return a patch for some of the files, with paths from a folder on."""
    text = []
    for path in sorted(paths):
        name, after = path.relative_to(root).as_posix(), found.files[path]
        lines = difflib.unified_diff(
            project.modules[path].source.splitlines(keepends=True),
            (after or "").splitlines(keepends=True),
            f"a/{name}",
            f"b/{name}" if after is not None else "/dev/null",
        )
        text += [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
    return "".join(text)
