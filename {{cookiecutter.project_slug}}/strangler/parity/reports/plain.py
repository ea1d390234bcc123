"""What parity has found, as JSON."""

import json
from typing import Any

from strangler.exchanges.exchange import Request
from strangler.parity.judging.accepting import Accepted
from strangler.parity.judging.difference import Difference
from strangler.parity.judging.remembering import entry_of
from strangler.parity.judging.session import Results
from strangler.parity.judging.tally import Group, Tally
from strangler.parity.reports.curl import curl

VERSION = 1


def as_json(results: Results) -> str:
    """Return the results as a JSON document."""
    document = {
        "version": VERSION,
        "at": results.at.isoformat(timespec="seconds"),
        "source": results.source,
        "remarks": list(results.remarks),
        "seconds": round(results.seconds, 2),
        "requests": results.requests,
        "preserved": results.preserved,
        "accepted": results.accepted,
        "unresolved": results.unresolved,
        "operations": {tally.key: _operation(tally) for tally in results.tallies},
        "uncovered": list(results.uncovered),
        "expired": [_accepted(entry) for entry in results.expired],
        "unused": [_accepted(entry) for entry in results.unused],
    }
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"


def _operation(tally: Tally) -> dict[str, Any]:
    return {
        **entry_of(tally),
        "route": tally.route,
        "differences": [_group(group) for group in [*tally.groups, *tally.accepted_groups]],
        "information": [_group(group) for group in tally.information.values()],
        "masked": [str(mask) for mask in tally.noise.masks.values()],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "path": group.pattern,
        "kind": group.kind.value,
        "count": group.count,
        "accepted": None if group.accepted is None else _accepted(group.accepted),
        "samples": [_sample(request, difference) for request, difference in group.samples],
    }


def _sample(request: Request, difference: Difference) -> dict[str, str]:
    return {
        "path": difference.path,
        "legacy": difference.legacy,
        "routes": difference.routes,
        "note": difference.note,
        "source": request.source,
        "curl": curl(request),
    }


def _accepted(entry: Accepted) -> dict[str, str]:
    fields = ("operation", "path", "kind", "reason")
    return {name: getattr(entry, name) for name in fields} | {"expires": entry.expires.isoformat()}
