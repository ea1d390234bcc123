"""The benchmark's paths by Django REST Framework, as its tutorial writes them."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from rest_framework import generics, serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.renderers import JSONRenderer

from benchmarks.service import querysets
from legacy.catalog.models import Category, Product, Review, StockAlert

BLOB = b"x" * 1_000_000
CHUNK = b"x" * 5_000
CHUNKS = 200


class ProductSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ["id", "sku", "name", "price", "stock", "is_active", "created_at"]


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "name", "slug"]


class ReviewSerializer(serializers.ModelSerializer):
    class Meta:
        model = Review
        fields = ["id", "rating", "title"]


class CatalogueSerializer(serializers.ModelSerializer):
    category = CategorySerializer()
    reviews = ReviewSerializer(many=True)

    class Meta:
        model = Product
        fields = ["id", "sku", "name", "price", "stock", "is_active", "created_at", "category", "reviews"]


class AlertSerializer(serializers.ModelSerializer):
    class Meta:
        model = StockAlert
        fields = ["id", "product", "email"]
        validators: list[Any] = []  # the constraint is left to the database, as by all peers: two statements


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username"]


class ProductDetail(generics.RetrieveAPIView):
    queryset = querysets.products()
    serializer_class = ProductSerializer
    renderer_classes = [JSONRenderer]


class ProductList(generics.ListAPIView):
    serializer_class = ProductSerializer
    renderer_classes = [JSONRenderer]

    def get_queryset(self) -> Any:
        return querysets.cheapest(self.request.query_params["min_price"])


class Catalogue(generics.ListAPIView):
    serializer_class = CatalogueSerializer
    renderer_classes = [JSONRenderer]

    def get_queryset(self) -> Any:
        return querysets.catalogue()


class Pages(PageNumberPagination):
    page_size = querysets.PAGE


class ProductPage(generics.ListAPIView):
    serializer_class = ProductSerializer
    renderer_classes = [JSONRenderer]
    pagination_class = Pages

    def get_queryset(self) -> Any:
        return querysets.of_category(self.request.query_params["category"])


class AlertCreate(generics.CreateAPIView):
    serializer_class = AlertSerializer
    renderer_classes = [JSONRenderer]
    permission_classes = [AllowAny]

    @transaction.atomic
    def create(self, *args: Any, **kwargs: Any) -> Any:
        return super().create(*args, **kwargs)


class Me(generics.RetrieveAPIView):
    serializer_class = UserSerializer
    renderer_classes = [JSONRenderer]
    permission_classes = [IsAuthenticated]

    def get_object(self) -> Any:
        return self.request.user


def blob(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BLOB, content_type="application/octet-stream")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def chunks() -> Iterator[bytes]:
        for _ in range(CHUNKS):
            yield CHUNK

    return StreamingHttpResponse(chunks(), content_type="application/octet-stream")
