"""Endpoints of a copy of the shop are retired, and its clients can't tell."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

PROBE = """
import json
import os

import pytest
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from legacy.tests.factories import make_category, make_product


def test_probe(service, settings):
    product = make_product(name="Pan", category=make_category("kitchen"), created_at="2026-01-02T03:04:05Z")
    token = Token.objects.create(user=User.objects.create_user("carl"))
    paths = ["categories/", f"categories/{product.category.pk}/", "categories/9999/", "products/"]
    paths += ["products/low_stock/", f"products/{product.pk}/", f"products/{product.pk}/image/", "me/", "reports/sales/"]
    said = {}
    for path in paths:
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PURGE"):
            for login in ({}, {"authorization": f"Token {token.key}"}):
                for url in (f"/api/{path}", f"/api/{path}".rstrip("/")):
                    answer = service.request(method, url, headers=login, follow_redirects=False)
                    name = f"{method} {path} {url[-1]} {bool(login)}".replace(str(product.pk), "P")
                    headers = {key: value for key, value in answer.headers.items() if key != "allow" or path != "me/"}
                    body = answer.text.replace(f"/{product.pk}/", "/P/")
                    said[name] = [answer.status_code, sorted(headers.items()), body]
    with open(os.environ["PROBE"], "w") as file:
        json.dump(said, file)
"""
RETIRED = ["category-list", "category-detail", "ProductViewSet", "me", "SalesReport"]
Run = Callable[..., str]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a copy of the shop's files."""
    kept = shutil.ignore_patterns("__pycache__", ".env", ".postgres", "adopted", "docs")
    shutil.copytree(settings.BASE_DIR, tmp_path / "shop", ignore=kept)
    return tmp_path / "shop"


def run(shop: Path, *command: str, **variables: str) -> str:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **variables}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, *command], cwd=shop, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def probe(shop: Path, *more: str) -> object:
    said = shop.parent / "said.json"
    options = ("-q", "-p", "no:cacheprovider", "--create-db")
    run(shop, "-m", "pytest", *options, "tests/test_probe.py", *more, PROBE=str(said))
    return json.loads(said.read_text(encoding="utf-8"))


def test_clients_can_not_tell(shop: Path) -> None:
    (shop / "tests" / "test_probe.py").write_text(PROBE, encoding="utf-8")
    before = probe(shop)
    patch = shop.parent / "legacy.patch"
    report = run(shop, "manage.py", "retire", *RETIRED, "--remove", "--force", "--patch", str(patch))
    assert "-class ProductSerializer" in report
    for file, gone, kept in (
        ("legacy/catalog/serializers.py", "ProductSerializer", "ReviewSerializer"),
        ("legacy/catalog/views.py", "CategoryDetail", "ReviewViewSet"),
        ("legacy/catalog/pagination.py", "ProductPagination", "ReviewPagination"),
        ("legacy/sales/views.py", "SalesReport", "OrderViewSet"),
    ):
        text = (shop / file).read_text(encoding="utf-8")
        assert gone not in text
        assert kept in text
    assert not (shop / "legacy" / "sales" / "tests" / "test_me.py").exists()
    assert 'ported, name="product-detail"' in (shop / "urls.py").read_text(encoding="utf-8")
    assert "+++ b/catalog/serializers.py" in patch.read_text(encoding="utf-8")
    for command in (["check"], ["format", "--check"]):
        run(shop, "-m", "ruff", *command, ".", "--exclude", "tests/test_probe.py")
    # The remaining tests, too.
    assert probe(shop, "legacy", "tests") == before


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("retire", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as refusal:
        said(*arguments)
    assert refusal.value.returncode == 2
    return str(refusal.value)


def test_reports_and_changes_nothing(tmp_path: Path) -> None:
    report = said("category-list")
    assert report.startswith("legacy.catalog.views.CategoryList: 2 operations, all native.\nGoes:\n")
    assert '    path("api/categories/", ported, name="category-list"),' in report
    assert "class CategorySerializer: legacy/catalog/views.py:" in report  # the other view's
    assert "Policy(serializer=CategorySerializer" in report
    assert "give --log FILE" in report
    assert refused("category-list", "--remove").startswith("Not without --force: whether clients")


def test_what_the_log_tells(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    line = '1.2.3.4 - - [24/Nov/2026:10:00:00 +0000] "{} HTTP/1.1" 200 5\n'
    asked = ["GET /api/products/", "GET /api/products.json", "GET /api/products/7.json?x=1", "OPTIONS /api/products/"]
    log.write_text("".join(line.format(each) for each in asked), encoding="utf-8")
    report = said("ProductViewSet", "--log", str(log))
    assert "Look at it first: GET /api/products.json was asked for 1 times, and no route answers it." in report
    assert "GET /api/products/ was asked" not in report
    assert "OPTIONS" not in report.partition("Look at it first")[2]
    assert "Look at it first" not in said("category-list", "--log", str(log))
    assert refused("category-list", "--log", str(tmp_path / "none")).startswith("Can't read")


def test_only_what_is_wholly_native() -> None:
    assert refused("schema").startswith("Only what is wholly native can be retired: GET /api/schema/ is legacy")
    assert "No endpoint is called 'produtc'" in refused("produtc")
