"""Endpoints of a copy of the shop are retired, and its clients can't tell."""

import json
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

PROBE = """
import json
import os
import re

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from legacy.catalog.models import Category, Product

NOW = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")


def test_probe(service):
    category = Category.objects.create(pk=777, name="Kitchen", slug="kitchen")
    Product.objects.create(pk=777, category=category, sku="ABC-0001", name="Pan", price=1)
    users = User.objects.create(pk=777, username="carl"), User.objects.create(pk=778, username="ann", is_staff=True)
    tokens = ["", *(f"Token {Token.objects.create(user=user).key}" for user in users)]
    products = ["products/", "products/low_stock/", "products/777/", "products/777/image/", "products/99999/"]
    said = {}
    for path in ["categories/", "categories/777/", "categories/99999/", *products, "me/", "reports/sales/"]:
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PURGE"):
            for number, token in enumerate(tokens):
                for url in (f"/api/{path}", f"/api/{path}".rstrip("/")):
                    login = {"authorization": token} if token else {}
                    answer = service.request(method, url, headers=login, follow_redirects=False)
                    # A function view allows its methods in the order of a Python set.
                    allow = ",".join(sorted(answer.headers.get("allow", "").split(", ")))
                    kept = {name: value for name, value in answer.headers.items() if name != "allow"}
                    body = NOW.sub("NOW", answer.text)
                    said[f"{method} {url} {number}"] = [answer.status_code, allow, sorted(kept.items()), body]
    with open(os.environ["PROBE"], "w") as file:
        json.dump(said, file)
"""
RETIRED = ["category-list", "category-detail", "ProductViewSet", "me", "SalesReport"]


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


def probe(shop: Path, *more: str) -> dict[str, Any]:
    said = shop.parent / "said.json"
    options = ("-q", "-p", "no:cacheprovider", "--create-db")
    run(shop, "-m", "pytest", *options, "tests/test_probe.py", *more, PROBE=str(said))
    found: dict[str, Any] = json.loads(said.read_text(encoding="utf-8"))
    return found


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
    after = probe(shop, "legacy", "tests")  # the remaining tests, too
    told = {
        "/api/categories/",
        "/api/categories/777/",
        "/api/products/",
        "/api/products/777/",
        "/api/products/777/image/",
    }
    assert len(before) == len(after) == 360
    assert {name for name, answer in before.items() if after[name] != answer} == {f"OPTIONS {url} 2" for url in told}
    for url in told:  # as the report says
        fields = json.loads(before[f"OPTIONS {url} 2"][3])
        assert fields.pop("actions")
        assert json.loads(after[f"OPTIONS {url} 2"][3]) == fields


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
