"""Functions that remember their results as long as the process lives."""

import ast
from collections.abc import Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.importing import MANAGERS
from adopted.checks.module import Function, Module
from adopted.checks.words import about_request, arguments

FUNCTIONS = Kind(
    "adoption.W051",
    "These functions remember their results as long as the process lives, and are about users or requests, or read the"
    " database: other requests get the same objects, however old.",
    "Remember plain values in Django's cache, with a timeout, under a key that says all they depend on.",
)
METHODS = Kind(
    "adoption.I055",
    "These methods remember their results for each `self`. Likely harmless: they hold on to the last few objects, for"
    " models to those with the same primary key.",
    "Use cached_property where there are no arguments.",
)
CACHING = {
    "functools.lru_cache", "functools.cache", "cachetools.cached", "cachetools.cachedmethod",
    "cachetools.func.lru_cache", "cachetools.func.ttl_cache", "methodtools.lru_cache",
}  # fmt: skip

KEYS = {"language", "lang_code", "locale", "host"}  # of few values, the same for everybody


def find(module: Module) -> Iterator[Finding]:
    """Yield the functions of a module that remember what they shouldn't."""
    for node in module.nodes:
        if isinstance(node, Function) and any(_is_caching(module, each) for each in node.decorator_list):
            names = arguments(node)
            call = f"{node.name}({', '.join(names)})"
            if names[:1] == ["self"]:
                yield module.finding(METHODS, node, f"{call} {module.where(node.body[0])}")
            elif about_request(*(name for name in names if name not in KEYS)):
                yield module.finding(FUNCTIONS, node, f"{call} is about the request")
            elif any(isinstance(each, ast.Attribute) and each.attr in MANAGERS for each in ast.walk(node)):
                yield module.finding(FUNCTIONS, node, f"{call} reads the database")


def _is_caching(module: Module, decorator: ast.expr) -> bool:
    return module.resolve(decorator.func if isinstance(decorator, ast.Call) else decorator) in CACHING
