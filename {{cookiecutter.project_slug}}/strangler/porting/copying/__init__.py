r"""Copies a function or a method out of where it stands, or says why it can't.

What comes out means what the function meant, or nothing comes out: `CannotCopyError` has a reason, file and line::

    code = copied(
        ProductViewSet.get_queryset,
        name="visible_products",
        parameters=["user: CurrentUser"],
        returns="QuerySet[Product]",
        imports=["routes.users.CurrentUser", "django.db.models.QuerySet", "legacy.catalog.models.Product"],
        table={
            "self.request.user": "user",
            "super().get_queryset()": Replacement("selectors.products()", ["legacy.catalog.selectors"]),
        },
    )

- `self` (`cls`), and every parameter that isn't among `keeps`, may occur only where the table says what takes its
  place.
- A key of the table is an expression. One that begins with `self`, `super()` or a parameter is looked for as it stands;
  any other is a dotted path and what follows it (`rest_framework.response.Response(_1, status=_2)`), and is found by
  whatever name the module has for that object. `_1`, `_2`… stand for any expression, `_s1`… for text (a string, or
  an f-string), and may be used in what takes its place. `(...)` stands for any arguments that are names and constants.
  The largest expression wins, of two keys the first.
- What takes its place is an expression; `Replacement` adds the imports that it needs. It must not use names that the
  function gives a meaning of its own. A statement `user = self.request.user` that becomes `user = user` is left out.
- Names of the function's module come along as imports, from where the module has them. Those of packages that routes
  don't import (DRF) come from `bridge.drf`, where it has them; else the function can't be copied.
- Decorators that only describe (`@action`, `@extend_schema`, `@property`) are left out, `@transaction.atomic` is kept,
  any other refuses.
- Refused as well: closures, `super()` and `__class__` beyond the table, `global`, setting attributes of `self`, names
  that are defined dynamically or change while the module lives, source that isn't what runs.

`uses(function)` lists what a table would have to have. `as_method(code)` indents what was copied for the body of a
class.
"""

from strangler.porting.copying.copy import as_method, copied, uses
from strangler.porting.copying.errors import CannotCopyError
from strangler.porting.copying.table import Replacement

__all__ = ["CannotCopyError", "Replacement", "as_method", "copied", "uses"]
