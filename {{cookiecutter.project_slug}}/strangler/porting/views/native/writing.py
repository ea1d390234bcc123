"""One native endpoint as it comes together: its arguments, and the parts of the module that it needs."""

from collections.abc import Sequence
from functools import cached_property

from strangler.porting.module import Code, Import, Place
from strangler.porting.views.models import Book, Native
from strangler.porting.views.naming import snake
from strangler.porting.views.native.lists import FILTERS, filtering_of, ordering_of, shares_ordering
from strangler.porting.views.native.policies import NativePolicy
from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.native.rows import Rows, rows_of, words
from strangler.porting.views.native.users import user_code
from strangler.porting.views.paths import RoutePath
from strangler.porting.views.reasons import Why
from strangler.porting.views.source import call, function
from strangler.porting.views.view import DRFView

# In the order in which an endpoint has them.
ARGUMENTS = ("request", "body", "response", "narrow", "page", "user")
IMPORTS = [
    "bridge.drf.body.Incoming",
    "bridge.drf.policy.policy",
    "bridge.drf.shortcuts.check_object_permissions",
    "bridge.drf.shortcuts.forget_prefetched",
    "bridge.drf.shortcuts.get_object_or_404",
    "fastapi.Depends",
    "fastapi.Path",
    "fastapi.Request",
    "fastapi.Response",
    "typing.Annotated",
]


class Writing:
    """What an endpoint is made of.

    Args:
        drf: the operation.
        path: for FastAPI.
        label: before the names of the view's own parts, where a module has those of several views.
        policy: of the operation.
        book: the module's schemas.
    """

    def __init__(self, drf: DRFView, path: RoutePath, label: str, policy: NativePolicy, book: Book) -> None:
        self.drf = drf
        self.path = path
        self.label = label
        self.policy = policy
        self._book = book
        self.arguments: dict[str, str] = {}
        self.parts: list[Code] = []

    @cached_property
    def rows(self) -> Rows:
        """The view's rows."""
        return rows_of(self.drf, self.path.parameters, snake(self.label))

    @cached_property
    def schemas(self) -> Native:
        """What it reads and answers."""
        return self._book.native(self.drf)

    @property
    def noun(self) -> str:
        """What a row is called."""
        return snake(self.rows.model.__name__)

    @property
    def subject(self) -> str:
        """What the names of functions end in: what a row is called, or the label."""
        return snake(self.label) or self.noun

    @property
    def may_prefetch(self) -> bool:
        """Whether a row may have related ones with it, of the time before it was changed."""
        own = self.drf.is_own("get_queryset")
        return own or bool(self.drf.cls.queryset._prefetch_related_lookups)

    @property
    def imports(self) -> list[Import]:
        """What expressions need that stand in the endpoint itself, or in the function that finds its row."""
        return [each for part in self.parts if not part.statements for each in part.imports]

    def name(self, base: str) -> str:
        """Return a name for a part of the view."""
        if not self.label:
            return base
        return f"{base}{self.label}" if base[0].isupper() else f"{snake(self.label)}_{base}"

    def need(self, names: Sequence[str]) -> None:
        """Note that the endpoint takes arguments."""
        kinds = {"user": "CurrentUser", "request": "Request", "response": "Response"}
        for name in names:
            if name in kinds:
                self.arguments[name] = kinds[name]
                if name == "user":
                    self.parts.append(user_code())

    def add(self, code: Code) -> None:
        """Add code of which the imports are for an expression in the endpoint, too."""
        self.parts += [code, Code(code.imports)]

    def bare(self) -> str:
        """Return the rows of a request, not filtered."""
        self.need(self.rows.needs)
        self.parts.append(self.rows.code)
        return self.rows.expression

    def narrowed(self, *, one: bool) -> str:
        """Return the rows of a request, filtered."""
        self.bare()
        ordering = self.name("ordering") if shares_ordering(self.drf) else ""
        made = filtering_of(self.drf, self.rows.model, self.label or self.rows.model.__name__, ordering)
        if made is None:
            return self.rows.expression
        source, code = made
        filtering, alias = self.name("filtering"), self.name("NarrowOne" if one else "Narrow")
        depends = f"{filtering}.unlisted" if one else filtering
        if ordering:
            self._ordering(ordering)
        imports = [f"{FILTERS}.QuerySetFilter", "typing.Annotated", "fastapi.Depends"]
        self.parts += [
            code,
            Code.of(f"{filtering} = {source}", place=Place.ROUTER, imports=code.imports),
            Code.of(f"{alias} = Annotated[QuerySetFilter, Depends({depends})]", place=Place.ALIAS, imports=imports),
        ]
        self.arguments["narrow"] = alias
        return f"narrow({self.rows.expression})"

    def _ordering(self, name: str) -> None:
        source = f"{name} = {ordering_of(self.drf)}"
        self.parts.append(Code.of(source, place=Place.ROUTER, imports=[f"{FILTERS}.Ordering"]))

    def found(self) -> str:
        """Return the call of the function that finds the row of a URL."""
        field_name = self.drf.attribute("lookup_field")
        keyword = self.drf.attribute("lookup_url_kwarg") or field_name
        kinds = {parameter.name: parameter.type for parameter in self.path.parameters}
        if keyword not in kinds:
            raise refusal(Why.QUERYSET, f"{self.drf.cls.__name__} looks for {keyword}, which is not in its URL.")
        rows = self.narrowed(one=True)
        if self.policy.objects:
            self.need(["request"])
        given = [keyword, *(name for name in self.rows.needs if name in kinds and name != keyword)]
        given += [name for name in ARGUMENTS if name in {"request", "narrow", "user"} & self.arguments.keys()]
        annotations = {**kinds, **self.arguments}
        looked_up = call("get_object_or_404", rows, f"{field_name}={keyword}")
        checks = ["check_object_permissions(request, row)", "return row"]
        body = [f"row = {looked_up}", *checks] if self.policy.objects else [f"return {looked_up}"]
        body = [line.replace("row)", f"{self.noun})").replace("row =", f"{self.noun} =") for line in body]
        body = [line.replace("return row", f"return {self.noun}") for line in body]
        name, model = f"find_{self.subject}", self.rows.model
        doc = f"Return one {words(model)} that the client may do this with.\n\nRaises:\n    Http404: there is none."
        if self.policy.objects:
            doc += "\n    NotAuthenticated, PermissionDenied: it is not for this client."
        source = function(name, [f"{one}: {annotations[one]}" for one in given], model.__name__, doc, body)
        imports: list[str | Import] = [*IMPORTS, *self.imports, f"{model.__module__}.{model.__name__}"]
        self.parts.append(Code.of(source, place=Place.HELPER, imports=imports))
        return f"{name}({', '.join(given)})"
