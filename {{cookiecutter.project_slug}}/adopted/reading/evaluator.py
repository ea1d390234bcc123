"""A small evaluator of Python that never runs any: it folds a settings module into what its names are worth."""

from adopted.reading.calls import Calls
from adopted.reading.expressions import Expressions
from adopted.reading.imports import Imports
from adopted.reading.statements import Statements


class Evaluator(Expressions, Statements, Imports, Calls):
    """Evaluates modules of one project, in one environment: see Core."""
