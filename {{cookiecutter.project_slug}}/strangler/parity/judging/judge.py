"""Judges one comparison: what the route does in another way than the legacy half, chance aside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from strangler.parity.judging.bodies import first_difference, spelling, text_diff
from strangler.parity.judging.chance import Chance
from strangler.parity.judging.comparing import Found, compare, equal
from strangler.parity.judging.data import shown
from strangler.parity.judging.difference import Difference, Kind, shown_path
from strangler.parity.judging.headers import SETS, is_information
from strangler.parity.judging.noise import Noise
from strangler.parity.judging.observing import answer_as_data, deeds_as_data
from strangler.parity.judging.queries import compare_queries, is_more
from strangler.parity.outcome import Comparison, Outcome


@dataclass(frozen=True)
class Judgement:
    """What differs at one request.

    Args:
        differences: what must be accepted or repaired.
        information: what is only worth knowing: fewer queries, a header more.
        masked: the patterns of what differed, too, and was found to be chance.
    """

    differences: tuple[Difference, ...] = ()
    information: tuple[Difference, ...] = ()
    masked: tuple[str, ...] = ()


def judge(comparison: Comparison) -> list[Difference]:
    """Return what the route does in another way than the legacy half; an empty list where nothing.

    What the legacy half did in another way when it was asked once more is not a difference, unless it is one of
    another kind.
    """
    return list(weigh(comparison).differences)


def weigh(comparison: Comparison, noise: Noise | None = None) -> Judgement:
    """Return all that differs at one request.

    Args:
        comparison: what both halves did.
        noise: what is known of the operation from other requests. This one's is known in any case.
    """
    comparison = _settled(comparison)
    itself = differences_with_itself(comparison)
    known = Noise() if noise is None else noise.copy()
    known.learn(itself)
    chance = Chance(comparison, itself)
    same_status = comparison.legacy.answer.status == comparison.routes.answer.status
    masked: list[str] = []
    real: list[Found] = []
    for found in _differences(comparison.legacy, comparison.routes, chance, answers=same_status):
        if known.hides(found, chance.here):
            masked.append(found.pattern)
        else:
            real.append(found)
    differences = [_difference(found) for found in real if not _informs(found)]
    information = [_difference(found) for found in real if _informs(found)]
    if not same_status:
        differences.insert(0, _status(comparison))
    else:
        differences += _spelling(comparison, real, masked, chance)
        queries = compare_queries(*(side.queries for side in _sides(comparison)))
        if queries is not None:
            (differences if is_more(queries) else information).append(queries)
    if error := _error(comparison):
        (information if _same_class(error) else differences).append(error)
    return Judgement(tuple(differences), tuple(information), tuple(masked))


def differences_with_itself(comparison: Comparison) -> list[Found]:
    """Return how the legacy half differed from itself."""
    legacy, again = comparison.legacy, comparison.again
    if legacy.answer.status != again.answer.status:
        return []
    return list(_differences(legacy, again, None, answers=True))


def _settled(comparison: Comparison) -> Comparison:
    """Return the comparison with the one of the legacy's two answers first whose status the route has."""
    statuses = [side.answer.status for side in _sides(comparison)]
    if statuses[0] != statuses[1] == statuses[2]:
        return replace(comparison, legacy=comparison.again, again=comparison.legacy)
    return comparison


def _sides(comparison: Comparison) -> tuple[Outcome, Outcome, Outcome]:
    return comparison.legacy, comparison.again, comparison.routes


def _differences(legacy: Outcome, other: Outcome, chance: Chance | None, *, answers: bool) -> Iterator[Found]:
    same = equal if chance is None else chance.same
    # Rows first: from them it is known which ids are new.
    if chance is not None or (legacy.rows, legacy.effects) != (other.rows, other.effects):
        yield from compare(deeds_as_data(legacy), deeds_as_data(other), same=same)
    if answers and ((chance is not None and chance.in_answer) or legacy.answer != other.answer):
        yield from compare(answer_as_data(legacy), answer_as_data(other), same=same)


def _informs(found: Found) -> bool:
    """Tell whether a difference is only worth knowing."""
    match found.path:
        case ("header", str(name), *_):
            return (found.kind is Kind.ORDER and name in SETS) or is_information(name, extra=found.kind is Kind.EXTRA)
        case ("rows", *_):
            return found.kind is Kind.ORDER
        case ("effects", "commit", int(), "what"):
            return True  # the name of a function, which a port may call as it likes
    return False


def _difference(found: Found) -> Difference:
    legacy = "" if found.kind is Kind.EXTRA else shown(found.legacy)
    routes = "" if found.kind is Kind.MISSING else shown(found.routes)
    note = found.note
    if isinstance(found.legacy, str) and isinstance(found.routes, str) and found.path == ("body",):
        legacy, routes = _size(found.legacy), _size(found.routes)
        note = text_diff(found.legacy, found.routes)
    if isinstance(found.legacy, bytes) and isinstance(found.routes, bytes):
        note = first_difference(found.legacy, found.routes)
    return Difference(shown_path(found.path), found.kind, legacy, routes, note)


def _size(text: str) -> str:
    return f"{len(text)} letters"


def _status(comparison: Comparison) -> Difference:
    legacy, routes = comparison.legacy.answer, comparison.routes.answer
    bodies = [shown(answer_as_data(side)["body"]) for side in (comparison.legacy, comparison.routes)]
    return Difference("status", Kind.VALUE, str(legacy.status), str(routes.status), f"- {bodies[0]}\n+ {bodies[1]}")


def _spelling(
    comparison: Comparison, real: Iterable[Found], masked: Iterable[str], chance: Chance
) -> Iterator[Difference]:
    """Yield a difference where two JSON documents say the same in other letters."""
    legacy, routes = comparison.legacy.answer.body, comparison.routes.answer.body
    if legacy == routes or any(found.path[0] == "body" for found in real):
        return
    forgiven = chance.forgave_in_body or any(pattern.startswith("body") for pattern in masked)
    note = spelling(legacy, routes) or ("" if forgiven else "the same data, spelled in another way")
    if note:
        yield Difference("body", Kind.LEXICAL, "", "", f"{note}, {first_difference(legacy, routes)}")


def _error(comparison: Comparison) -> Difference | None:
    legacy, again, routes = (side.error for side in _sides(comparison))
    if routes in {legacy, again}:
        return None
    return Difference("error", Kind.ERROR, legacy, routes)


def _same_class(error: Difference) -> bool:
    return error.legacy.partition(":")[0] == error.routes.partition(":")[0]
