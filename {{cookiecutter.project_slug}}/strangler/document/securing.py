"""The ways to log in, of both halves: a client that knows one for the routes has it for the legacy half too."""

from collections import Counter
from typing import Any

from strangler.document.components import PREFIX
from strangler.document.walking import Json, operations

Signature = tuple[Any, ...]


def merge_security(document: Json, other: Json) -> None:
    """Say who may log in how by the other document's names, where both mean the same.

    Two schemes are the same if they put the same thing into the same place, and no other scheme does. One that is
    different, under a name that is taken, becomes `Legacy…`. Those that no operation asks for are dropped.

    Args:
        document: the legacy's, which is changed. What it says of all its operations, each says for itself afterwards.
        other: the routes'; it gets the schemes, and learns what only the legacy half says of those it has.
    """
    spread(document)
    theirs = other.setdefault("components", {}).setdefault("securitySchemes", {})
    ours: dict[str, Json] = document.get("components", {}).pop("securitySchemes", {})
    used = {name for _, _, operation in operations(document) for each in operation.get("security", ()) for name in each}
    ours = {name: scheme for name, scheme in ours.items() if name in used}
    by_signature = {signature(scheme): name for name, scheme in theirs.items()}
    counted = [Counter(map(signature, schemes.values())) for schemes in (ours, theirs)]
    names: dict[str, str] = {}
    for name, scheme in ours.items():
        mark = signature(scheme)
        if all(count[mark] == 1 for count in counted):
            names[name] = by_signature[mark]
            theirs[names[name]] = {**scheme, **theirs[names[name]]}
        elif name in theirs and theirs[name] != scheme:
            names[name] = f"{PREFIX}{name[:1].upper()}{name[1:]}"
        theirs.setdefault(names.get(name, name), scheme)
    for _, _, operation in operations(document):
        if "security" in operation:
            operation["security"] = [
                {names.get(name, name): scopes for name, scopes in each.items()} for each in operation["security"]
            ]
    if not theirs:
        del other["components"]["securitySchemes"]


def spread(document: Json) -> None:
    """Let each operation say what the document says of all of them."""
    general = document.pop("security", None)
    if general:
        for _, _, operation in operations(document):
            operation.setdefault("security", general)


def signature(scheme: Json) -> Signature:
    """Return what a client has to do for a scheme, whatever that is called."""
    kind = scheme.get("type")
    if kind == "oauth2":
        flows = scheme.get("flows", {})
        return kind, tuple(
            sorted((name, flow.get("tokenUrl"), flow.get("authorizationUrl")) for name, flow in flows.items())
        )
    place = scheme.get("name", "")
    if scheme.get("in") == "header":
        place = place.lower()
    return kind, scheme.get("in"), place, str(scheme.get("scheme", "")).lower(), scheme.get("openIdConnectUrl")
