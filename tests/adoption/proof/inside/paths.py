# mypy: ignore-errors
"""Tells the paths that the project's URLconf and its OpenAPI schema yield, with values of existing rows filled in.

Those of the URLconf are told apart: views of DRF choose what they answer by the header Accept.
"""

import itertools
import re
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import URLPattern, URLResolver, get_resolver, get_script_prefix
from django.utils.regex_helper import normalize
from django.utils.translation import override

PLAUSIBLE = (
    *("1", "a", "json", "2024", "6", "en", "00000000-0000-4000-8000-000000000001", "a-b", "2024-06-01"),
    *("a" * 40, "1/2"),
)
NOTHING = "999999"
MOST = 2  # ways to fill one pattern


def tell() -> dict:
    """Return paths by where they come from, and how many patterns there are."""
    with override(settings.LANGUAGE_CODE):
        found = {"patterns": 0, "negotiated": [], "plain": [], "schema": list(schema_paths())}
        for regex, view in walk(get_resolver(), ""):
            found["patterns"] += 1
            negotiated = hasattr(getattr(view, "cls", None), "renderer_classes")
            found["negotiated" if negotiated else "plain"] += paths_of(regex, view)
    return {name: list(dict.fromkeys(each)) if isinstance(each, list) else each for name, each in found.items()}


def walk(resolver, prefix):
    """Yield the whole regular expression of each URL, and its view."""
    for each in resolver.url_patterns:
        regex = prefix + piece(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each, regex)
        elif isinstance(each, URLPattern):
            yield regex, each.callback


def piece(pattern):
    """Return the regular expression of a part of a path, without its anchors."""
    text = pattern.regex.pattern
    text = text.removeprefix("^")
    for end in ("\\Z", "\\z", "$"):
        text = text.removesuffix(end) if not text.endswith("\\$") else text
    return text


def paths_of(regex, view):
    """Yield the pattern's paths."""
    try:
        forms = normalize(regex)
        matching = re.compile(f"(?:{regex})(?:/)?")
    except Exception:
        return
    for form, names in forms[:2]:
        choices = [values_for(name, view) for name in names]
        count = 0
        for chosen in itertools.product(*choices):
            path = form % dict(zip(names, chosen, strict=True))
            if matching.fullmatch(path):
                yield get_script_prefix() + quote(path, safe="/:@!$&'()*+,;=~")
                count += 1
            if count == MOST:
                break


def values_for(name, view):
    """Return what could stand for a parameter: values of rows first."""
    found = []
    for model, field in fields_for(name, view):
        try:
            row = model._default_manager.order_by("pk").values_list(field, flat=True).first()
        except Exception:
            continue
        if row not in {None, ""}:
            found.append(str(row))
    if name == "username":
        found.insert(0, "root")
    return list(dict.fromkeys([*found, *PLAUSIBLE, NOTHING]))[:14]


def fields_for(name, view):
    """Yield models and fields that the parameter may name, the likeliest first."""
    view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    model = model_of(view_class)
    field = getattr(view_class, "lookup_field", None) or "pk"
    if model:
        asked = getattr(view_class, "lookup_url_kwarg", None) or field
        if asked == name or name in {"pk", "id"}:
            yield model, field
        yield model, name
    subject, _, what = name.rpartition("_")
    for other in apps.get_models():
        if subject and other._meta.model_name == subject.replace("_", "").lower():
            yield other, what or "pk"
        elif other._meta.model_name == name.replace("_", "").lower():
            yield other, "pk"
    if name in {"pk", "id", "object_id"}:
        yield get_user_model(), "pk"
        return
    for other in apps.get_models():
        if any(each.name == name for each in other._meta.concrete_fields):
            yield other, name


def model_of(view_class):
    """Return the model that a class-based view shows, if it says so."""
    if view_class is None:
        return None
    queryset = getattr(view_class, "queryset", None)
    if queryset is not None:
        return queryset.model
    serializer = getattr(view_class, "serializer_class", None)
    return getattr(view_class, "model", None) or getattr(getattr(serializer, "Meta", None), "model", None)


def schema_paths():
    """Yield the paths of the GET operations of an OpenAPI schema, where a library makes one; queries included."""
    try:
        from drf_spectacular.generators import SchemaGenerator

        schema = SchemaGenerator().get_schema(request=None, public=True)
    except Exception:
        return
    for path, operations in schema["paths"].items():
        if "get" not in operations:
            continue
        parameters = operations["get"].get("parameters", [])
        names = re.findall(r"{(\w+)}", path)
        filled = path
        for name in names:
            filled = filled.replace(f"{{{name}}}", quote(values_for(name, None)[0]))
        yield filled
        for parameter in parameters:
            if parameter["in"] == "query":
                yield f"{filled}?{quote(parameter['name'])}={quote(value_of(parameter.get('schema', {})))}"


def value_of(schema):
    """Return something for a parameter of a schema."""
    if schema.get("enum"):
        return str(schema["enum"][0])
    return {"integer": "1", "number": "1", "boolean": "true"}.get(schema.get("type"), "a")
