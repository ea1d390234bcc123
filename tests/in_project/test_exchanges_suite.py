"""The project's own tests as a source of requests: what is noted, and that the tests don't notice."""

import os
import random
import subprocess
import sys
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection, transaction
from django.test import AsyncClient, Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from legacy.catalog import views
from legacy.catalog.models import Category
from strangler.exchanges.suite.command import command_of, without_settings
from strangler.exchanges.suite.hook import Hook
from strangler.exchanges.suite.notes import Seen, read_compared, read_seen
from strangler.exchanges.suite.plan import FOLDER, Plan
from strangler.exchanges.suite.run import suite_run
from strangler.operations.legacy import legacy_operations
from strangler.parity.judging.judge import judge
from strangler.parity.outcome import Comparison
from strangler.places import ROOT

CATEGORIES = "/api/categories/"


class Listening:
    """A hook that listens, and what it has seen."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self.hook = Hook(folder, plan)

    @property
    def seen(self) -> list[Seen]:
        """The requests of tests."""
        return list(read_seen(self.folder))

    @property
    def compared(self) -> list[Comparison]:
        """What both halves did."""
        return list(read_compared(self.folder, {operation.key: operation for operation in legacy_operations()}))


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Listening:
    return Listening(tmp_path_factory.mktemp("suite"), Plan(compare=True, unported=True))


@pytest.fixture
def listening(listener: Listening) -> Iterator[Listening]:
    for path in listener.folder.iterdir():
        path.unlink()
    with listener.hook.listening():
        yield listener


@pytest.fixture
def pans(db: None) -> Category:
    return Category.objects.create(name="Pans", slug="pans")


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("root")


def test_each_request_is_compared_within_the_test(listening: Listening, pans: Category) -> None:
    response = Client().get(f"{CATEGORIES}?x=%C3%A9", headers={"accept": "application/json"})
    assert [each["slug"] for each in response.json()] == ["pans"]
    (seen,) = listening.seen
    assert (seen.operation, seen.status, seen.reason) == (f"GET {CATEGORIES}", 200, "")
    assert seen.source.endswith("test_each_request_is_compared_within_the_test")
    (comparison,) = listening.compared
    assert comparison.request.target == f"{CATEGORIES}?x=%C3%A9"
    assert comparison.took_by == "route"
    assert comparison.operation is not None
    assert comparison.routes.answer.body == response.content
    assert judge(comparison) == []


def test_writes_of_a_comparison_are_not_there_for_the_test(listening: Listening, staff: User) -> None:
    client = Client()
    client.force_login(staff)
    response = client.post(CATEGORIES, {"name": "Pots", "slug": "pots"}, content_type="application/json")
    assert (response.status_code, Category.objects.count()) == (201, 1)
    (comparison,) = listening.compared
    assert [row.kind for row in comparison.routes.rows if row.table == "catalog_category"] == ["insert"]
    before = response.json()["id"]
    second = client.post(CATEGORIES, {"name": "Cups", "slug": "cups"}, content_type="application/json")
    assert second.json()["id"] == before + 1  # no number was lost


def test_whoever_is_forced_in_is_so_on_both_sides(listening: Listening, staff: User) -> None:
    client = APIClient()
    client.force_authenticate(staff)
    assert client.post(CATEGORIES, {"name": "Pots", "slug": "pots"}).status_code == 201
    client.force_authenticate(None)
    assert client.post(CATEGORIES, {"name": "Cups", "slug": "cups"}).status_code == 401
    assert [each.routes.answer.status for each in listening.compared] == [201, 401]
    assert [judge(each) for each in listening.compared] == [[], []]


def test_queries_mail_templates_and_chance_are_the_tests_own(listening: Listening, pans: Category) -> None:
    mail.outbox[:] = [mail.EmailMessage("before")]
    random.seed(7)
    expected, state = random.random(), random.seed(7)
    with CaptureQueriesContext(connection) as queries:
        Client().get(CATEGORIES, headers={"accept": "application/json"})
    assert state is None
    assert random.random() == expected
    assert len(queries) == 1
    assert len(mail.outbox) == 1
    response = Client().get(CATEGORIES, headers={"accept": "text/html"})
    names = [template.name for template in response.templates]
    assert names.count("rest_framework/api.html") == 1
    assert len(listening.compared) == 2


def test_mocks_count_the_tests_own_calls(listening: Listening, pans: Category) -> None:
    with mock.patch.object(views.CategoryList, "get_queryset", side_effect=Category.objects.all) as counting:
        Client().get(CATEGORIES)
    assert counting.call_count == 1
    assert listening.seen[0].reason == ""
    ones, others = Category.objects.none(), Category.objects.all()
    with mock.patch.object(views.CategoryList, "get_queryset", side_effect=[ones, others]) as giving:
        first, second = Client().get(CATEGORIES), Client().get(CATEGORIES)
    assert (first.json(), len(second.json()), giving.call_count) == ([], 1, 2)
    assert [each.reason for each in listening.seen[1:]] == ["a mock gives another result at each call"] * 2


def test_exceptions_and_callbacks_are_the_tests_own(
    listening: Listening, pans: Category, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        mock.patch.object(views.CategoryList, "get_queryset", side_effect=RuntimeError("broken")),
        pytest.raises(RuntimeError, match="broken"),
    ):
        Client().get(CATEGORIES)
    assert Client(raise_request_exception=False).get("/nothing/").status_code == 404
    assert [record.levelname for record in caplog.records if record.name == "django.request"] == ["ERROR", "WARNING"]
    with django_capture_on_commit_callbacks() as callbacks:
        transaction.on_commit(list)
        Client().get(CATEGORIES)
    assert callbacks == [list]
    assert [(each.status, each.operation) for each in listening.seen] == [
        (500, f"GET {CATEGORIES}"),
        (404, ""),
        (200, f"GET {CATEGORIES}"),
    ]


@pytest.mark.django_db
def test_the_asynchronous_client(listening: Listening) -> None:
    class Suite(TestCase):
        async def test(self) -> None:
            await Category.objects.acreate(name="Pans", slug="pans")
            response = await AsyncClient().get(CATEGORIES, headers={"accept": "application/json"})
            self.assertEqual(len(response.json()), 1)  # noqa: PT009 - a test of unittest's

    result = unittest.TestResult()
    Suite("test")(result)
    assert result.wasSuccessful(), (result.errors, result.failures)
    (comparison,) = listening.compared
    assert comparison.routes.answer.status == 200
    assert b"pans" in comparison.routes.answer.body
    assert listening.seen[0].source.endswith("test_the_asynchronous_client")


def test_what_can_not_be_compared_is_told(listening: Listening, pans: Category) -> None:
    Client(REMOTE_USER="ann").get(CATEGORIES)
    with override_settings(ROOT_URLCONF="legacy.urls"):
        Client().get("/api/nothing/")
    assert [each.reason for each in listening.seen] == [
        "no header can carry REMOTE_USER",
        "the test has URLs of its own",
    ]
    assert listening.compared == []


def test_a_test_without_a_database_is_left_alone(listening: Listening) -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Client().get(CATEGORIES)
    assert listening.seen[0].reason == "the test has no database"


@pytest.mark.django_db
def test_a_plan_names_the_operations(tmp_path: Path) -> None:
    chosen = Listening(tmp_path, Plan(compare=True, operations=(f"GET {CATEGORIES}",)))
    with chosen.hook.listening():
        Client().get(CATEGORIES)
        Client().get("/api/products/")
    assert [each.reason for each in chosen.seen] == ["", "it is of another operation"]
    chosen.hook._asking().__exit__(None, None, None)


SUITE = """
from django.test import AsyncClient, TestCase, TransactionTestCase
from rest_framework.test import APITestCase
from django.contrib.auth.models import User
from legacy.catalog.models import Category

