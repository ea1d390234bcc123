"""What comprehensions are worth."""

# ruff: noqa: N802 (methods are named for the nodes of `ast`)

import ast
from typing import Any

from adopted.reading.core import Core
from adopted.reading.operators import LONGEST, truth
from adopted.reading.values import UNKNOWN, Frame


class Comprehensions(Core):
    """The part of the evaluator that goes through things."""

    def _value_ListComp(self, node: ast.ListComp, frame: Frame) -> Any:
        return self.comprehend(node.elt, node.generators, frame)

    _value_GeneratorExp = _value_ListComp  # noqa: N815

    def _value_SetComp(self, node: ast.SetComp, frame: Frame) -> Any:
        found = self.comprehend(node.elt, node.generators, frame)
        return found if found is UNKNOWN else set(found)

    def _value_DictComp(self, node: ast.DictComp, frame: Frame) -> Any:
        pair = ast.Tuple([node.key, node.value], ast.Load())
        found = self.comprehend(pair, node.generators, frame)
        return found if found is UNKNOWN else dict(found)

    def comprehend(self, element: ast.expr, parts: list[ast.comprehension], frame: Frame) -> Any:
        """Return the items of a comprehension, UNKNOWN if what it goes through is."""
        inner = Frame(frame.module, {}, frame, function=True)
        found: list[Any] = []
        if not self._comprehend(element, parts, inner, found):
            return UNKNOWN
        return found

    def _comprehend(self, element: ast.expr, parts: list[ast.comprehension], frame: Frame, found: list[Any]) -> bool:
        if not parts:
            found.append(self.value(element, frame))
            return True
        items = self.value(parts[0].iter, frame)
        if not isinstance(items, list | tuple | set | dict | str | range):
            return False
        for item in list(items)[:LONGEST]:
            self.assign(parts[0].target, item, frame)
            tests = [truth(self.value(test, frame)) for test in parts[0].ifs]
            if None in tests:
                found.append(UNKNOWN)
            elif all(tests) and not self._comprehend(element, parts[1:], frame, found):
                return False
        return True
