"""Refuses a project whose top-level modules are called as ours: on one module search path one of them would be lost."""

from pathlib import Path

from adopted.errors import AdoptionError
from adopted.facts import Layout

# What of the generated project Python can import. `manage` and `conftest` are run, and imported by nobody.
OURS = ("adopted", "asgi", "bridge", "routes", "strangler")


def refuse_names(legacy: Path, layout: Layout, project: Path) -> None:
    """Compare the names of modules.

    Args:
        legacy: the folder that the project was brought to.
        layout: how it is laid out.
        project: the generated project.

    Raises:
        AdoptionError: some are the same; one line names them.
    """
    folders = {legacy / path for path in (layout.root, *layout.paths)}
    theirs = {
        path.relative_to(legacy).as_posix()
        for folder in folders
        for name in OURS
        if (project / name).exists() or (project / f"{name}.py").exists()
        for path in (folder / f"{name}.py", folder / name)
        if path.is_file() or (path.is_dir() and any(path.glob("**/*.py")))
    }
    if theirs:
        raise AdoptionError(
            f"The project has modules that are called as the generated project's own: {', '.join(sorted(theirs))}."
            " Rename them in the source, then adopt it."
        )
