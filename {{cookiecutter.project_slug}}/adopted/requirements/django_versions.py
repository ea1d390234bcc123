"""Whether the project's Django works here, on the Python chosen, and what to do where it doesn't."""

from collections.abc import Iterable

from adopted.facts import Note, Requirement
from adopted.requirements import pep508
from adopted.requirements.ours import DJANGO_PYTHONS, NEWEST_DJANGO, OLDEST_DJANGO, PYTHONS
from adopted.requirements.specifiers import Specifiers
from adopted.requirements.verdict import Verdict
from adopted.requirements.versions import Version

# The long-term releases, which Django's own advice is to move along one by one.
_STEPS = ("1.11", "2.2", "3.2", "4.2")


def check_django(runtime: list[Requirement], locked: Iterable[Requirement], python: str, verdict: Verdict) -> None:
    """Say what is wrong with the project's Django: too old, too new, or not for the Python chosen."""
    django = [one for one in runtime if one.name == "django"]
    exact = next((one for one in locked if one.name == "django"), None)
    if not django and exact is None:
        text = "Django is not named among what the project needs, so the newest that fits is installed"
        verdict.notes.append(Note(text, "Write the version that production has to pyproject.toml."))
        return
    specifiers = Specifiers()
    for one in django:
        try:
            specifiers &= pep508.parse(one.text).specifiers
        except ValueError:
            continue  # from an address: what it is shows at the installation
    chosen = [*([exact] if exact else []), *django][0]
    written = pep508.parse(chosen.text)
    if written.url:
        verdict.notes.append(
            Note(
                "Django comes from an address, so its version is not known",
                "See that it is 4.2 or later.",
                chosen.place,
            )
        )
        return
    effective = specifiers if chosen in django else specifiers & written.specifiers
    oldest = Specifiers.parse(f">={OLDEST_DJANGO}")
    if not effective.meets(oldest):
        verdict.errors.append(
            f"{chosen.place}: Django {_spoken(effective)} is too old, {OLDEST_DJANGO} is the first that works here."
            f" {_way(effective)}"
        )
        return
    if not (specifiers.each or exact):
        verdict.notes.append(
            Note(
                "No version of Django is declared or locked, so the newest is installed",
                "Write the one that production has.",
                chosen.place,
            )
        )
        return
    _check_series(effective, chosen, python, verdict)


def _spoken(specifiers: Specifiers) -> str:
    return str(specifiers.pin or specifiers)


def _way(specifiers: Specifiers) -> str:
    top = specifiers.pin or specifiers.bounds()[2]
    steps = [step for step in _STEPS if top is None or Version.parse(step) > top]
    return (
        f"Move it there first, by way of {', '.join(steps)}: for each, `python -Wd manage.py test` until no deprecation"
        " is left, then `django-upgrade --target-version X.Y` over its files, then the new version; then adopt it."
    )


def _check_series(effective: Specifiers, chosen: Requirement, python: str, verdict: Verdict) -> None:
    allowed = [series for series in DJANGO_PYTHONS if effective.meets(Specifiers.parse(f"=={series}.*"))]
    if not allowed:
        text = f"Django {_spoken(effective)} is none that was tried here: {OLDEST_DJANGO} to {NEWEST_DJANGO} were"
        verdict.notes.append(Note(text, "Run all tests.", chosen.place))
        return
    if any(_runs(series, python) for series in allowed):
        return
    spoken = f"{chosen.place}: Django {_spoken(effective)}"
    fitting = [each for each in PYTHONS if any(_runs(series, each) for series in allowed)]
    if not fitting:
        verdict.errors.append(f"{spoken} runs on none of Python {', '.join(PYTHONS)}: move it to a newer Django first.")
    elif any(_number(DJANGO_PYTHONS[series][0]) <= _number(python) for series in allowed):
        low, high = DJANGO_PYTHONS[allowed[-1]]
        text = f"Django {_spoken(effective)} is made for Python {low} to {high}, not for {python}"
        verdict.unsuited = f"{text}."
        verdict.notes.append(Note(text, f"Choose python_version {fitting[-1]}, or run all tests.", chosen.place))
    else:
        verdict.errors.append(f"{spoken} doesn't run on Python {python}: choose python_version {' or '.join(fitting)}.")


def _runs(series: str, python: str) -> bool:
    low, high = DJANGO_PYTHONS[series]
    return _number(low) <= _number(python) <= _number(high)


def _number(python: str) -> tuple[int, ...]:
    return tuple(int(part) for part in python.split("."))
