"""Writes what was read: `adopted/requirements.txt` and what stands beside it, and the start of `constraints.txt`."""

import re
from collections.abc import Iterable, Iterator, Mapping

from adopted.facts import Note, Requirement, Requirements
from adopted.requirements import pep508
from adopted.requirements.collected import pin_of

BOUNDS = "bounds.txt"  # beside adopted/requirements.txt, which names it
_CREDENTIALS = re.compile(r"(://)[^/@\s]+@")
_PATH = re.compile(r"(?P<editable>-e )?\./(?P<rest>.*)")
_AGAIN = "Adopting again writes this file anew."


def requirement_lines(requirements: Requirements, instead: Mapping[str, str], folder: str = "legacy") -> list[str]:
    """Return the lines of `adopted/requirements.txt`, grouped by the files that they come from.

    `instead` is the verdict's: specifiers that are written instead of theirs. Paths start at the generated project's
    top, where `folder` is the adopted project.
    """
    head = [f"# What the adopted project needs to run. {_AGAIN}"]
    head += [_option(option, folder) for option in requirements.options]
    head += [f"-c {BOUNDS}"] if bound_lines(requirements, instead) else []
    return [*head, *_grouped(requirements.runtime, instead, folder)]


def development_lines(requirements: Requirements, instead: Mapping[str, str], folder: str = "legacy") -> list[str]:
    """Return the lines of `adopted/requirements-dev.txt`: what the project's own tests need beside the rest."""
    return [
        f"# What the adopted project's own tests need. {_AGAIN}",
        *_grouped(requirements.development, instead, folder),
    ]


def bound_lines(requirements: Requirements, instead: Mapping[str, str]) -> list[str]:
    """Return the lines of `adopted/bounds.txt`: versions that the project forbids. It may be empty."""
    bounds = [one for one in requirements.constraints if one.name not in instead and "./" not in one.text]
    return [f"{one.text}  # {one.place}" for one in sorted(bounds, key=lambda each: (each.name, each.text))]


def override_lines(requirements: Requirements) -> list[str]:
    """Return the lines of `adopted/overrides.txt`: what is installed whatever others ask for. It may be empty."""
    return [f"{one.text}  # {one.place}" for one in requirements.overrides]


def our_development(requirements: Requirements, ours: Iterable[Requirement]) -> tuple[list[str], list[Note]]:
    """Return our own group "dev": of what they have in another version, theirs stays, so only the name is left."""
    theirs = {one.name: one for one in [*requirements.locked, *requirements.development, *requirements.runtime]}
    kept, notes = [], []
    for one in ours:
        other = theirs.get(one.name)
        if other is None or _meet(one, other):
            kept.append(one.text)
        else:
            kept.append(one.name)
            notes.append(Note(f"{other.text} stays, so {one.text} of ours is not installed", place=other.place))
    return kept, notes


def constraint_lines(
    requirements: Requirements, locked: Iterable[Requirement], instead: Mapping[str, str]
) -> list[str]:
    """Return the exact versions to start from: theirs, and of what they don't have, ours.

    They are wishes. `python -m adopted.install` keeps each that it can, says which it couldn't, and completes the file.
    """
    ours = {one.name: one.text for one in locked}
    theirs: dict[str, str] = {}
    for one in [*requirements.locked, *requirements.development, *requirements.runtime]:
        if pin := pin_of(one):
            theirs[one.name] = f"{one.name}=={pin}"
    theirs = {name: text for name, text in theirs.items() if instead.get(name) != ""}
    wanted = ours | theirs
    return [
        "# The exact version of everything, theirs and ours. `python -m adopted.install` keeps it complete.",
        *(wanted[name] for name in sorted(wanted)),
    ]


def _grouped(requirements: Iterable[Requirement], instead: Mapping[str, str], folder: str) -> Iterator[str]:
    by_file: dict[str, list[Requirement]] = {}
    for one in requirements:
        by_file.setdefault(one.place.file if one.place else "", []).append(one)
    for file, members in by_file.items():
        yield ""
        yield f"# {folder}/{file}"
        for one in sorted(members, key=lambda each: (each.name, each.text)):
            yield _line(one, instead, folder)


def _line(one: Requirement, instead: Mapping[str, str], folder: str) -> str:
    where = f"line {one.place.line}" if one.place else ""
    path = _PATH.fullmatch(one.text)
    if path:
        return f"{path['editable'] or ''}./{folder}/{path['rest']}".rstrip("/") + f"  # {where}"
    try:
        parsed = pep508.parse(one.text)
    except ValueError:  # an address without a name
        return f"{without_credentials(one.text)}  # {where}"
    if one.name not in instead or parsed.url:
        return f"{without_credentials(one.text)}  # {where}"
    written = pep508.Parsed(parsed.name, parsed.extras, instead[one.name], "", parsed.marker)
    why = "which constraints.txt keeps if ours allow it" if instead[one.name] else "which ours don't allow"
    return f"{written}  # {where}: {parsed.specifier} there, {why}"


def _meet(one: Requirement, other: Requirement) -> bool:
    try:
        return pep508.parse(one.text).specifiers.meets(pep508.parse(other.text).specifiers)
    except ValueError:
        return True


def _option(option: str, folder: str) -> str:
    name, _, value = option.partition(" ")
    if name == "--find-links" and "://" not in value:
        return f"{name} ./{folder}/{value.removeprefix('./')}"
    return without_credentials(option)


def without_credentials(text: str) -> str:
    """Return the text without users, passwords and tokens in its addresses, but for the `git@` of SSH.

    Their place is uv's environment (`UV_INDEX_URL`, `UV_INDEX_<NAME>_PASSWORD`), `.netrc`, or git's credential helper.
    """
    return text if "ssh://git@" in text else _CREDENTIALS.sub(r"\1", text)
