# mypy: ignore-errors
"""Runs a script of this folder inside a project, alone or adopted: `python run.py OUTPUT SCRIPT`.

The script's function `tell()` returns what is written to the file OUTPUT as JSON: the project may print, too.
"""

import json
import os
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Start Django, and let the script tell."""
    output, script = Path(sys.argv[1]).resolve(), sys.argv[2]
    sys.path[0] = str(Path.cwd())  # ours could hide a module of theirs
    sys.argv = ["manage.py", "shell"]  # some settings look there
    enter()
    told = runpy.run_path(str(HERE / f"{script}.py"))["tell"]()
    output.write_text(json.dumps(told, default=str), encoding="utf-8")


def enter() -> None:
    """Set Django up as the programs of this folder do."""
    if Path("adopted", "prepare.py").is_file():
        from adopted.prepare import enter as prepare

        prepare()
    if os.environ.get("DJANGO_CONFIGURATION"):
        import configurations

        configurations.setup()
    import django

    django.setup()


main()
