"""Who answers an operation, and how far it is on its way."""

from dataclasses import dataclass

from strangler.document.walking import Json
from strangler.operations.grades import Routes
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade
from strangler.operations.paths import structure
from strangler.operations.routes import fastapi_routes

VERSION = "{version}"
NEW = "new"  # a route that stands for no legacy operation
# As Redoc and Scalar show `x-badges`; `bridge/docs.py` has the same for Swagger UI.
COLOURS = {"legacy": "#8a8f98", "wrapped": "#b7791f", "hybrid": "#2b6cb0", "native": "#2f855a", "retired": "#276749"}
COLOURS[NEW] = "#6b46c1"

Key = tuple[str, str]  # method and structure of the path


@dataclass(frozen=True)
class Grades:
    """Which grade the operations have.

    Args:
        of_routes: the grade of each documented or undocumented route.
        hidden: the legacy operations that routes answer.
        versioned: those of them that have a version in their path, which a document fills in.
    """

    of_routes: dict[Key, str]
    hidden: frozenset[Key]
    versioned: tuple[Key, ...] = ()

    def mark(self, operation: Json, key: Key, *, routed: bool) -> None:
        """Note on an operation who answers it, and its grade."""
        grade = self.of_routes.get(key, NEW) if routed else Grade.LEGACY.value
        operation["x-served-by"] = "route" if grade not in {Grade.LEGACY, Grade.WRAPPED} else "legacy"
        operation["x-grade"] = grade
        operation["x-badges"] = [{"name": grade, "color": COLOURS[grade]}]

    def hides(self, key: Key) -> bool:
        """Return whether a route answers a documented legacy operation.

        Where the document has a version (`/v1/products/`), the URL has a parameter.
        """
        return key in self.hidden or any(_is_version_of(key, other) for other in self.versioned)


def read_grades() -> Grades:
    """Return the grades of the whole service.

    Raises:
        ToolkitError: the URLconf or the FastAPI application can't be read.
    """
    operations = legacy_operations(everything=True)
    routes = Routes(fastapi_routes(), operations)
    known = {(one.method, structure(one.path)) for one in operations}
    of_routes = {
        (one.method, structure(one.path)): _grade(one.grade, known, (one.method, structure(one.path)))
        for one in reversed(routes.all)  # the first one answers
    }
    hidden = [one for one in operations if routes.of(one) is not None]
    return Grades(
        of_routes,
        frozenset(key_of(one.method, one.path) for one in hidden),
        tuple((one.method, one.path) for one in hidden if VERSION in one.path),
    )


def _grade(grade: Grade | None, known: set[Key], key: Key) -> str:
    if grade is None:
        return NEW
    return Grade.RETIRED.value if grade is Grade.NATIVE and key not in known else grade.value


def key_of(method: str, path: str) -> Key:
    """Return what an operation is known by in both halves."""
    return method, structure(path)


def _is_version_of(key: Key, other: Key) -> bool:
    parts, places = key[1].split("/"), other[1].split("/")
    pairs = [(part, structure(place)) for part, place in zip(parts, places, strict=False) if place != VERSION]
    return key[0] == other[0] and len(parts) == len(places) and all(part == place for part, place in pairs)
