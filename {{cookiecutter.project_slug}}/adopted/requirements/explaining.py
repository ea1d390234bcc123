"""Turns what uv says when it can't resolve or build into plain words: which requirement of theirs, and what to do."""

import re
from dataclasses import dataclass
from pathlib import Path

from adopted.requirements import pep508
from adopted.requirements.collected import read_text
from adopted.requirements.debian import KNOWN
from adopted.requirements.pip_files import logical_lines

_NAME, _VERSIONS = r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?", r"([=<>!~][^\s,]*(?:,[=<>!~][^\s,]*)*)?"
_REQUIRED = re.compile(rf"(?:require|{_VERSIONS} and) {_NAME}{_VERSIONS}")
_NEEDS = re.compile(rf"{_NAME}{_VERSIONS} depends on {_NAME}{_VERSIONS}")
_NOT_THERE = re.compile(r"([A-Za-z0-9][\w.-]*) was not found in")
_NO_VERSION = re.compile(r"there (?:is no version|are no versions) of ([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?([=<>!~]\S*)?")
_PYTHON = re.compile(r"(?:\band |Because )?([A-Za-z0-9][\w.-]*)(==\S+|[<>~]=?\S+)? depends on Python([<>=!~]\S+)")
_BUILD = re.compile(r"Failed to (?:download and )?build `([^`@=\s]+)(?:\s*(?:==|@)\s*([^`]*))?`")
_HEADER = re.compile(r"([\w./+-]+\.h(?:pp)?): No such file|library that provides `([^`]+)`")
_PROGRAMS = {
    r"pg_config (?:executable )?(?:is )?(?:not found|required)": ("gcc", "libc6-dev", "libpq-dev"),
    r"need a C compiler|'(?:\S*gcc|cc)' failed: No such|No such file or directory: '(?:\S*gcc|cc)'": (
        "gcc",
        "libc6-dev",
    ),
    r"No such file or directory: '(?:\S*g\+\+|c\+\+)'": ("g++",),
    r"gdal-config": ("g++", "libgdal-dev"),
    r"cmake: not found|CMake must be installed|No such file or directory: 'cmake'": ("cmake", "g++"),
    r"mysql_config": ("default-libmysqlclient-dev", "pkg-config"),
    r"pkg-config: (?:command )?not found|No such file or directory: 'pkg-config'": ("pkg-config",),
    r"Rust compiler|cargo: not found|find Rust|No such file or directory: 'cargo'": ("cargo", "rustc"),
    r"swig: not found|No such file or directory: 'swig'": ("swig",),
}
_OF_THEIRS, _OF_OURS = "theirs", "ours"
_REASONS = 4  # as many as a line can bear


@dataclass(frozen=True)
class Line:
    """A requirement that was asked for, and where it stands."""

    text: str
    place: str
    whose: str


def lines_of(project: Path) -> dict[str, Line]:
    """Return what the generated project asks uv for, by name: ours, then theirs, which is what a conflict is about."""
    found: dict[str, Line] = {}
    ours = project / "pyproject.toml"
    for number, line in enumerate(read_text(ours).splitlines(), 1):
        match = re.match(r"""\s+["']([A-Za-z0-9][^"']*)["']\s*,?""", line)
        if match:
            _add(found, match[1], f"{ours.name}:{number}", _OF_OURS)
    for name in ("requirements-dev.txt", "requirements.txt", "bounds.txt"):
        path = project / "adopted" / name
        if path.is_file():
            _add_theirs(found, path)
    return found


def _add_theirs(found: dict[str, Line], path: Path) -> None:
    raw = read_text(path).splitlines()
    file = ""
    for number, line in enumerate(raw, 1):
        heading = re.fullmatch(r"# (\S+/\S+)", line)
        if heading:
            file = heading[1]
        for _, text in logical_lines(line):
            origin = re.search(r"# line (\d+)", line)
            place = f"{file}:{origin[1]}" if origin and file else f"adopted/{path.name}:{number}"
            _add(found, text, place, _OF_THEIRS)


def _add(found: dict[str, Line], text: str, place: str, whose: str) -> None:
    try:
        parsed = pep508.parse(text)
    except ValueError:
        return
    known = found.get(parsed.name)
    # Both have it: the conflict, if there is one, is told with both.
    if known and known.whose == _OF_OURS and whose == _OF_THEIRS:
        place = f"{place}, and {known.text} in {known.place}"
    found[parsed.name] = Line(text, place, whose)


def explain(message: str, asked: dict[str, Line]) -> list[str]:
    """Return one line for each thing that uv's message says is wrong; none if it isn't understood."""
    message = re.sub(r"\s+", " ", message.replace("```", "`"))
    for reader in (_without_python, _unreached, _built, _missing, _for_python, _conflicting):
        found = reader(message, asked)
        if found:
            return found
    return []


def _spoken(name: str, asked: dict[str, Line]) -> str:
    line = asked.get(pep508.normalised(name))
    return f"{line.text} ({line.place})" if line else name


