"""Reads what a project needs to run: `read_requirements`."""

from pathlib import Path, PurePosixPath

from adopted.errors import AdoptionError
from adopted.facts import Layout, Note, Requirement, Requirements
from adopted.requirements import choosing, locks
from adopted.requirements.choosing import Candidate
from adopted.requirements.collected import RUNTIME, Collected, is_default_index, is_pinned, relative
from adopted.requirements.debian import packages
from adopted.requirements.evidence import Install, Script, installs, scripts
from adopted.requirements.own_project import without_itself
from adopted.requirements.python_versions import python_used


def read_requirements(legacy: Path, layout: Layout) -> tuple[Requirements, tuple[Note, ...]]:
    """Read what the project needs to run, from the files that its own Dockerfiles and workflows point to, if any do.

    Nothing is run. What can't be read is in the notes.
    """
    found_scripts = scripts(legacy)
    commands = installs(found_scripts)
    found, notes = choosing.candidates(legacy, layout, commands)
    folders = _folders(legacy, layout)
    usable = [candidate for candidate in found if candidate.found.names() and candidate.role != "tools"]
    chosen = max(usable, key=lambda candidate: candidate.rank, default=None)
    if chosen is None or not chosen.runs_django:
        notes.append(
            Note(
                "No file was found that lists Django among what the project needs",
                "List it in pyproject.toml.",
            )
        )
    dockerfiles = _dockerfiles(found_scripts, commands, chosen)
    others = [script for script in found_scripts if not script.docker]
    used, used_found = python_used(legacy, folders, [*dockerfiles, *others])
    if chosen is None:
        return Requirements(python_used=used, python_used_found=used_found), tuple(notes)

    declared = choosing.declared_for(chosen, found, legacy)
    collected = Collected()
    collected.add(declared.found)
    runtime, development = _groups(declared, collected, notes)
    for candidate in _beside(declared, found, "production"):
        collected.add(candidate.found)
        runtime += [one for one in candidate.found.requirements if one.group == RUNTIME]
    for candidate in _beside(declared, found, "development"):
        development += [
            _grouped(one, _group_name(candidate)) for one in candidate.found.requirements if one.group == RUNTIME
        ]
        collected.files += [file for file in candidate.found.files if file not in collected.files]
    notes.append(_why(chosen, declared))
    runtime, own_notes = without_itself(runtime, legacy)
    development, more = without_itself(development, legacy)
    notes += [*collected.notes, *own_notes, *more]
    runtime = _once(runtime)
    known = {one.name for one in runtime}
    locked = _locked(chosen, declared, found, legacy, folders)
    # An exact version among constraints is one of a lock; only a range forbids something.
    locked += [one for one in collected.constraints if is_pinned(one)]
    bounds = [one for one in _once(collected.constraints) if not is_pinned(one)]
    collected.files += [
        file for file in dict.fromkeys(one.place.file for one in locked if one.place) if file not in collected.files
    ]
    python, python_found = _python(collected, found)
    development = [one for one in _once(development) if one.name not in known]
    return (
        Requirements(
            files=tuple(collected.files),
            runtime=tuple(runtime),
            development=tuple(development),
            constraints=tuple(bounds),
            overrides=tuple(collected.overrides),
            locked=tuple(locked),
            options=tuple(dict.fromkeys(each for each in collected.options if not is_default_index(each))),
            python=python,
            python_found=python_found,
            python_used=used,
            python_used_found=used_found,
            packages=packages(legacy, [*runtime, *development], dockerfiles),
        ),
        tuple(dict.fromkeys(notes)),
    )


def _folders(legacy: Path, layout: Layout) -> list[Path]:
    """Return Django's root and the folders around it, up to the project's top."""
    root = PurePosixPath(layout.root)
    return [legacy / each for each in (root, *root.parents)]


def _dockerfiles(found: list[Script], commands: list[Install], chosen: Candidate | None) -> list[Script]:
    """Return the Dockerfiles that the service is made with: those that install what was chosen, if there are such."""
    dockerfiles = [script for script in found if script.docker]
    if chosen and chosen.install:
        using = {command.place.file for command in commands if command.weight == chosen.install.weight}
        mine = [script for script in dockerfiles if script.file == chosen.install.place.file]
        dockerfiles = mine or [script for script in dockerfiles if script.file in using] or dockerfiles
    return [script for script in dockerfiles if script.production] or dockerfiles


def _why(chosen: Candidate, declared: Candidate) -> Note:
    place = f" ({chosen.install.place} installs it)" if chosen.install else ""
    if declared is not chosen:
        return Note(f"What it needs is read from {declared.file}, and the exact versions from {chosen.file}{place}")
    return Note(f"What it needs is read from {chosen.file}{place}")


