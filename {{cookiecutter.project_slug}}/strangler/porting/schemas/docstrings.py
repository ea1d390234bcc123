"""The docstring of a schema: the serializer's own, or what it is of."""

import inspect

from strangler.porting.schemas.facts import SerializerFacts

LONGEST = 110


def docstring_of(facts: SerializerFacts) -> str:
    """Return a docstring in quotes, on one line."""
    own = vars(facts.serializer).get("__doc__")
    said = " ".join(inspect.cleandoc(own).split("\n\n")[0].split()) if own else _made(facts)
    said = said.replace("\\", "\\\\").replace('"""', "'''")
    if len(said) > LONGEST:
        said = said[: said[:LONGEST].rfind(" ")].rstrip(" .,:;-") + " …"
    ending = "" if said.endswith((".", "!", "?", "…")) else "."
    return f'"""{said[:1].upper()}{said[1:]}{ending}"""'


def _made(facts: SerializerFacts) -> str:
    """Return what can be said of a serializer whose author said nothing."""
    model = getattr(getattr(facts.serializer, "Meta", None), "model", None)
    if model is None:
        return f"What {facts.name} reads and prints."
    noun = str(model._meta.verbose_name)
    thing = f"{'An' if noun[:1].lower() in 'aeiou' else 'A'} {noun}"
    if all(field.read_only for field in facts.fields):
        return f"{thing}, as clients get it."
    if all(field.write_only for field in facts.fields):
        return f"{thing}, as clients send it."
    return f"{thing}, as clients send and get it."
