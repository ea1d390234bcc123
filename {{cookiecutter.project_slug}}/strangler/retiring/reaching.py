"""What nothing reaches any more: everything that only what goes has named."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from strangler.retiring.occurrences import Definition, Occurrence, Span, Use
from strangler.retiring.project import Project
from strangler.retiring.testing import is_test_module

# fmt: off
# Modules that Django or the project looks into by itself.
FOUND_BY_NAME = {
    "models", "admin", "apps", "settings", "signals", "receivers", "tasks", "urls", "wsgi", "asgi", "conftest",
    "checks", "translation", "manage", "celery", "routing", "context_processors", "middleware",
}
FOUND_IN = {"migrations", "management", "templatetags", "models", "settings", "admin", "factories"}
# Decorators that only change a function or class; any other one may register it somewhere.
HARMLESS = {
    "action", "api_view", "permission_classes", "authentication_classes", "throttle_classes", "parser_classes",
    "renderer_classes", "schema", "versioning_class", "extend_schema", "extend_schema_view", "extend_schema_field",
    "extend_schema_serializer", "swagger_auto_schema", "method_decorator", "cache_page", "csrf_exempt",
    "csrf_protect", "never_cache", "require_http_methods", "require_GET", "require_POST", "require_safe",
    "login_required", "permission_required", "user_passes_test", "condition", "etag", "last_modified", "atomic",
    "non_atomic_requests", "dataclass", "cache", "lru_cache", "wraps", "contextmanager", "override_settings",
    "vary_on_headers", "vary_on_cookie", "gzip_page", "sensitive_post_parameters", "parametrize", "django_db",
    "patch", "tag", "skip", "skipIf", "skipUnless",
}
# fmt: on


@dataclass
class Reached:
    """What goes, and what was looked at and stays.

    Args:
        go: definitions that nothing else names.
        stay: those that something else names or may name, with the reason.
    """

    go: list[Definition] = field(default_factory=list)
    stay: list[tuple[Definition, str]] = field(default_factory=list)


def unreached(project: Project, first: Iterable[Span], views: Iterable[str]) -> Reached:
    """Return what in the legacy tree only these spans name, directly or by what goes with them.

    It begins with all that they name, and puts back whatever is named anywhere else, until nothing is put back any
    more. A name counts wherever it stands, whatever it means there, so something may stay that could go.

    Args:
        project: where names are looked for.
        first: what goes in any case.
        views: the names of the views, which only URLs reach.
    """
    spans = list(first)
    candidates = _named_by(project, spans, views)
    stay: dict[Definition, str] = {}
    for definition in list(candidates):
        if reason := _kept_by_kind(project, definition):
            stay[definition] = reason
            candidates.remove(definition)
    while True:
        gone = Gone([*spans, *(definition.span for definition in candidates)])
        back = {definition: reason for definition in candidates if (reason := _kept_by_use(project, definition, gone))}
        if not back:
            return Reached(candidates, _worth_telling(project, gone, stay))
        stay |= back
        candidates = [definition for definition in candidates if definition not in back]


class Gone:
    """The text that goes, by file."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._by_path: dict[object, list[Span]] = {}
        for span in spans:
            self._by_path.setdefault(span.path, []).append(span)

    def has(self, occurrence: Occurrence) -> bool:
        """Return whether that goes."""
        return any(span.holds(occurrence.path, occurrence.position) for span in self._by_path.get(occurrence.path, ()))


def _worth_telling(project: Project, gone: Gone, stay: dict[Definition, str]) -> list[tuple[Definition, str]]:
    """Return what the code that goes has used itself, without what stands where such things always stay."""
    named = {
        occurrence.name
        for path, module in project.modules.items()
        if not is_test_module(path)
        for occurrence in module.occurrences
        if gone.has(occurrence)
    }
    told = [each for each in stay.items() if each[0].name in named and not _by_place(project, each[0])]
    return sorted(told, key=lambda each: (str(each[0].span.path), each[0].span.start))


def _named_by(project: Project, spans: Iterable[Span], views: Iterable[str]) -> list[Definition]:
    """Return all that spans name in the legacy tree, and what that names."""
    found: dict[Definition, None] = {}
    waiting = [definition for view in views for definition in project.defined.get(view, ())]
    seen: set[str] = set()
    for span in spans:
        waiting += _names_in(project, span, seen)
    while waiting:
        definition = waiting.pop()
        if definition not in found:
            found[definition] = None
            waiting += _names_in(project, definition.span, seen)
    return list(found)


def _names_in(project: Project, span: Span, seen: set[str]) -> list[Definition]:
    found: list[Definition] = []
    for occurrence in project.modules[span.path].occurrences:
        if occurrence.name in seen or not span.holds(occurrence.path, occurrence.position):
            continue
        if occurrence.use is Use.CODE and occurrence.name in project.defined:
            seen.add(occurrence.name)
            found += project.defined[occurrence.name]
    return found


def _kept_by_kind(project: Project, definition: Definition) -> str:
    if reason := _by_place(project, definition):
        return reason
    if len(project.defined[definition.name]) > 1:
        return "something else has the same name"
    decorators: list[ast.expr] = getattr(definition.node, "decorator_list", [])
    unknown = next((name for each in decorators if (name := _decorator(each)) not in HARMLESS), None)
    return f"@{unknown} may register it" if unknown else ""


def _by_place(project: Project, definition: Definition) -> str:
    path = definition.span.path
    if path.stem in FOUND_BY_NAME or path.stem == "__init__":
        return f"{path.name} is read by Django, or by the project as a whole"
    if FOUND_IN & set(path.relative_to(project.legacy).parts[:-1]) or path.stem in FOUND_IN:
        return "its place is where it is found"
    return ""


def _decorator(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _decorator(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "?")


def _kept_by_use(project: Project, definition: Definition, gone: Gone) -> str:
    for occurrence in project.uses(definition.name):
        if gone.has(occurrence):
            continue
        place = project.place(occurrence.path, occurrence.position)
        return f"{place} has a text with its name" if occurrence.use is Use.TEXT else f"{place} uses it"
    if definition.name in project.words:
        return f"{project.words[definition.name]} has a word like it"
    return ""
