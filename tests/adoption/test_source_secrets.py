"""Which secrets stay where they are."""

from pathlib import Path

import pytest

from adopted.source import bring
from tests.adoption.trees import CERTIFICATE, KEY, names, repository, write

pytestmark = pytest.mark.usefixtures("plain_git")

# Never brought, whether git tracks them or not.
SECRETS = {
    **dict.fromkeys(
        [".env", ".env.production", ".env.local", ".env-dev", "backend/.env", "docker/prod.env", ".envrc"], "A=1\n"
    ),
    **dict.fromkeys(
        [".envs/.production/.django", ".netrc", ".pypirc", ".pgpass", ".git-credentials", ".htpasswd"], "x\n"
    ),
    **dict.fromkeys(
        ["id_rsa", "deploy/id_ed25519", "keys/server.p12", "keys/team.kdbx", "keys/secret.key", "a.pem"], "x\n"
    ),
    **dict.fromkeys(
        [".aws/credentials", ".docker/config.json", ".ssh/config", ".kube/config", "client_secret.json"], "{}\n"
    ),
    **dict.fromkeys(
        ["config/secrets.yml", "credentials.json", "service-account-prod.json", "terraform.tfstate"], "{}\n"
    ),
    **dict.fromkeys(["certs/server.pem", "private", "certs/jwt.txt", "google.json"], f'\n"key": {KEY}'),
    "certs/both.pem": CERTIFICATE + KEY,
    ".npmrc": "//registry.example/:_authToken=abc\n",
    "pgp.asc": KEY.replace("PRIVATE KEY", "PGP PRIVATE KEY BLOCK"),
}
# Always brought.
OTHERS = {
    **dict.fromkeys([".env.example", ".env.sample", "env.template", ".env.dist", ".env.production.example"], "A=\n"),
    **dict.fromkeys(["sample.env", ".envs/.example/.django", "environment.py", "config/env.py", "env/x.txt"], "A=\n"),
    **dict.fromkeys(
        ["secrets.py", "shop/credentials.py", "local.py", "keys.py", "id_rsa.pub", "tokens.json"], "A = 1\n"
    ),
    **dict.fromkeys(["certs/rds.pem", "certs/ca.crt"], CERTIFICATE),
    "certs/public.key": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n",
    "settings.py": f'"""Development."""\nKEY = """{KEY}"""\n',
    "docs/keys.md": f"Paste this:\n{KEY}",
    ".npmrc": "save-exact=true\n",
}
# Brought if git tracks them.
OF_TESTS = {
    "tests/keys/server.pem": KEY,
    "shop/tests/fixtures/id_rsa": KEY,
    "shop/test_key.pem": KEY,
    ".env.test": "A=1\n",
    "tests/.env": "A=1\n",
    "tests/data/google.json": KEY,
    ".envs/.local/.django": "A=1\n",
}


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("source", ["folder", "url"])
def test_secrets_are_never_brought(tmp_path: Path, output: Path, tracked: bool, source: str) -> None:
    theirs = tmp_path / "theirs"
    repository(theirs, {"manage.py": ""} | (SECRETS if tracked else {}))
    write(theirs, SECRETS | {"manage.py": ""})
    found = bring(str(theirs) if source == "folder" else f"{theirs}@main", output / "legacy", output)
    assert not names(output / "legacy") - {"manage.py"}
    if tracked or source == "folder":
        assert {line.partition(":")[0] for line in found.left_out} == set(SECRETS)


def test_secrets_of_a_plain_folder_are_not_brought(tmp_path: Path, output: Path) -> None:
    files = SECRETS | OF_TESTS | {"local_settings.py": ""}
    found = bring(str(write(tmp_path / "theirs", files)), output / "legacy", output)
    assert names(output / "legacy") == {"local_settings.py"}
    assert {line.partition(":")[0] for line in found.left_out} == set(SECRETS | OF_TESTS)
    assert found.notices[0].startswith("local_settings.py: settings of one machine")


@pytest.mark.parametrize("with_git", [True, False])
def test_what_only_looks_like_a_secret_is_brought(tmp_path: Path, output: Path, with_git: bool) -> None:
    source = write(tmp_path / "theirs", OTHERS)
    if with_git:
        repository(source, {})
    found = bring(str(source), output / "legacy", output)
    assert names(output / "legacy") == set(OTHERS)
    assert not found.left_out


def test_what_the_tests_need_is_brought_if_git_tracks_it(tmp_path: Path, output: Path) -> None:
    repository(tmp_path / "theirs", OF_TESTS)
    write(tmp_path / "theirs", {"tests/mine.pem": KEY})
    found = bring(str(tmp_path / "theirs"), output / "legacy", output)
    assert names(output / "legacy") == set(OF_TESTS)
    assert {line.partition(":")[0] for line in found.notices} == set(OF_TESTS)
    assert found.left_out == ("tests/mine.pem: a private key",)
