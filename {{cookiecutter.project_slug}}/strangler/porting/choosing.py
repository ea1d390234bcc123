"""Which operations a call of `manage.py port` means, and which of them need no more porting."""

from collections.abc import Iterable, Sequence

from strangler.errors import ToolkitError
from strangler.operations.find import find_operations
from strangler.operations.grades import Routes
from strangler.operations.operation import Grade, Operation
from strangler.operations.routes import fastapi_routes

GRADES = (Grade.WRAPPED, Grade.HYBRID, Grade.NATIVE)
ORDER = (Grade.LEGACY, *GRADES, Grade.RETIRED)

Skipped = list[tuple[Operation, Grade]]


def chosen(
    name: str | None, everything: Sequence[Operation], *, whole: bool, grade: Grade | None, again: bool
) -> tuple[list[Operation], Skipped]:
    """Return the operations to be ported, and those that are already, with their grades.

    Args:
        name: as `find_operations` takes it.
        everything: all operations of the legacy half.
        whole: whether all of them are meant, and no name is given.
        grade: that is asked for; None for the highest.
        again: whether those that are ported already are ported once more.

    Raises:
        ToolkitError: nothing is called so, or it isn't clear what is meant.
    """
    if bool(name) is whole:
        raise ToolkitError("Name what is to be ported: a path, a URL's name, a view, an application; or --all.")
    wanted = list(everything) if whole else find_operations(name or "", everything)
    if again:
        return wanted, []
    routes = Routes(fastapi_routes(), everything)
    grades = {each.key: routes.grade(each) for each in wanted}
    skipped = [(each, grades[each.key]) for each in wanted if is_reached(grades[each.key], grade)]
    done = {each.key for each, _ in skipped}
    return [each for each in wanted if each.key not in done], skipped


def is_reached(now: Grade, wanted: Grade | None) -> bool:
    """Return whether an operation is where somebody wants it; with None, whether it is ported at all."""
    return now is not Grade.LEGACY and (wanted is None or ORDER.index(now) >= ORDER.index(wanted))


def missed(reached: Iterable[Grade], wanted: Grade | None) -> int:
    """Return how many operations have not got where somebody wants them."""
    return sum(not is_reached(grade, wanted) for grade in reached)
