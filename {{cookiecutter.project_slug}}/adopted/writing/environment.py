"""Writes `.env` and the project's part of `.env.example`."""

import re
from pathlib import Path

from adopted.facts import Facts, Note, Variable
from adopted.writing.values import in_development, quoted, while_building

BEGIN = "# --- The project's own variables, as its settings read them ---"
BUILD = Path("adopted", "build.env")


def write_environment(facts: Facts, project: Path) -> tuple[Note, ...]:
    """Write what the settings read from the environment, and return what a person has to fill in."""
    variables = facts.settings.variables
    example = project / ".env.example"
    ours = example.read_text(encoding="utf-8").partition(BEGIN)[0].rstrip()
    lines = [ours, "", BEGIN, "", *settings_lines(facts), *(line for one in variables for line in example_lines(one))]
    example.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8", newline="\n")
    building = [f"{name}={quoted(value)}" for name, value in while_building(variables).items()]
    head = "# What the settings need while the image is built. Nothing is done with these values."
    (project / BUILD).write_text("\n".join([head, *building]) + "\n", encoding="utf-8", newline="\n")
    write_private(facts, project / ".env")
    missing = [one.name for one in variables if one.required and in_development(one) is None]
    if not missing:
        return ()
    text = f"The settings don't load without {', '.join(missing[:8])}{' and others' if len(missing) > 8 else ''}"  # noqa: PLR2004
    return (Note(text, "Set them in .env."),)


def settings_lines(facts: Facts) -> list[str]:
    """Return the lines on the settings module, and on an ASGI application of their own."""
    others = ", ".join(facts.layout.other_settings)
    lines = [
        f"# The project's settings module{f'; others are {others}' if others else ''}.",
        f"#LEGACY_SETTINGS_MODULE={facts.layout.settings}",
    ]
    if facts.settings.asgi:
        lines += [
            "# The project's ASGI application, for what is no Django view there. With nothing after the `=`, Django"
            " answers alone.",
            f"#LEGACY_ASGI_APPLICATION={facts.settings.asgi}",
        ]
    return lines


def example_lines(variable: Variable) -> list[str]:
    """Return the lines of `.env.example` on one variable."""
    where = f"legacy/{variable.place}" if variable.place else "their own example"
    needed = ", which fails without it" if variable.required else ""
    value = variable.default if variable.example is None else variable.example
    shown = "" if value is None or (variable.secret and variable.example is None) else quoted(value)
    return [f"# {where}{needed}", f"#{variable.name}={shown}"]


def write_private(facts: Facts, path: Path) -> None:
    """Write `.env`, or add to it what its variables lack: what a person has set stays."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if not before:
        path.touch(mode=0o600)
        before = "# This machine's settings; git ignores this file. `.env.example` lists every variable.\n"
    known = set(re.findall(r"^#?\s*(?:export\s+)?(\w+)\s*=", before, re.MULTILINE))
    lines = []
    for one in facts.settings.variables:
        value = in_development(one)
        if one.name not in known and (one.required or value is not None):
            lines.append(f"#{one.name}=  # to be filled in" if value is None else f"{one.name}={quoted(value)}")
    path.write_text(before + "".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
