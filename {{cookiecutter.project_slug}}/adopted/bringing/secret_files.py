"""Which files hold secrets: by their names, and by what is in them.

A secret is left out whether git tracks it or not: what it would be copied to is a new repository, with other readers.

There is one exception. What git tracks *and* stands among tests, such as the key of a self-signed certificate or
`.env.test`, is brought: the test-suite needs it, and everyone who can read the repository knows it already. So is
`.envs/.local`, which a popular template for Django tracks for everyone who develops.

A certificate or a public key is no secret. Python files are never taken for one: without them the project won't start.
"""

import re
from pathlib import Path, PurePosixPath

ENV = re.compile(r"\.env(rc)?|\.env[._-].*|.*\.env|\.flaskenv", re.IGNORECASE)
EXAMPLE = re.compile(
    r"(^|[._-])(examples?|samples?|templates?|tmpl|tpl|dist|defaults?|dummy|skel(eton)?)([._-]|$)", re.IGNORECASE
)
TESTS = re.compile(
    r"(^|[._-])(tests?|testing|unittests?|ci|e2e|fixtures?|testdata|testapp|cassettes)([._-]|$)", re.IGNORECASE
)

CREDENTIALS = re.compile(
    r"[._]netrc|\.pypirc|\.pgpass|\.my\.cnf|\.git-credentials|\.htpasswd|\.s3cfg|\.boto|\.dockercfg|\.vault[-_]pass(word)?"
    r"|kubeconfig|application_default_credentials\.json|service[-_]?account.*\.json|client_secrets?.*\.json"
    r"|(.*[._-])?(credentials?|secrets?)\.(json|ya?ml|toml|ini|cfg|txt)|terraform\.tfvars|.*\.tfstate(\.backup)?",
    re.IGNORECASE,
)
# Beside these names, the folder counts.
IN_FOLDER: dict[str, set[str] | None] = {
    ".aws": {"credentials"},
    ".docker": {"config.json"},
    ".kube": {"config"},
    ".ssh": None,
    ".gnupg": None,
}
KEYS = re.compile(
    r"id_(rsa|dsa|ecdsa|ed25519)(_sk)?|.*\.(pem|key|p12|pfx|jks|keystore|kdbx?|ppk|p8|ovpn|gpg-key)", re.IGNORECASE
)
# In these, a key is part of a text that the project needs.
TEXTS = frozenset(
    ".py .pyi .js .ts .jsx .tsx .vue .html .css .md .rst .po .sql .sh .ipynb .go .rb .php .java".split()  # noqa: SIM905
)
PRIVATE = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----")
PUBLIC = re.compile(
    rb"-----BEGIN ([A-Z0-9 ]*PUBLIC KEY( BLOCK)?|([A-Z0-9]+ )?CERTIFICATE( REQUEST)?|DH PARAMETERS|X509 CRL)-----"
)
TOKEN = re.compile(rb"_(authToken|auth|password)\s*=", re.IGNORECASE)
LONGEST = 100_000  # bytes: a longer file is no key


def secret(path: str, file: Path, size: int) -> str:
    """Say which kind of secret a file is, or "" if it is none.

    Args:
        path: of the file in the project, with slashes.
        file: where it can be read.
        size: in bytes.
    """
    name = PurePosixPath(path)
    folders = [each.lower() for each in name.parts[:-1]]
    if ENV.fullmatch(name.name) or {".env", ".envs"} & set(folders):
        return "" if is_example(name) or name.suffix == ".py" else "environment variables, passwords perhaps"
    if CREDENTIALS.fullmatch(name.name) and not is_example(name):
        return "credentials"
    if folders and folders[-1] in IN_FOLDER and name.suffix != ".pub":
        names = IN_FOLDER[folders[-1]]
        if names is None or name.name.lower() in names:
            return "credentials"
    return secret_inside(name, file, size)


def secret_inside(name: PurePosixPath, file: Path, size: int) -> str:
    """Say which kind of secret is in a file that can be one, or "" if there is none."""
    is_key = bool(KEYS.fullmatch(name.name))
    if size > LONGEST or name.suffix.lower() in TEXTS:
        return "a private key" if is_key else ""
    content = file.read_bytes()
    if PRIVATE.search(content):
        return "a private key"
    if name.name.lower() in {".npmrc", ".yarnrc"} and TOKEN.search(content):
        return "credentials"
    return "a private key" if is_key and not PUBLIC.search(content) else ""


def is_example(name: PurePosixPath) -> bool:
    """Say whether a file shows others what to write, and holds no secret itself."""
    return bool(EXAMPLE.search(name.name)) or any(
        EXAMPLE.search(each) for each in name.parts[:-1] if each.startswith(".")
    )


def is_shared(path: str) -> bool:
    """Say whether a file that git tracks is there for everybody's tests, whatever its content."""
    parts = PurePosixPath(path).parts
    return any(TESTS.search(each) for each in parts) or parts[-3:-1] == (".envs", ".local")
