"""Who may use an endpoint, as a `Policy`: a view's classes, by the names that routes can import."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.settings import api_settings
from rest_framework.throttling import ScopedRateThrottle

from strangler.porting.views.native.asking_views import asked_in_vain, asks_for_the_model
from strangler.porting.views.native.hooks import asks_the_action_alone
from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.reasons import Why
from strangler.porting.views.source import text
from strangler.porting.views.view import DRFView

# Where routes get DRF's own classes.
BRIDGES = ("bridge.drf.policy", "bridge.drf.parsers", "bridge.drf.authenticators", "bridge.drf.throttles")
SAME = {  # what must be the project's default, for a policy has no word for it
    "versioning_class": api_settings.DEFAULT_VERSIONING_CLASS,
    "content_negotiation_class": api_settings.DEFAULT_CONTENT_NEGOTIATION_CLASS,
    "metadata_class": api_settings.DEFAULT_METADATA_CLASS,
}


@dataclass(frozen=True)
class NativePolicy:
    """A policy as source.

    Args:
        said: its arguments.
        imports: for those.
        objects: whether permissions look at the object, too.
    """

    said: tuple[tuple[str, str], ...]
    imports: tuple[str, ...]
    objects: bool


def native_policy(drf: DRFView) -> NativePolicy:
    """Return the policy of an operation.

    Raises:
        NotNativeError: a part of it can't be said.
    """
    for name, default in SAME.items():
        if drf.attribute(name) is not default:
            raise refusal(Why.POLICY, f"{drf.cls.__name__} has its own {name}.", drf.cls)
    _check_renderers(drf)
    said: dict[str, list[Any] | None] = {
        "authenticators": _unless_default(drf, "authentication_classes", api_settings.DEFAULT_AUTHENTICATION_CLASSES),
        "permissions": _permissions(drf),
        "throttles": _throttles(drf),
        "parsers": _unless_default(drf, "parser_classes", api_settings.DEFAULT_PARSER_CLASSES),
    }
    arguments, imports = [], []
    throttles = said["throttles"]
    if throttles and ScopedRateThrottle in throttles and (scope := drf.attribute("throttle_scope")):
        # The policy adds DRF's throttle for the scope.
        rest = [one for one in throttles if one is not ScopedRateThrottle]
        said["throttles"] = rest or (None if not api_settings.DEFAULT_THROTTLE_CLASSES else [])
        arguments.append(("throttle_scope", text(scope)))
    for name, classes in said.items():
        if classes is not None:
            named = [_named(drf, one) for one in classes]
            arguments.append((name, f"[{', '.join(short for short, _ in named)}]"))
            imports += [path for _, path in named]
    permissions = said["permissions"]
    asked = api_settings.DEFAULT_PERMISSION_CLASSES if permissions is None else permissions
    limits = api_settings.DEFAULT_THROTTLE_CLASSES if throttles is None else throttles
    if model := _model_asked_for(drf, [one if isinstance(one, type) else type(one) for one in [*asked, *limits]]):
        arguments.append(("queryset", f"{model.__name__}._default_manager.all()"))
        imports.append(f"{model.__module__}.{model.__name__}")
    objects = any(map(looks_at_objects, [*asked, *_of_all_actions(drf.cls)]))
    return NativePolicy(tuple(sorted(arguments)), tuple(imports), objects)


def _model_asked_for(drf: DRFView, classes: Sequence[type[Any]]) -> Any:
    """Return the model whose permissions are looked up; None where no class does.

    Raises:
        NotNativeError: one asks the view for what a policy's doesn't have.
    """
    for one in classes:
        if names := asked_in_vain(one):
            raise refusal(Why.POLICY, f"{one.__name__} asks the view for {', '.join(names)}.", one)
    asking = next((one for one in classes if asks_for_the_model(one)), None)
    if asking is None:
        return None
    rows = drf.attribute("queryset")
    if rows is None or drf.is_own("get_queryset"):
        raise refusal(Why.POLICY, f"{asking.__name__} looks for a model, and the view names none.", drf.cls)
    return rows.model


def _of_all_actions(cls: Any) -> list[Any]:
    """Return the permission classes that a view names anywhere: all its endpoints find rows by one function."""
    actions = [getattr(getattr(cls, name, None), "kwargs", None) or {} for name in dir(cls) if name != "queryset"]
    named = [
        cls.permission_classes,
        *(said.get("permission_classes", ()) for said in actions if isinstance(said, dict)),
    ]
    return [one for classes in named for one in classes if isinstance(one, type)]


def names_for_options(drf: DRFView) -> tuple[tuple[str, str], ...]:
    """Return what OPTIONS tells of a view, as arguments of a policy; nothing where only a request makes that known."""
    view = drf.instance()
    try:
        told = {"name": view.get_view_name(), "description": view.get_view_description()}
    except Exception:  # noqa: BLE001 - of the project's own methods, one wants a request
        return ()
    return tuple((key, text(str(value))) for key, value in told.items() if value)


def looks_at_objects(permission: Any) -> bool:
    """Return whether a permission class has something to say of single objects."""
    return permission.has_object_permission is not BasePermission.has_object_permission


def _permissions(drf: DRFView) -> list[Any] | None:
    return _classes(drf, "get_permissions", "permission_classes", api_settings.DEFAULT_PERMISSION_CLASSES)


def _throttles(drf: DRFView) -> list[Any] | None:
    return _classes(drf, "get_throttles", "throttle_classes", api_settings.DEFAULT_THROTTLE_CLASSES)


def _classes(drf: DRFView, method: str, attribute: str, default: Sequence[Any]) -> list[Any] | None:
    """Return the classes that a view's method answers for an action, or those that the view names."""
    if not drf.is_own(method):
        return _unless_default(drf, attribute, default)
    function: Callable[..., Any] = vars(drf.owner(method))[method]
    if not asks_the_action_alone(function):
        raise refusal(Why.POLICY, f"{drf.owner(method).__name__}.{method} asks for more than the action.", function)
    try:
        made = list(getattr(drf.instance(), method)())
    except Exception as error:
        raise refusal(Why.POLICY, f"{drf.owner(method).__name__}.{method} failed: {error!r}.", function) from error
    if any(vars(one) for one in made):
        raise refusal(Why.POLICY, f"{drf.owner(method).__name__}.{method} makes objects of a state.", function)
    classes = [type(one) for one in made]
    return None if classes == list(default) else classes


