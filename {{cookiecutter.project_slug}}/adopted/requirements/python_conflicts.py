"""Whether the project allows the Python that was chosen."""

from adopted.facts import Note, Requirements
from adopted.requirements.ours import PYTHONS
from adopted.requirements.specifiers import Specifiers
from adopted.requirements.verdict import Verdict


def check_python(requirements: Requirements, python: str, verdict: Verdict) -> None:
    """Say what is wrong with the Python chosen, such as "3.12"."""
    used, found = requirements.python_used, requirements.python_used_found
    if used == "2" or used.startswith("2."):
        verdict.errors.append(
            f"{found}: the project runs on Python {used}, and {PYTHONS[0]} to {PYTHONS[-1]} is needed: move it to"
            " Python 3 first (Django 1.11 runs on both, and `2to3` or `python-modernize` help), then adopt it."
        )
        return
    try:
        allowed = Specifiers.parse(requirements.python)
    except ValueError:
        text = f"{requirements.python_found}: {requirements.python!r} is no range of Python versions"
        verdict.notes.append(Note(text, "See that the Python chosen is one that it runs on."))
        return
    if not _allows(allowed, python):
        fitting = [each for each in PYTHONS if _allows(allowed, each)]
        if fitting:
            what = f"choose python_version {' or '.join(fitting)}"
        else:
            what = (
                f"none of {', '.join(PYTHONS)} is in it; run its tests with one of them, widen the range when they"
                " pass, then adopt it"
            )
        verdict.errors.append(f"{requirements.python_found} allows Python {allowed}, not {python}: {what}.")
    elif used and used != python:
        todo = "Choose it, or run all tests." if used in PYTHONS else "Run all tests."
        verdict.notes.append(Note(f"The project runs on Python {used} ({found}), and on {python} here", todo))


def _allows(allowed: Specifiers, python: str) -> bool:
    return allowed.meets(Specifiers.parse(f"=={python}.*,>={python}"))
