"""Rows for tests: each function gives whatever the test doesn't name a sensible value."""

from decimal import Decimal
from io import BytesIO
from itertools import count

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from legacy.catalog.models import Category, Product, Review
from legacy.sales.models import Customer

numbers = count(1)


def make_user(username=None, **fields):
    return User.objects.create_user(username or f"user{next(numbers)}", password="secret", **fields)


def make_staff(**fields):
    return make_user(is_staff=True, **fields)


def make_customer(username=None, **fields):
    address = {"street": "1 Main Street", "postal_code": "D02 X285", "city": "Dublin", "country": "IE"}
    return Customer.objects.create(user=make_user(username), **(address | fields))


def make_category(slug=None, **fields):
    slug = slug or f"shelf-{next(numbers)}"
    return Category.objects.create(**({"name": slug.capitalize(), "slug": slug} | fields))


def make_product(**fields):
    number = next(numbers)
    defaults = {"sku": f"ABC-{number:04}", "name": f"Article {number}", "price": Decimal("10.00"), "stock": 5}
    if "category" not in fields:
        defaults["category"] = make_category()
    return Product.objects.create(**(defaults | fields))


def make_review(product, author=None, **fields):
    return Review.objects.create(product=product, author=author or make_user(), **({"rating": 4} | fields))


def make_image(name="photo.png", padding=0):
    content = BytesIO()
    Image.new("RGB", (4, 4), "green").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue() + bytes(padding), content_type="image/png")
