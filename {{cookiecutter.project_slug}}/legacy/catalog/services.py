"""What changes the catalogue, beyond saving one row."""

from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from rest_framework.exceptions import ValidationError

from legacy.catalog.models import Category, Product, Review
from legacy.errors import Conflict


def delete_unless_in_use(instance: Category | Product) -> None:
    """Delete a category or product that nothing refers to."""
    try:
        instance.delete()
    except ProtectedError as error:
        names = sorted({str(other._meta.verbose_name_plural) for other in error.protected_objects})
        raise Conflict(f"It still has {' and '.join(names)}.") from error


def add_review(*, product: Product, author: AbstractUser, rating: int, title: str, body: str = "") -> Review:
    """Store a review; of two that arrive at the same time, the database refuses one."""
    try:
        with transaction.atomic():
            return Review.objects.create(product=product, author=author, rating=rating, title=title, body=body)
    except IntegrityError as error:
        raise ValidationError("You have reviewed this product already.") from error


def replace_image(product: Product, image: UploadedFile | None) -> None:
    """Store a new image, or none, and delete the file of the old one once that is certain."""
    old = product.image.name
    product.image = image or ""
    product.save(update_fields=["image", "updated_at"])
    if old:
        transaction.on_commit(lambda: product.image.storage.delete(old))


def is_within(category: Category, ancestor: Category) -> bool:
    """Tell whether the category is `ancestor`, or stands somewhere below it."""
    node: Category | None = category
    while node is not None:
        if node == ancestor:
            return True
        node = node.parent
    return False
