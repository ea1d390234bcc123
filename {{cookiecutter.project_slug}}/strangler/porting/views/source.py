"""How endpoints, decorators and routers are written."""

import textwrap
from collections.abc import Mapping, Sequence

WIDTH = 112  # of a docstring's line, within its quotes and its indentation


def function(  # noqa: PLR0917 - they are named where it is called
    name: str, parameters: Sequence[str], returns: str, doc: str, body: Sequence[str], decorators: Sequence[str] = ()
) -> str:
    """Return the source of a function; bodies are lines without indentation."""
    lines = [*decorators, f"def {name}({', '.join(parameters)}) -> {returns}:"]
    lines += [f"    {line}".rstrip() for line in (*docstring(doc), *body)]
    return "\n".join(lines) + "\n"


def docstring(text: str) -> list[str]:
    """Return the lines of a docstring."""
    text = text.strip().replace("\\", "\\\\").replace('"""', "'''")
    if text.endswith('"'):
        text += " "
    first, _, rest = text.partition("\n")
    rest = textwrap.dedent(rest).strip("\n")
    if not rest:
        whole = first if first.endswith((".", "!", "?", ":")) else f"{first}."
        return [f'"""{whole}"""'] if len(whole) <= WIDTH else folded(whole)
    head = first if first.endswith((".", "!", "?", ":")) or not first else f"{first}."
    gap = [] if rest.startswith("\n") else [""]
    return [f'"""{head}', *gap, *rest.lstrip("\n").splitlines(), '"""']


def folded(sentence: str) -> list[str]:
    """Return a docstring whose one line is too long, in several."""
    lines = textwrap.wrap(sentence, WIDTH)
    return [f'"""{lines[0]}', *lines[1:], '"""']


def call(name: str, *arguments: str, **named: str | None) -> str:
    """Return a call; arguments that are None are left out."""
    given = [*arguments, *(f"{key}={value}" for key, value in named.items() if value is not None)]
    return f"{name}({', '.join(given)})"


def options(values: Mapping[str, str | None]) -> list[str]:
    """Return named arguments."""
    return [f"{key}={value}" for key, value in values.items() if value is not None]


def text(value: str) -> str:
    """Return a string as source, in double quotes."""
    return repr(value) if '"' in value else '"' + repr(value)[1:-1].replace("\\'", "'") + '"'


def comment(words: str) -> list[str]:
    """Return the lines of a comment."""
    return [f"# {line}" for line in textwrap.wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False)]
