from unittest import mock

from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APITestCase

from legacy.catalog.models import Product
from legacy.tests.factories import make_image, make_product, make_staff, make_user


class ImageTests(APITestCase):
    def setUp(self):
        self.storage = InMemoryStorage()
        field = Product._meta.get_field("image")
        patch = mock.patch.object(field, "storage", self.storage)
        patch.start()
        self.addCleanup(patch.stop)
        self.product = make_product()
        self.url = f"/api/products/{self.product.pk}/image/"
        self.client.force_authenticate(make_staff())

    def upload(self, image):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.url, {"image": image}, format="multipart")

    def test_upload_answers_the_absolute_url(self):
        response = self.upload(make_image())
        assert response.status_code == 200
        assert response.json()["image"] == "http://testserver/media/products/photo.png"
        assert self.storage.exists("products/photo.png")

    def test_a_new_image_replaces_the_file_of_the_old(self):
        self.upload(make_image("old.png"))
        self.upload(make_image("new.png"))
        assert self.storage.listdir("products")[1] == ["new.png"]

    def test_delete(self):
        self.upload(make_image())
        with self.captureOnCommitCallbacks(execute=True):
            response = self.client.delete(self.url)
        assert response.status_code == 204
        self.product.refresh_from_db()
        assert not self.product.image
        assert self.storage.listdir("products")[1] == []

    def test_what_is_no_image_is_refused(self):
        response = self.upload(SimpleUploadedFile("photo.png", b"text", content_type="image/png"))
        assert response.status_code == 400
        assert "Upload a valid image." in response.json()["image"][0]

    def test_a_large_image_is_refused(self):
        response = self.upload(make_image(padding=2 * 1024 * 1024))
        assert response.json() == {"image": ["The image is larger than 2 MB."]}

    def test_only_multipart(self):
        response = self.client.post(self.url, {"image": "photo.png"})
        assert response.status_code == 415

    def test_only_staff(self):
        self.client.force_authenticate(make_user())
        assert self.upload(make_image()).status_code == 403