def _without_python(message: str, _: dict[str, Line]) -> list[str]:
    wanted = re.search(r"No interpreter found for (Python [\w.]+|executable name `[^`]+`|path `[^`]+`)", message)
    loaded = re.search(r"Failed to download `\S*/cpython-(\d+\.\d+)", message)
    if not wanted and not loaded:
        return []
    which = wanted[1] if wanted else f"Python {loaded[1]}" if loaded else ""
    return [f"{which} is not on this machine, and uv could not bring it: install it, or name another with --python."]


def _unreached(message: str, _: dict[str, Line]) -> list[str]:
    if "error sending request for url" not in message:
        return []
    host = re.search(r"for url \(\w+://([^/)]+)", message)
    where = host[1] if host else "The package registry"
    return [f"{where} can't be reached from here: is a network or a proxy missing?"]


def _missing(message: str, asked: dict[str, Line]) -> list[str]:
    found = [
        f"{_spoken(name, asked)} is not in the package registry. If it is private, give its index to uv:"
        f" UV_EXTRA_INDEX_URL."
        for name in dict.fromkeys(_NOT_THERE.findall(message))
    ]
    for name, version in dict.fromkeys(_NO_VERSION.findall(message)):
        line = asked.get(pep508.normalised(name))
        if line and version.strip(".,") and version.strip(".,") in line.text.replace(" ", ""):
            found.append(f"{_spoken(name, asked)}: the package registry has no such version (any more).")
    return found


def _for_python(message: str, asked: dict[str, Line]) -> list[str]:
    if "requested Python version" not in message and "current Python version" not in message:
        return []
    found = []
    for name, version, python in dict.fromkeys(_PYTHON.findall(message)):
        line = asked.get(pep508.normalised(name))
        if line:
            found.append(
                f"{line.text} ({line.place}) needs Python {python.rstrip(',.')}: make the environment with that."
            )
        else:
            found.append(f"{name}{version} needs Python {python.rstrip(',.')}, and what depends on it is wanted.")
    return found


def _conflicting(message: str, asked: dict[str, Line]) -> list[str]:
    """Name the two requirements that can't be met together, and how the one leads to the other."""
    needs = [
        (name, version, other, wanted.rstrip(",."))
        for name, version, other, wanted in dict.fromkeys(_NEEDS.findall(message))
        # The generated project itself stands in it too, without a version.
        if other != "Python" and (version or pep508.normalised(name) in asked)
    ]
    required = [name for _, name, _ in _REQUIRED.findall(message)]
    named = [pep508.normalised(name) for name in [*required, *(part for need in needs for part in (need[0], need[2]))]]
    known = [name for name in dict.fromkeys(named) if name in asked]
    theirs = [name for name in known if asked[name].whose == _OF_THEIRS]
    ours = [name for name in known if asked[name].whose == _OF_OURS]
    if not known:
        return []
    because = "; ".join(f"{name}{version} needs {other}{wanted}" for name, version, other, wanted in needs[:_REASONS])
    who = " and ".join(_spoken(name, asked) for name in [*theirs[: 1 if ours else 2], *ours[: 1 if theirs else 2]])
    text = f"{who} can't be installed together" + (f": {because}" if because else "") + "."
    return [f"{text} {_way(theirs, needs, asked)}"]


def _way(theirs: list[str], needs: list[tuple[str, str, str, str]], asked: dict[str, Line]) -> str:
    exact = next((name for name in theirs if "==" in asked[name].text or "<" in asked[name].text), None)
    if exact is None:
        return "Relax one of the two."
    wanted = next((f"{c}{d}" for _, _, c, d in needs if pep508.normalised(c) == exact), "")
    return (
        f"Allow {wanted or f'a newer {exact}'} in the project itself and adopt again; or, to try it here first, write"
        f" {wanted or f'the version of {exact} to take'} to adopted/overrides.txt."
    )


def _built(message: str, asked: dict[str, Line]) -> list[str]:
    match = _BUILD.search(message)
    if match is None:
        return []
    name = pep508.normalised(match[1])
    who = _spoken(name, asked)
    if "Could not resolve host" in message:
        return [f"{who} could not be fetched with git: its host isn't reached from here."]
    if "git fetch" in message or "Git operation failed" in message:
        return [f"{who} could not be fetched with git: is it private, and may this machine read it?"]
    needed = list(KNOWN.get(name, ()))
    for pattern, names in _PROGRAMS.items():
        if re.search(pattern, message):
            needed += [each for each in names if each not in needed]
    header = _HEADER.search(message)
    file = (header[1] or header[2]) if header else ""
    if file == "Python.h":
        needed = ["python3-dev"]
    elif file and not needed:
        return [f"{who} has to be built here and couldn't be: {file} is missing, which a package of Debian's has."]
    # Its C code no longer compiles: no package of Debian's helps.
    outdated = not file and re.search(r"\.(?:c|h|cpp|pyx):\d+(?::\d+)?: error:", message)
    if needed and not outdated:
        why = f" ({file} is missing)" if file else ""
        packages = " ".join(needed)
        return [f"{who} has to be built here and couldn't be{why}: `apt-get install {packages}`, then try again."]
    return [
        f"{who} has to be built here and couldn't be. It may be too old for this Python: try a newer version of it, one"
        " with a wheel."
    ]
