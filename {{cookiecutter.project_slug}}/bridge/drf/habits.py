"""What a ported route does only because Django REST Framework did: one list, to be given up one by one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """Each habit is on unless a router says otherwise: `PortedRouter(habits=Habits(errors=False))`.

    Args:
        errors: errors have DRF's status and shape: 400 `{"field": ["…"]}`, `{"detail": "…"}`. Without it a body or
            parameter that does not fit is FastAPI's 422. Authentication, permissions and throttles answer as ever.
        allow: every response has an `Allow` header, not only 405 and OPTIONS.
        vary: `Vary: Accept` where the view has several renderers. `Vary: Cookie`, where the session was read, is no
            habit: without it caches would show one user's answer to another.
        negotiation: `Accept` and `?format=` are heeded: 406, 404, indented JSON, and the legacy view's other
            representations, such as the browsable API, for as long as that view exists.
        json: line separators are escaped, and numbers written as Python's `json` does. Without it Pydantic
            prints, which is faster.
        head: HEAD is answered where GET is, also when the legacy view is gone. Not so DRF's function views
            (`@api_view`): give it up for what was one.
        options: OPTIONS is answered, and 405 with `Allow` to any other method, also when the legacy view is gone.
        slash: a path without its slash at the end is redirected, also when the legacy view is gone.
    """

    errors: bool = True
    allow: bool = True
    vary: bool = True
    negotiation: bool = True
    json: bool = True
    head: bool = True
    options: bool = True
    slash: bool = True
