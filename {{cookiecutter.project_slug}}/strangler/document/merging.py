"""The documents of both halves as one."""

from collections import Counter
from typing import Any

from strangler.document.components import add_components, keep_used, rename_clashes
from strangler.document.converting import VERSION
from strangler.document.grading import Grades, Key, key_of
from strangler.document.securing import merge_security
from strangler.document.walking import METHODS, Json, names_in, operations
from strangler.operations.paths import structure

ORDER = ("openapi", "info", "jsonSchemaDialect", "servers", "tags", "paths", "webhooks", "components")


def merged(routes: Json, legacy: Json, grades: Grades) -> Json:
    """Return one document of two.

    A route's operation stands in the place of the legacy's where the route answers; where both have a path, the
    parameters in it are called as the route has them. What is named twice gets another name on the legacy's side.

    Args:
        routes: FastAPI's, version 3.1; it is changed.
        legacy: the legacy half's, version 3.1; it is changed.
        grades: who answers what.
    """
    settle(routes)
    settle(legacy)
    for path, method, operation in operations(routes):
        grades.mark(operation, key_of(method, path), routed=True)
    drop(legacy, {key_of(method, path) for path, method, _ in operations(routes)}, grades)
    for path, method, operation in operations(legacy):
        grades.mark(operation, key_of(method, path), routed=False)
    keep_used(legacy)
    merge_security(legacy, routes)
    rename_clashes(legacy, routes)
    _keep_servers(legacy, routes)
    add_components(routes, legacy)
    _add_paths(routes, legacy)
    _add_tags(routes, legacy)
    routes["webhooks"] = {**legacy.get("webhooks", {}), **routes.get("webhooks", {})}
    if not routes["webhooks"]:
        del routes["webhooks"]
    unique_ids(routes)
    unique_titles(routes)
    return in_order(routes)


def alone(document: Json, grades: Grades, *, routed: bool) -> Json:
    """Return the document of one half, its operations marked as in the merged one."""
    settle(document)
    for path, method, operation in operations(document):
        grades.mark(operation, key_of(method, path), routed=routed)
    unique_ids(document)
    unique_titles(document)
    return in_order(document)


def settle(document: Json) -> None:
    """Leave in each path nothing but operations: HEAD and OPTIONS follow from them, and what a path says they say."""
    document["openapi"] = VERSION
    for path, item in document.get("paths", {}).items():
        shared = [dict(each) for each in item.get("parameters", ())]
        kept = {method: item[method] for method in METHODS if isinstance(item.get(method), dict)}
        for operation in kept.values():
            own = {(each.get("in"), each.get("name")) for each in operation.get("parameters", ())}
            added = [each for each in shared if (each.get("in"), each.get("name")) not in own]
            if added:
                operation["parameters"] = [*operation.get("parameters", ()), *added]
            if "servers" in item:
                operation.setdefault("servers", item["servers"])
        document["paths"][path] = kept
    document["paths"] = {path: item for path, item in document.get("paths", {}).items() if item}


def drop(legacy: Json, documented: set[Key], grades: Grades) -> None:
    """Drop the legacy operations that a route answers, whether the route is documented or not."""
    for path, method, _ in list(operations(legacy)):
        key = key_of(method, path)
        if key in documented or grades.hides(key):
            del legacy["paths"][path][method.lower()]
    legacy["paths"] = {path: item for path, item in legacy["paths"].items() if item}


def unique_ids(document: Json) -> None:
    """Give each operation an `operationId` of its own: a second one of the same name gets its method, or a number."""
    taken: set[str] = set()
    # Routes first: they keep their names.
    for _, method, operation in sorted(operations(document), key=lambda each: each[2].get("x-grade") == "legacy"):
        wanted = name = operation.get("operationId")
        if name is None:
            continue
        if name in taken:
            wanted = name = f"{name}_{method.lower()}"
        number = 1
        while name in taken:
            number += 1
            name = f"{wanted}_{number}"
        operation["operationId"] = name
        taken.add(name)


def unique_titles(document: Json) -> None:
    """Let no two components have the same title, by which generated clients call their classes.

    FastAPI gives one to a model that is sent and got in two shapes, `Product-Input` and `Product-Output`.
    """
    schemas: Json = document.get("components", {}).get("schemas", {})
    count = Counter(schema.get("title") for schema in schemas.values())
    for name, schema in schemas.items():
        if count[schema.get("title")] > 1 and "title" in schema:
            schema["title"] = name.replace("-", "")


def in_order(document: Json) -> Json:
    """Return a document whose parts stand in the usual order."""
    return {key: document[key] for key in sorted(document, key=lambda key: ORDER.index(key) if key in ORDER else 99)}


def _add_paths(routes: Json, legacy: Json) -> None:
    by_structure = {structure(path): path for path in routes["paths"]}
    for path, item in legacy["paths"].items():
        place = by_structure.get(structure(path), path)
        names = dict(zip(names_in(path), names_in(place), strict=True))
        for operation in item.values():
            _rename_parameters(operation, {old: new for old, new in names.items() if old != new})
        whole = {**item, **routes["paths"].get(place, {})}
        routes["paths"][place] = {method: whole[method] for method in METHODS if method in whole}


def _rename_parameters(operation: Json, names: dict[str, str]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter.get("in") == "path" and parameter.get("name") in names:
            parameter["name"] = names[parameter["name"]]


def _keep_servers(legacy: Json, routes: Json) -> None:
    """Let the legacy's operations keep servers that its document names and the routes' doesn't."""
    servers = legacy.get("servers")
    if servers and servers != routes.get("servers"):
        for _, _, operation in operations(legacy):
            operation.setdefault("servers", servers)


def _add_tags(routes: Json, legacy: Json) -> None:
    known: list[Any] = list(routes.get("tags", ()))
    names = {each["name"] for each in known}
    known += [each for each in legacy.get("tags", ()) if each["name"] not in names]
    if known:
        routes["tags"] = known