def _unless_default(drf: DRFView, attribute: str, default: Sequence[Any]) -> list[Any] | None:
    classes = list(drf.attribute(attribute) or ())
    return None if classes == list(default) else classes


def _check_renderers(drf: DRFView) -> None:
    renderers = drf.attribute("renderer_classes")
    if list(renderers) == list(api_settings.DEFAULT_RENDERER_CLASSES):
        kinds = [one for one in renderers if one not in {JSONRenderer, BrowsableAPIRenderer}]
    else:
        kinds = [one for one in renderers if one is not JSONRenderer]
    if not renderers or renderers[0] is not JSONRenderer or kinds:
        names = ", ".join(one.__name__ for one in kinds or renderers)
        raise refusal(Why.RENDERER, f"{drf.cls.__name__} renders by {names}.", drf.cls)


def _named(drf: DRFView, cls: Any) -> tuple[str, str]:
    """Return a class's name, and the dotted path by which a route imports it."""
    if not isinstance(cls, type):
        raise refusal(Why.POLICY, f"{drf.cls.__name__} combines classes by operators.", drf.cls)
    name: str = cls.__name__
    if cls.__module__.partition(".")[0] != "rest_framework":
        if "." in cls.__qualname__ or vars(import_module(cls.__module__)).get(name) is not cls:
            raise refusal(Why.POLICY, f"{name} can't be imported by its name.", cls)
        return name, f"{cls.__module__}.{name}"
    for module in BRIDGES:
        if vars(import_module(module)).get(name) is cls:
            return name, f"{module}.{name}"
    raise refusal(Why.POLICY, f"{drf.cls.__name__} uses DRF's {name}, which the bridge doesn't have.", drf.cls)
