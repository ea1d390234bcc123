"""Which operations share a module: those of one resource, as their paths say."""

from collections.abc import Sequence

from strangler.operations.operation import Operation


def grouped(operations: Sequence[Operation], everything: Sequence[Operation]) -> list[list[Operation]]:
    """Return operations in groups, each in the order of the URLconf.

    A resource is the first word of a path after what many resources have before them: `/api/v1/` for example.

    Args:
        operations: to be ported.
        everything: all of the legacy half.
    """
    stems = {tuple(_words(each.path)[:end]) for each in everything for end in range(len(_words(each.path)))}
    children: dict[tuple[str, ...], set[str]] = {stem: set() for stem in stems}
    for each in everything:
        words = _words(each.path)
        for end in range(len(words)):
            children[tuple(words[:end])].add(words[end])
    groups: dict[tuple[str, ...], list[Operation]] = {}
    answered = {tuple(_words(each.path)) for each in everything}
    for each in operations:
        groups.setdefault(_resource(_words(each.path), children, answered), []).append(each)
    return list(groups.values())


def _words(path: str) -> list[str]:
    return [word for word in path.strip("/").split("/") if word]


def _resource(
    words: list[str], children: dict[tuple[str, ...], set[str]], answered: set[tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the beginning of a path that its resource has for itself."""
    for end in range(1, len(words)):
        stem = tuple(words[:end])
        following = children[stem]
        is_prefix = not words[end - 1].startswith("{") and not any(word.startswith("{") for word in following)
        # What answers itself, or has rows below it, is a resource; so is a word that nothing else stands below.
        if not (is_prefix and _is_prefix(stem, following, answered)):
            return stem
    return tuple(words)


def _is_prefix(stem: tuple[str, ...], following: set[str], answered: set[tuple[str, ...]]) -> bool:
    if stem not in answered:
        return len(following) > 1
    # The root of an API, such as that of DRF's `DefaultRouter`, answers too.
    return len(stem) == 1 or stem[-1].startswith("v")
