from rest_framework.test import APITestCase

from legacy.sales.models import Customer
from legacy.tests.factories import make_customer, make_user

ADDRESS = {"street": "1 Main Street", "postal_code": "D02 X285", "city": "Dublin", "country": "IE"}


class MeTests(APITestCase):
    def test_who_i_am(self):
        customer = make_customer("alice")
        self.client.force_authenticate(customer.user)
        data = self.client.get("/api/me/").json()
        assert (data["username"], data["is_staff"]) == ("alice", False)
        assert data["customer"]["city"] == "Dublin"

    def test_both_halves_change_in_one_request(self):
        customer = make_customer("alice")
        self.client.force_authenticate(customer.user)
        changes = {"first_name": "Al", "username": "bob", "customer": {"city": "Cork", "newsletter": "yes"}}
        data = self.client.patch("/api/me/", changes).json()
        assert (data["first_name"], data["username"]) == ("Al", "alice")
        customer.refresh_from_db()
        assert (customer.city, customer.street, customer.newsletter) == ("Cork", "1 Main Street", True)

    def test_who_fills_in_an_address_becomes_a_customer(self):
        user = make_user()
        self.client.force_authenticate(user)
        assert self.client.get("/api/me/").json()["customer"] is None
        response = self.client.patch("/api/me/", {"customer": ADDRESS})
        assert response.json()["customer"]["country"] == "IE"
        assert Customer.objects.get().user == user

    def test_a_part_of_an_address_is_not_enough(self):
        self.client.force_authenticate(make_user())
        response = self.client.patch("/api/me/", {"customer": {**ADDRESS, "city": None}})
        assert response.json() == {"customer": {"city": ["This field may not be null."]}}
        response = self.client.patch("/api/me/", {"customer": {"city": "Cork", "street": "x", "country": "IE"}})
        assert response.json() == {"customer": {"postal_code": ["This field is required."]}}
        assert not Customer.objects.exists()

    def test_each_field_is_validated(self):
        self.client.force_authenticate(make_customer().user)
        response = self.client.patch("/api/me/", {"email": "alice", "customer": {"phone": "123", "country": "XX"}})
        assert response.status_code == 400
        assert response.json() == {
            "email": ["Enter a valid email address."],
            "customer": {"phone": ["Enter a number like +49 30 1234567."], "country": ['"XX" is not a valid choice.']},
        }
        response = self.client.patch("/api/me/", {"customer": None})
        assert response.json() == {"customer": ["This field may not be null."]}
