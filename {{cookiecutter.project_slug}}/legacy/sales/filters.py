import django_filters as filters

from legacy.catalog.models import Product
from legacy.sales.models import Order


class OrderFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=Order.Status.choices)
    placed_after = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="gte")
    placed_before = filters.IsoDateTimeFilter(field_name="placed_at", lookup_expr="lt")
    min_total = filters.NumberFilter(field_name="total", lookup_expr="gte")
    product = filters.ModelChoiceFilter(field_name="lines__product", queryset=Product.objects.all())

    class Meta:
        model = Order
        fields = ["status", "placed_after", "placed_before", "min_total", "product"]