class Writing(APITestCase):
    def test_ids(self):
        user = User.objects.create_superuser("root")
        self.client.force_authenticate(user)
        with self.assertNumQueries(2):
            first = self.client.post("/api/categories/", {"name": "Pots", "slug": "pots"})
        second = self.client.post("/api/categories/", {"name": "Cups", "slug": "cups"})
        self.assertEqual(second.json()["id"], first.json()["id"] + 1)

class Committing(TransactionTestCase):
    def test_list(self):
        Category.objects.create(name="Pans", slug="pans")
        self.assertEqual(len(self.client.get("/api/categories/").json()), 1)
"""


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, and let test runners have a database of their own."""
    own = 'from tests.settings import *\nDATABASES["default"]["TEST"] = {"NAME": "test_hooked"}\n'
    (tmp_path / "hooked_settings.py").write_text(own, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_a_suite_runs_as_it_would_have_and_is_compared(alone: Path) -> None:
    path = alone / "test_of_ours.py"
    path.write_text(SUITE, encoding="utf-8")
    more = ["-q", "--ds=hooked_settings", "-p", "no:cacheprovider", "--create-db", "-c", str(ROOT / "pyproject.toml")]
    with suite_run(Plan(compare=True), [*more, "--rootdir", str(ROOT), str(path)], found=alone) as run:
        assert (run.code, run.requests, run.compared) == (0, 3, 3), run.reasons
        comparisons = list(run.comparisons(legacy_operations()))
        assert [judge(each) for each in comparisons] == [[], [], []]
        assert {key: each.entry() for key, each in run.covered.items()} == {
            f"GET {CATEGORIES}": {"requests": 1, "tests": 1, "statuses": {"200": 1}},
            f"POST {CATEGORIES}": {"requests": 2, "tests": 1, "statuses": {"201": 2}},
        }
        assert len(list(run.sent())) == 3
    assert not (alone / "tests.json").exists()  # some tests only


def test_djangos_own_runner_is_hooked(alone: Path) -> None:
    Plan(compare=True).write(alone)
    environment = {**os.environ, FOLDER: str(alone), "DJANGO_SETTINGS_MODULE": "hooked_settings"}
    del environment["PYTEST_CURRENT_TEST"]
    command = [sys.executable, "manage.py", "test", "legacy.catalog.tests.test_categories", "--noinput", "-v", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = list(read_seen(alone))
    assert {each.reason for each in seen} == {""}
    assert all(each.source.startswith("legacy.catalog.tests.test_categories.") for each in seen)
    assert len(list(read_compared(alone, {}))) == len(seen) > 10


def test_how_suites_are_run(tmp_path: Path) -> None:
    assert without_settings(["pytest", "--ds=a.b", "-x"]) == (["pytest", "-x"], "a.b")
    assert without_settings(["python", "manage.py", "test", "--settings", "a"]) == (
        ["python", "manage.py", "test"],
        "a",
    )
    shop = command_of(tmp_path, ["-x"], tmp_path)
    assert (shop.words, shop.folder) == ((sys.executable, "-m", "pytest", "-x"), tmp_path)
    assert "DJANGO_SETTINGS_MODULE" not in shop.environment
    (tmp_path / "adopted").mkdir()
    facts = """{"layout": {"settings": "config.settings"}, "tests": {"command": ["pytest"], "folder": "backend",
        "environment": [["DEBUG", "1"]]}}"""
    (tmp_path / "adopted" / "facts.json").write_text(facts, encoding="utf-8")
    theirs = command_of(tmp_path, ["-x"], tmp_path)
    assert theirs.words == (sys.executable, "-m", "pytest", "--ds=adopted.settings", "-x")
    assert theirs.folder == tmp_path / "legacy" / "backend"
    assert theirs.environment["LEGACY_SETTINGS_MODULE"] == "config.settings"
    assert theirs.environment["DEBUG"] == "1"
