"""Holds what the project needs against what we need, before anything is installed."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from adopted.facts import Note, Place, Requirement, Requirements
from adopted.requirements import markers, pep508
from adopted.requirements.collected import pin_of
from adopted.requirements.django_versions import check_django
from adopted.requirements.imports import imported, module_of
from adopted.requirements.psycopg import needs_ours
from adopted.requirements.python_conflicts import check_python
from adopted.requirements.specifiers import Specifiers
from adopted.requirements.verdict import Verdict
from adopted.requirements.versions import Version

# Halves whose exact version follows that of the other half.
_FOLLOWS = {"pydantic-core": "pydantic", "psycopg-binary": "psycopg", "psycopg-c": "psycopg", "psycopg-pool": "psycopg"}
# Distributions that ask for each other's exact versions: where one of them has to move, all of them do.
_FAMILIES = ("opentelemetry-",)
# What runs a service, rather than being a part of it.
_PROGRAMS = {"uvicorn"}
_WAYS = {
    "pydantic": " (its migration guide and `bump-pydantic` help; `pydantic.v1` keeps old models going)",
    "fastapi": " (its release notes say what changed)",
}


def conflicts(
    requirements: Requirements,
    ours: Iterable[Requirement],
    locked: Iterable[Requirement],
    legacy: Path,
    *,
    python: str,
    postgresql: bool,
) -> Verdict:
    """Compare what the project needs with ours, for a version of Python such as "3.12".

    `ours` and `locked` are what `ours.runtime` and `ours.locked` read from the generated project; `postgresql` says
    whether one of its databases is a PostgreSQL, or may be. Where an exact version of theirs is too low for ours and
    nothing in their code can tell, ours is installed, with a note. What their code may notice is an error.
    """
    verdict = Verdict()
    counting = [one for one in requirements.runtime if _counts(one, python)]
    bounds = [one for one in requirements.constraints if _counts(one, python)]
    modules = imported(legacy)
    check_python(requirements, python, verdict)
    check_django(counting, requirements.locked, python, verdict)
    verdict.psycopg = postgresql and needs_ours(counting, modules, verdict)
    direct = {one.name: one for one in ours if one.name != "psycopg" or verdict.psycopg}
    for one in [*counting, *bounds]:
        if one.name in direct:
            _compare(one, direct[one.name], modules, verdict)
    for one in requirements.locked:
        used = modules.get(module_of(one.name))
        if one.name in direct and one.name not in verdict.instead and used and not _meet(one, direct[one.name]):
            text = f"production has {one.text}, and {direct[one.name].text} is installed here, as it may be"
            verdict.notes.append(Note(text, f"{used} imports it, so run their tests.", one.place))
    closure = {one.name for one in locked} - direct.keys()
    _loosen(counting, closure, modules, verdict)
    tools = [one for one in requirements.development if _counts(one, python)]
    for one in tools:
        if one.name in direct and one.name not in verdict.instead and not _meet(one, direct[one.name]):
            verdict.instead[one.name] = ""  # of a list for tests, nothing that runs can notice
    _loosen(tools, closure, modules, verdict)
    return verdict


def _counts(one: Requirement, python: str) -> bool:
    try:
        return markers.counts(pep508.parse(one.text).marker, python)
    except ValueError:
        return True  # a path or an address


def _meet(one: Requirement, need: Requirement) -> bool:
    try:
        return pep508.parse(one.text).specifiers.meets(pep508.parse(need.text).specifiers)
    except ValueError:
        return True


def _compare(one: Requirement, need: Requirement, modules: Mapping[str, Place], verdict: Verdict) -> None:
    """Compare a requirement with ours of the same distribution."""
    try:
        theirs, ours = pep508.parse(one.text), pep508.parse(need.text)
    except ValueError:
        return
    wanted = f"{need.name}{ours.specifier}"
    if theirs.url:
        text = f"{one.name} comes from an address, and {wanted} is needed"
        verdict.notes.append(Note(text, "See that it is new enough.", one.place))
        return
    if ours.specifiers.meets(theirs.specifiers):
        return
    used = modules.get(module_of(one.name))
    if used is None or one.name in _PROGRAMS or _same_series(theirs.specifiers, ours.specifiers):
        verdict.instead[one.name] = ""
        text = f"{one.name}{theirs.specifier} gives way to {wanted}, which the combined application needs"
        todo = f"{used} imports it, so run their tests." if used else ""
        verdict.notes.append(Note(text, todo, one.place))
        return
    verdict.errors.append(
        f"{one.place}: {one.name}{theirs.specifier} can't be installed with {wanted}, and {used} imports it: move the"
        f" project to {wanted} first{_WAYS.get(one.name, '')}, then adopt it."
    )


def _same_series(theirs: Specifiers, ours: Specifiers) -> bool:
    """Say whether theirs is older and of the same first number, of what promises to stay compatible: not before 1."""
    highest = theirs.pin or theirs.bounds()[2]
    lowest = ours.bounds()[0]
    if highest is None or lowest is None or lowest.release[0] == 0 or highest > lowest:
        return False
    # `<2` ends at 2.dev0, which is above every version of series 1 only.
    below = theirs.pin is None and highest.is_prerelease and not any(highest.release[1:])
    return highest.release[0] - below == lowest.release[0]


def _loosen(runtime: list[Requirement], closure: set[str], modules: Mapping[str, Place], verdict: Verdict) -> None:
    """Make lower bounds of the exact versions of what ours need in turn: constraints.txt keeps them if ours allow it.

    Of what their code imports, only a later version of the same series may come. Django's own world is left alone.
    """
    for one in runtime:
        pin = pin_of(one)
        leader = _FOLLOWS.get(one.name, "")
        if leader in verdict.instead and pin:
            verdict.instead[one.name] = ""
        elif pin and _is_loose(one.name, closure) and one.name not in verdict.instead:
            version = Version.parse(pin)
            if module_of(one.name) not in modules:
                verdict.instead[one.name] = f">={pin}"
            elif version.release[0] > 0:
                verdict.instead[one.name] = f">={pin},<{version.release[0] + 1}"


def _is_loose(name: str, closure: set[str]) -> bool:
    if name.startswith("django"):
        return False
    return name in closure or any(name.startswith(family) and closure & {f"{family}api"} for family in _FAMILIES)