def _groups(chosen: Candidate, collected: Collected, notes: list[Note]) -> tuple[list[Requirement], list[Requirement]]:
    """Sort the groups of one file: what runs, and what tests and develops. Others are left out, with a note."""
    install = chosen.install
    named = set(install.groups) if install and install.weight > 1 else set()
    runtime = [one for one in collected.requirements if one.group == RUNTIME]
    development: list[Requirement] = []
    for group in collected.groups():
        members = [one for one in collected.requirements if one.group == group]
        words = set(group.lower().replace("_", "-").split("-"))
        if words & choosing.DEVELOPMENT:
            development += members
        elif (
            (group in named and not words & choosing.TOOLS)
            or (install and install.everything and not words & choosing.TOOLS)
            or words & choosing.PRODUCTION
        ):
            runtime += [_grouped(one, RUNTIME) for one in members]
            notes.append(Note(f"{chosen.file}: the group {group!r} is installed too, as production does it"))
        elif not words & choosing.TOOLS:
            names = ", ".join(one.name for one in members)
            todo = f"If production has it, add it to pyproject.toml: {names}"
            notes.append(Note(f"{chosen.file}: the group {group!r} is not installed", todo, members[0].place))
    return runtime, development


def _beside(chosen: Candidate, found: list[Candidate], role: str) -> list[Candidate]:
    """Return the requirement files of that role that belong to the one chosen, and that it doesn't include."""
    folder = PurePosixPath(chosen.file).parent
    files = {file for each in found for file in each.found.files[1:] if each.role == role}
    beside = []
    for one in found:
        own = PurePosixPath(one.file).parent
        family = folder in {own, own.parent} or folder.parent == own
        if one.kind != "requirements" or one.role != role or not family or one.file in chosen.found.files:
            continue
        twin = one.file.endswith(".txt") and any(each.file == f"{one.file[:-4]}.in" for each in found)
        includes = chosen.file in one.found.files
        if twin or one.file in files or (role == "production" and (includes or one.runs_django)):
            continue
        beside.append(one)
    return beside


def _group_name(candidate: Candidate) -> str:
    words = set(PurePosixPath(candidate.file).stem.lower().replace("_", "-").split("-"))
    return next(iter(sorted(words & choosing.DEVELOPMENT)), "dev")


def _grouped(one: Requirement, group: str) -> Requirement:
    return Requirement(one.text, one.name, one.place, group)


def _once(requirements: list[Requirement]) -> list[Requirement]:
    seen: dict[str, Requirement] = {}
    for one in requirements:
        seen.setdefault(one.text, one)
    return list(seen.values())


def _locked(
    chosen: Candidate, declared: Candidate, found: list[Candidate], legacy: Path, folders: list[Path]
) -> list[Requirement]:
    """Read the exact versions that production has, if what is declared leaves them open.

    Raises:
        AdoptionError: a lock file isn't one.
    """
    if declared is not chosen:
        return locks.read_locked_requirements(legacy / chosen.file, legacy).locked
    twin = PurePosixPath(declared.file).with_suffix(".txt").as_posix()
    if declared.file.endswith(".in") and any(each.file == twin for each in found):
        return locks.read_locked_requirements(legacy / twin, legacy).locked
    wanted = {"pyproject": locks.NAMES[:4], "Pipfile": ("Pipfile.lock",), "requirements": locks.NAMES[5:]}
    own = (legacy / declared.file).parent
    for folder in dict.fromkeys([own, *folders]):
        for name in wanted.get(declared.kind, ()):
            if (folder / name).is_file():
                try:
                    return locks.read_lock(folder / name, legacy).locked
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    file = relative(folder / name, legacy)
                    raise AdoptionError(f"{file} can't be read, and says which versions run: make it anew.") from error
    frozen = _frozen(declared, found)
    return locks.read_locked_requirements(legacy / frozen.file, legacy).locked if frozen else []


def _frozen(declared: Candidate, found: list[Candidate]) -> Candidate | None:
    """Return a requirements file beside the one declared that has an exact version for all of it, as an export has."""
    if choosing.is_exact(declared.found):
        return None
    names = declared.found.names()
    folder = PurePosixPath(declared.file).parent
    fitting = [
        one
        for one in found
        if one.kind == "requirements" and PurePosixPath(one.file).parent == folder and one is not declared
        and choosing.is_exact(one.found) and names <= one.found.names()
    ]  # fmt: skip
    return min(fitting, key=lambda one: len(one.found.names()), default=None)


def _python(collected: Collected, found: list[Candidate]) -> tuple[str, str]:
    """Return which Python is allowed: by the file chosen, or by another of the project's, the nearest first."""
    if collected.python:
        return collected.python, collected.python_found
    others = sorted((one for one in found if one.near and one.found.python), key=lambda one: one.distance)
    return (others[0].found.python, others[0].found.python_found) if others else ("", "")
