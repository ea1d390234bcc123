"""Who sends a request, as an argument of an endpoint."""

from django.contrib.auth import get_user_model

from strangler.porting.module import Code, Place


def user_code() -> Code:
    """Return the definition of `CurrentUser`, with the project's own model; anonymous clients are Django's."""
    model = get_user_model()
    source = f"CurrentUser = Annotated[{model.__name__}, Depends(current_user)]"
    imports = [
        f"{model.__module__}.{model.__name__}",
        "bridge.drf.shortcuts.current_user",
        "fastapi.Depends",
        "typing.Annotated",
    ]
    return Code.of(source, place=Place.ALIAS, imports=imports)
