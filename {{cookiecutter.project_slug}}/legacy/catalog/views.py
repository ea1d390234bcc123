from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status, viewsets
from rest_framework.decorators import action
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAdminUser, IsAuthenticatedOrReadOnly
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from legacy.catalog import selectors, services
from legacy.catalog.filters import ProductFilter, ReviewFilter
from legacy.catalog.models import Review
from legacy.catalog.pagination import ProductPagination, ReviewPagination
from legacy.catalog.permissions import IsAuthorOrReadOnly, IsStaffOrReadOnly
from legacy.catalog.serializers import (
    CategorySerializer,
    LowStockQuerySerializer,
    ProductImageSerializer,
    ProductSerializer,
    ReviewSerializer,
)


class CategoryList(generics.ListCreateAPIView):
    """All categories, on one page."""

    queryset = selectors.categories()
    serializer_class = CategorySerializer
    permission_classes = [IsStaffOrReadOnly]


class CategoryDetail(generics.RetrieveUpdateDestroyAPIView):
    queryset = selectors.categories()
    serializer_class = CategorySerializer
    permission_classes = [IsStaffOrReadOnly]

    def perform_destroy(self, instance):
        services.delete_unless_in_use(instance)


class ProductViewSet(viewsets.ModelViewSet):
    """Products. Those that are not active are there for staff only."""

    queryset = selectors.products()
    lookup_value_regex = r"\d+"
    serializer_class = ProductSerializer
    permission_classes = [IsStaffOrReadOnly]
    pagination_class = ProductPagination
    filter_backends = [DjangoFilterBackend, SearchFilter, OrderingFilter]
    filterset_class = ProductFilter
    search_fields = ["name", "=sku", "description"]
    ordering_fields = ["name", "price", "rating", "created_at"]

    def get_queryset(self):
        products = super().get_queryset()
        return products if self.request.user.is_staff else products.filter(is_active=True)

    def perform_destroy(self, instance):
        services.delete_unless_in_use(instance)

    @extend_schema(parameters=[LowStockQuerySerializer], responses=ProductSerializer(many=True), filters=False)
    @action(detail=False, permission_classes=[IsAdminUser])
    def low_stock(self, request):
        """Active products of which there are no more than `threshold` left."""
        query = LowStockQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        products = self.get_queryset().filter(is_active=True, stock__lte=query.validated_data["threshold"])
        page = self.paginate_queryset(products.order_by("stock", "id"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses=ProductSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=[IsAdminUser],
        parser_classes=[MultiPartParser],
        serializer_class=ProductImageSerializer,
    )
    def image(self, request, pk=None):
        """Upload the product's image."""
        product = self.get_object()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        services.replace_image(product, serializer.validated_data["image"])
        return Response(ProductSerializer(product, context=self.get_serializer_context()).data)

    @extend_schema(responses={204: OpenApiResponse(description="The product has no image any more.")})
    @image.mapping.delete
    def delete_image(self, request, pk=None):
        services.replace_image(self.get_object(), None)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReviewViewSet(viewsets.ModelViewSet):
    """Reviews: one of each customer for a product."""

    queryset = Review.objects.select_related("author")
    lookup_value_regex = r"\d+"
    serializer_class = ReviewSerializer
    permission_classes = [IsAuthenticatedOrReadOnly, IsAuthorOrReadOnly]
    pagination_class = ReviewPagination
    filter_backends = [DjangoFilterBackend, SearchFilter, OrderingFilter]
    filterset_class = ReviewFilter
    search_fields = ["title", "body"]
    ordering_fields = ["created_at", "rating"]
    throttle_scope = "reviews"

    def get_throttles(self):
        return [ScopedRateThrottle()] if self.action == "create" else []
