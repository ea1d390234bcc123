"""Examples of the environment that the project itself gives: `.env.example` and the like, and Docker Compose."""

import re
from pathlib import Path, PurePosixPath

from adopted.facts import Layout
from adopted.reading.project import Project, read

ENV_FILE = re.compile(
    r"\.?env[._-]?(example|sample|template|dist|default|defaults|local|dev|development|docker)([._-]\w+)*|"
    r"[\w.-]*\.env([._-](example|sample|template|dist))?|(example|sample|template|dev|local)[._-]?\.?env|\.env\.[\w.-]+|"
    r"\.django|\.postgres|\.envrc[._-]?example",
    re.IGNORECASE,
)
COMPOSE_FILE = re.compile(r"(docker-)?compose[\w.-]*\.ya?ml", re.IGNORECASE)
PRODUCTION = re.compile(r"prod|stag|deploy", re.IGNORECASE)
LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)")
PAIR = re.compile(r"""\s*-?\s*["']?([A-Za-z_]\w*)["']?\s*[:=]\s*(.*)""")
SUBSTITUTED = re.compile(r"\$\{(\w+)(?::?-([^}]*))?[^}]*\}|\$(\w+)")
DEEPEST = 4  # folders
OF_ONE_APPLICATION = {"frontend", "web", "client", "ui", "admin", "node_modules", "mobile"}


def read_examples(legacy: Path, layout: Layout) -> dict[str, str]:
    """Return what the project's own examples have for variables; those nearest to Django's root win."""
    found: dict[str, str] = {}
    for path in example_files(legacy, layout):
        pairs = compose(read(path)) if COMPOSE_FILE.fullmatch(path.name) else dotenv(read(path))
        for name, value in pairs.items():
            if value or name not in found:
                found[name] = found.get(name) or value
    return found


def example_files(legacy: Path, layout: Layout) -> list[Path]:
    """Return the files that hold examples, the best first."""
    project = Project(legacy)
    root = PurePosixPath(layout.root or ".")
    ranked: list[tuple[tuple[int, ...], Path]] = []
    for path in project.files():
        is_compose = COMPOSE_FILE.fullmatch(path.name) is not None
        if not (is_compose or ENV_FILE.fullmatch(path.name)):
            continue
        folder = PurePosixPath(project.relative(path)).parent
        near = root == folder or root.is_relative_to(folder)
        foreign = OF_ONE_APPLICATION & set(folder.parts) - set(root.parts)
        if (not near and len(folder.parts) > len(root.parts) + DEEPEST) or foreign:
            continue
        deployed = bool(PRODUCTION.search(project.relative(path)))
        ranked.append(((deployed, is_compose, root != folder, not near, len(folder.parts)), path))
    return [path for _, path in sorted(ranked)]


def dotenv(text: str) -> dict[str, str]:
    """Return the variables of a `.env` file; those that are commented out count with their value, after the others."""
    found: dict[str, str] = {}
    aside: dict[str, str] = {}
    for line in text.splitlines():
        stripped = line.strip()
        commented = stripped.startswith("#")
        match = LINE.fullmatch(stripped.lstrip("# "))
        if match and (not commented or match[1].isupper()):
            (aside if commented else found).setdefault(match[1], unquoted(match[2]))
    return {**aside, **found}


def unquoted(value: str) -> str:
    """Return a value without its quotes, or without the comment after it."""
    value = value.strip()
    if len(value) > 1 and value[0] in "\"'" and value[0] in value[1:]:
        return value[1 : value.index(value[0], 1)]
    return re.split(r"\s+#", value)[0].strip() if not value.startswith("#") else ""


def compose(text: str) -> dict[str, str]:
    """Return the variables of every `environment:` block of a Compose file, and of blocks that are shared by name."""
    return yaml_blocks(text, re.compile(r"(\s*)(?:environment|x-[\w-]*env[\w-]*):\s*(&[\w-]+)?\s*"))


def yaml_blocks(text: str, opening: re.Pattern[str]) -> dict[str, str]:
    """Return what the blocks of a YAML file have that a line opens, with the defaults of variables filled in."""
    found: dict[str, str] = {}
    indent: int | None = None
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        depth = len(line) - len(line.lstrip())
        opened = opening.fullmatch(line)
        if opened:
            indent = len(opened[1])
            continue
        if indent is not None and (depth < indent or (depth == indent and not line.lstrip().startswith("-"))):
            indent = None
        match = PAIR.fullmatch(line) if indent is not None else None
        if match and not match[2].strip().startswith(("&", "*", "|", ">")):
            value = unquoted(match[2].rstrip("\"'") if "=" in line.partition(":")[0] else match[2])
            found[match[1]] = found.get(match[1]) or SUBSTITUTED.sub(lambda m: m[2] or "", value)
    return found
