"""What one half did, as data to compare: its answer, the rows that it wrote, and what it would have sent."""

from typing import Any

from strangler.parity.judging.bodies import body_as_data
from strangler.parity.judging.data import as_data
from strangler.parity.judging.headers import headers_as_data
from strangler.parity.judging.ids import primary_key
from strangler.parity.outcome import Outcome


def answer_as_data(outcome: Outcome) -> dict[str, Any]:
    """Return headers and body."""
    return {"header": headers_as_data(outcome.answer.headers), "body": body_as_data(outcome.answer)}


def deeds_as_data(outcome: Outcome) -> dict[str, Any]:
    """Return rows by table and kind, and effects by kind."""
    rows: dict[str, dict[str, list[Any]]] = {}
    for row in outcome.rows:
        values = {column: as_data(row.values[column]) for column in sorted(row.values)}
        key = primary_key(row.table)
        if key in values:  # what tells rows apart comes first, under the name by which lists are aligned
            values = {"pk": values[key], **{name: value for name, value in values.items() if name != key}}
        rows.setdefault(row.table, {}).setdefault(row.kind, []).append(values)
    effects: dict[str, list[Any]] = {}
    for effect in outcome.effects:
        details = {name: as_data(effect.details[name]) for name in sorted(effect.details)}
        effects.setdefault(effect.kind, []).append({"what": effect.what, **details})
    return {
        "rows": {table: dict(sorted(kinds.items())) for table, kinds in sorted(rows.items())},
        "effects": dict(sorted(effects.items())),
    }
