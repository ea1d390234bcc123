"""What holds for the service as a whole: who is let in, what it is made of, and its pages."""

from io import StringIO

from django.core.management import call_command
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient, APITestCase

from legacy.tests.factories import make_category, make_customer, make_product, make_staff, make_user

ADMIN_LISTS = (
    "auth/user",
    "catalog/category",
    "catalog/product",
    "catalog/review",
    "catalog/stockalert",
    "sales/customer",
    "sales/order",
)


class AuthenticationTests(APITestCase):
    def test_anonymous_is_asked_for_a_token(self):
        response = self.client.get("/api/me/")
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Token"
        assert response.json() == {"detail": "Authentication credentials were not provided."}

    def test_a_token_is_had_for_a_password_and_lets_in(self):
        make_user("alice")
        response = self.client.post("/api/token/", {"username": "alice", "password": "secret"})
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {response.json()['token']}")
        assert self.client.get("/api/me/").json()["username"] == "alice"

    def test_a_wrong_password(self):
        response = self.client.post("/api/token/", {"username": "alice", "password": "wrong"})
        assert response.status_code == 400
        assert response.json() == {"non_field_errors": ["Unable to log in with provided credentials."]}

    def test_a_wrong_token_is_refused_even_where_none_is_needed(self):
        self.client.credentials(HTTP_AUTHORIZATION="Token wrong")
        response = self.client.get("/api/categories/")
        assert (response.status_code, response.json()) == (401, {"detail": "Invalid token."})

    def test_a_session_needs_the_csrf_token_to_write(self):
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(make_customer().user)
        assert client.get("/api/me/").status_code == 200
        refused = client.patch("/api/me/", {"first_name": "Al"})
        assert refused.status_code == 403
        assert "CSRF Failed" in refused.json()["detail"]

        client.get("/api/me/", HTTP_ACCEPT="text/html")  # the browsable API sets the cookie
        token = client.cookies["csrftoken"].value
        accepted = client.patch("/api/me/", {"first_name": "Al"}, HTTP_X_CSRFTOKEN=token)
        assert accepted.status_code == 200

    def test_a_token_needs_none(self):
        client = APIClient(enforce_csrf_checks=True)
        client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=make_user()).key}")
        assert client.patch("/api/me/", {"first_name": "Al"}).status_code == 200


class PageTests(APITestCase):
    def test_the_browsable_api(self):
        make_product()
        self.client.force_login(make_staff())
        for path in ("", "products/", "categories/", "reviews/", "orders/", "me/"):
            with self.subTest(path=path):
                response = self.client.get(f"/api/{path}", HTTP_ACCEPT="text/html")
                self.assertContains(response, "Django REST framework")
        self.assertContains(self.client.get("/api-auth/login/"), "Log in")

    def test_the_admin(self):
        make_category()
        self.client.force_login(make_staff(is_superuser=True))
        for path in ADMIN_LISTS:
            with self.subTest(path=path):
                assert self.client.get(f"/admin/{path}/?q=a").status_code == 200
        product = make_product()
        self.assertContains(self.client.get(f"/admin/catalog/product/{product.pk}/change/"), product.sku)

    def test_a_missing_slash_is_redirected(self):
        response = self.client.get("/api/products")
        assert (response.status_code, response["Location"]) == (301, "/api/products/")

    def test_methods_that_are_not_there(self):
        response = self.client.delete("/api/categories/")
        assert response.status_code == 401
        self.client.force_authenticate(make_staff())
        response = self.client.delete("/api/categories/")
        assert (response.status_code, response.json()) == (405, {"detail": 'Method "DELETE" not allowed.'})


class SchemaTests(APITestCase):
    def test_the_schema_is_valid_and_without_warnings(self):
        schema = StringIO()
        call_command("spectacular", validate=True, fail_on_warn=True, stdout=schema)
        assert "/api/orders/{id}/cancel/" in schema.getvalue()

    def test_it_is_served(self):
        self.assertContains(self.client.get("/api/schema/"), "/api/products/")
        self.assertContains(self.client.get("/api/schema/swagger/"), "swagger-ui")

    def test_migrations_are_complete(self):
        call_command("makemigrations", "catalog", "sales", check=True, dry_run=True, stdout=StringIO())
