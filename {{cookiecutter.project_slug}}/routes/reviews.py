"""Reviews, ported: one of each customer for a product."""

from datetime import datetime
from typing import Annotated

from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404
from fastapi import Depends, Request
from pydantic import ValidationInfo, field_validator

from bridge.drf.body import Incoming
from bridge.drf.fields import (
    CharField,
    DateTimeField,
    HiddenField,
    IntegerField,
    PrimaryKeyRelatedField,
    current_user,
)
from bridge.drf.policy import IsAuthenticatedOrReadOnly, Policy, policy
from bridge.drf.resources.filters import Filtering, Filters, Ordering, QuerySetFilter, Search
from bridge.drf.resources.pagination import LimitOffsetPagination, Page, Paginator
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Schema, UniqueTogether
from bridge.drf.schemas.saving import update
from bridge.drf.shortcuts import check_object_permissions
from bridge.queries import reads
from legacy.catalog.filters import ReviewFilter
from legacy.catalog.models import Product, Review
from legacy.catalog.permissions import IsAuthorOrReadOnly
from legacy.catalog.services import add_review

router = PortedRouter(
    prefix="/api/reviews",
    tags=["reviews"],
    policy=Policy(permissions=[IsAuthenticatedOrReadOnly, IsAuthorOrReadOnly]),
)
filtering = Filtering(Filters(ReviewFilter), Search(["title", "body"]), Ordering(["created_at", "rating"]))
pages = LimitOffsetPagination(default_limit=20, max_limit=100)
reviews = Review.objects.select_related("author")

Narrow = Annotated[QuerySetFilter, Depends(filtering)]
NarrowOne = Annotated[QuerySetFilter, Depends(filtering.unlisted)]


class ReviewSchema(Schema):
    """A review, as clients send and get it."""

    validators = (UniqueTogether(Review.objects, ["product", "author"]),)

    id: Annotated[int, IntegerField(read_only=True)]
    product: Annotated[Product, PrimaryKeyRelatedField(queryset=Product.objects.filter(is_active=True))]  # type: ignore[valid-type]
    author: Annotated[User, HiddenField(default=current_user)]  # type: ignore[valid-type]
    author_name: Annotated[str, CharField(source="author.get_username", read_only=True)]
    rating: Annotated[int, IntegerField(min_value=1, max_value=5)]
    title: Annotated[str, CharField(max_length=120)]
    body: Annotated[str, CharField(allow_blank=True, max_length=4000)] = ""
    created_at: Annotated[datetime, DateTimeField(read_only=True)]
    updated_at: Annotated[datetime, DateTimeField(read_only=True)]

    @field_validator("product")
    @classmethod
    def stays_with_its_product(cls, product: Product, info: ValidationInfo) -> Product:
        """Refuse to move a review."""
        instance = (info.context or {}).get("instance")
        if instance and product != instance.product:
            raise ValueError("A review stays with its product.")
        return product


@router.get("/")
@policy(name="Review List", description="Reviews: one of each customer for a product.")
@reads
def list_reviews(narrow: Narrow, page: Annotated[Paginator[Review], Depends(pages)]) -> Page[ReviewSchema]:
    """List reviews, 20 at a time unless told otherwise."""
    return page(narrow(reviews.all()), ReviewSchema.read)


@router.post("/", status_code=201)
@policy(throttle_scope="reviews")
def create_review(body: Incoming[ReviewSchema]) -> ReviewSchema:
    """Review a product; the rate is limited."""
    return ReviewSchema.read(add_review(**body.validated().changes()))


@router.get("/{pk:int}/")
@policy(name="Review Instance", description="Reviews: one of each customer for a product.")
@reads
def get_review(pk: int, request: Request, narrow: NarrowOne) -> ReviewSchema:
    """Return one review."""
    return ReviewSchema.read(find_review(pk, request, narrow))


@router.put("/{pk:int}/")
@router.patch("/{pk:int}/")
def change_review(pk: int, request: Request, body: Incoming[ReviewSchema], narrow: NarrowOne) -> ReviewSchema:
    """Change a review of one's own; a PATCH may leave out what stays."""
    review = find_review(pk, request, narrow)
    return ReviewSchema.read(update(review, body.validated(review).changes()))


@router.delete("/{pk:int}/", status_code=204)
def delete_review(pk: int, request: Request, narrow: NarrowOne) -> None:
    """Delete a review of one's own; staff may delete any."""
    find_review(pk, request, narrow).delete()


def find_review(pk: int, request: Request, narrow: NarrowOne) -> Review:
    """Return a review, if the client may do with it what it wants to; the filters of the list hold here, too.

    Raises:
        Http404: there is none.
        NotAuthenticated, PermissionDenied: it is somebody else's.
    """
    review = get_object_or_404(narrow(reviews.all()), pk=pk)
    check_object_permissions(request, review)
    return review
