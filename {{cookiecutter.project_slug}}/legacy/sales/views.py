from django.http import StreamingHttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from legacy.sales import exports, selectors, services
from legacy.sales.conditional import order_changed_at, order_etag
from legacy.sales.filters import OrderFilter
from legacy.sales.models import Order
from legacy.sales.pagination import OrderPagination
from legacy.sales.permissions import IsCustomer, IsOrderOwner
from legacy.sales.serializers import (
    OrderSerializer,
    PaymentSerializer,
    ProfileSerializer,
    ReportQuerySerializer,
    ReportSerializer,
)


class OrderViewSet(mixins.CreateModelMixin, mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Orders: customers see their own, staff see all. An order is never changed, only moved on."""

    queryset = Order.objects.all()
    lookup_value_regex = r"\d+"
    serializer_class = OrderSerializer
    permission_classes = [IsAuthenticated]
    pagination_class = OrderPagination
    filter_backends = [DjangoFilterBackend, SearchFilter, OrderingFilter]
    filterset_class = OrderFilter
    search_fields = ["lines__product_name", "note", "=customer__user__username"]
    ordering_fields = ["placed_at", "total"]

    def get_queryset(self):
        return selectors.orders_of(self.request.user).select_related("customer").prefetch_related("lines")

    def get_permissions(self):
        return [*super().get_permissions(), *([IsCustomer()] if self.action == "create" else [])]

    def perform_create(self, serializer):
        serializer.save(customer=self.request.user.customer)

    @method_decorator(condition(etag_func=order_etag, last_modified_func=order_changed_at))
    def retrieve(self, request, *args, **kwargs):
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(responses=OrderSerializer)
    @action(
        detail=True,
        methods=["post"],
        permission_classes=[IsAuthenticated, IsOrderOwner],
        serializer_class=PaymentSerializer,
    )
    def pay(self, request, pk=None):
        """Pay an order of one's own."""
        order = self.get_object()
        payment = self.get_serializer(data=request.data)
        payment.is_valid(raise_exception=True)
        return self._answer(services.pay_order(order, **payment.validated_data))

    @extend_schema(request=None, responses=OrderSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        """Cancel an order that has not been shipped."""
        return self._answer(services.cancel_order(self.get_object()))

    @extend_schema(request=None, responses=OrderSerializer)
    @action(detail=True, methods=["post"], permission_classes=[IsAdminUser])
    def ship(self, request, pk=None):
        """Send a paid order on its way."""
        return self._answer(services.ship_order(self.get_object()))

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(
        detail=False,
        permission_classes=[IsAdminUser],
        renderer_classes=[JSONRenderer, exports.CSVRenderer],
        pagination_class=None,
    )
    def export(self, request):
        """The orders that the filters leave, as CSV."""
        orders = self.filter_queryset(self.get_queryset())
        return StreamingHttpResponse(
            exports.orders_as_csv(orders),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="orders.csv"'},
        )

    def _answer(self, order):
        return Response(OrderSerializer(order, context=self.get_serializer_context()).data)


class SalesReport(APIView):
    """Orders and revenue by day or month, for staff."""

    permission_classes = [IsAdminUser]

    @extend_schema(parameters=[ReportQuerySerializer], responses=ReportSerializer)
    def get(self, request):
        query = ReportQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(selectors.sales_report(**query.validated_data))


@extend_schema(request=ProfileSerializer, responses=ProfileSerializer)
@api_view(["GET", "PATCH"])
@permission_classes([IsAuthenticated])
def me(request):
    """Who I am, and where my orders go."""
    if request.method == "GET":
        return Response(ProfileSerializer(request.user).data)
    serializer = ProfileSerializer(request.user, data=request.data, partial=True)
    serializer.is_valid(raise_exception=True)
    serializer.save()
    return Response(serializer.data)
