"""Which headers, fields and parameters are secret, by their names."""

import re
from collections.abc import Iterable

Path = tuple[str, ...]  # of a field in JSON, without the numbers of list items: ("customer", "card", "number")

# Anywhere in a name: `new_password1`, `accessToken`, `X-CSRFToken`.
PARTS = (
    *("password", "passwd", "passphrase", "passcode", "secret", "token", "credential", "csrf", "xsrf", "cookie"),
    *("apikey", "privatekey", "accesskey", "sessionid", "sessionkey", "authorization", "signature"),
    *("creditcard", "cardnumber", "securitycode"),
)
# As a word of a name: `card_number`, `userPin`, but no `discard`, no `opinion`.
WORDS = {
    *("pwd", "pass", "pin", "cvv", "cvc", "cvn", "csc", "card", "otp", "totp", "mfa", "iban", "ssn", "jwt", "auth"),
    *("sig", "nonce"),
}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class Names:
    """Tells secret names from others.

    Args:
        secret: names that are secret beside those that everybody's are; `customer.phone` is the field of an object.
        kept: names that are not, whatever they and their values look like.
    """

    def __init__(self, secret: Iterable[str] = (), kept: Iterable[str] = ()) -> None:
        self._secret = [_parts(name) for name in secret]
        self._kept = [_parts(name) for name in kept]

    def is_secret(self, *path: str) -> bool:
        """Tell whether what stands there is secret, by its name or by that of anything around it."""
        return any(self._names_secret(path[: end + 1]) for end in range(len(path)))

    def is_kept(self, *path: str) -> bool:
        """Tell whether what stands there is none for sure."""
        return _ends(path, self._kept)

    def _names_secret(self, path: Path) -> bool:
        if _ends(path, self._kept):
            return False
        name = path[-1]
        plain = re.sub(r"[^a-z]", "", name.lower())
        words = {word.lower() for word in WORD.findall(name)}
        return _ends(path, self._secret) or not WORDS.isdisjoint(words) or any(part in plain for part in PARTS)


def _parts(name: str) -> Path:
    return tuple(_plain(part) for part in name.split("."))


def _ends(path: Path, known: list[Path]) -> bool:
    plain = tuple(_plain(part) for part in path)
    return any(plain[-len(each) :] == each for each in known)


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_").removesuffix("[]")
