"""A request as a line for a shell."""

import base64
import shlex

from strangler.exchanges.exchange import Request

SERVER = "http://127.0.0.1:8000"
SECRETS = {"authorization": "$AUTHORIZATION", "cookie": "$COOKIE", "x-csrftoken": "$CSRFTOKEN"}
TEXT = 2000  # bytes of a body that stand in the line as they are


def curl(request: Request) -> str:
    """Return a command that sends a request to the service on this machine. Credentials are shell variables."""
    parts = ["curl", "-i"]
    if request.method == "HEAD":
        parts.append("-I")
    elif request.method != "GET" or request.body:
        parts += ["-X", request.method]
    for name, value in request.headers:
        parts += ["-H", f'"{name}: {SECRETS[name]}"' if name in SECRETS else shlex.quote(f"{name}: {value}")]
    before = ""
    if request.body:
        text = _text(request.body)
        if text is None:
            before = f"echo {base64.b64encode(request.body).decode()} | base64 -d | "
        parts += ["--data-binary", "@-" if text is None else shlex.quote(text)]
    line = before + " ".join([*parts, shlex.quote(f"{SERVER}{request.target}")])
    return f"{line}  # with the session of {request.login}" if request.login else line


def _text(body: bytes) -> str | None:
    """Return a body as text that stands well in a line of a shell, or None."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if len(body) <= TEXT and text.isprintable() else None
