"""The ledger is complete: it has what drf-spectacular finds in the same URLconf, and no more of DRF's."""

import endpoints_urls
import pytest
from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator
from endpoints_urls import urlconf

from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Kind, Operation
from strangler.operations.paths import structure

ITS_OWN = "drf_spectacular."  # views, which SERVE_INCLUDE_SCHEMA keeps out
METHODS = {"get", "post", "put", "patch", "delete"}


def documented() -> set[str]:
    """Return the operations of drf-spectacular's document, without the names of parameters."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        f"{method.upper()} {structure(path)}" for path, item in paths.items() for method in item if method in METHODS
    }


def is_documented(operation: Operation) -> bool:
    """Return whether a view wants to be in the document."""
    wanted = getattr(operation.callback, "initkwargs", {}).get("schema", getattr(operation.view_class, "schema", None))
    return operation.kind is not Kind.DJANGO and wanted is not None and not operation.view.startswith(ITS_OWN)


def recorded() -> set[str]:
    """Return the same of the ledger."""
    return {f"{one.method} {structure(one.path)}" for one in legacy_operations() if is_documented(one)}


def test_the_ledger_of_the_shop_has_what_its_schema_has() -> None:
    assert recorded() == documented()
    assert len(recorded()) == 32


@pytest.mark.filterwarnings("ignore")
def test_the_ledger_of_difficult_urls_has_what_their_schema_has() -> None:
    readable = [pattern for pattern in endpoints_urls.TRAPS if str(pattern.pattern) != "broken/"]
    with override_settings(ROOT_URLCONF=urlconf(*readable)):
        mine, theirs = recorded(), documented()
    assert len(mine) == 39
    # drf-spectacular sees no view in a decorator without `functools.wraps`, drops a group that must match, copies what
    # stands before a second unnamed group, and takes characters of `path()` for a regular expression's.
    misread = {"/careless/": "", "/{}/": "/", "/either/{}/{}.json": "/either/{}/either/(a|b)/{}.json"}
    misread |= {"/a+b(c)/{}/": "/ab{}/{}/"}
    assert mine - theirs == {f"{method} {path}" for method in ("GET", "POST") for path in misread}
    assert theirs - mine == {f"{method} {path}" for method in ("GET", "POST") for path in misread.values() if path}
