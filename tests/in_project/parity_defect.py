"""A defect to plant into the shop's ported routes: a change of their source, or of what they answer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from strangler.exchanges.exchange import Answer, Request

Tamper = Callable[[Answer], Answer]


@dataclass(frozen=True)
class Defect:
    """One defect, and how it is to be found.

    Args:
        name: what is wrong.
        finds: pattern and kind of a difference that must be among those found.
        request: the request that shows it, as `METHOD target [body]`; `{product}` and so on stand for ids.
        module: of the routes whose source is changed.
        old: a piece of the source.
        new: what stands in its place.
        who: who asks: staff, ann (who owns what there is), bob, or nobody.
        headers: that the request has, too.
        tamper: what is done to the route's answer.
    """

    name: str
    finds: tuple[str, str]
    request: str
    module: str = "products"
    old: str = ""
    new: str = ""
    who: str = "staff"
    headers: tuple[tuple[str, str], ...] = field(default=())
    tamper: Tamper | None = None

    def asked(self, ids: dict[str, int], tokens: dict[str, str]) -> Request:
        """Return the request."""
        method, target, *body = self.request.split(" ", 2)
        for name, number in ids.items():
            target = target.replace(f"{{{name}}}", str(number))
            body = [text.replace(f"<{name}>", str(number)) for text in body]
        headers = [*self.headers]
        if self.who in tokens:
            headers.append(("authorization", f"Token {tokens[self.who]}"))
        if body:
            headers.append(("content-type", "application/json"))
        return Request(method, target, tuple(headers), "".join(body).encode(), source=self.name)


def without(name: str) -> Tamper:
    """Return what takes a header away."""
    return lambda answer: Answer(answer.status, tuple(pair for pair in answer.headers if pair[0] != name), answer.body)


def replaced(name: str, old: str, new: str) -> Tamper:
    """Return what changes the value of a header."""
    return lambda answer: Answer(
        answer.status,
        tuple((key, value.replace(old, new) if key == name else value) for key, value in answer.headers),
        answer.body,
    )


def spelled(old: bytes, new: bytes) -> Tamper:
    """Return what changes letters of the body."""
    return lambda answer: Answer(answer.status, answer.headers, answer.body.replace(old, new))
