import django_filters as filters

from legacy.catalog.models import Category, Product, Review


class ProductFilter(filters.FilterSet):
    category = filters.ModelChoiceFilter(queryset=Category.objects.all(), to_field_name="slug")
    min_price = filters.NumberFilter(field_name="price", lookup_expr="gte")
    max_price = filters.NumberFilter(field_name="price", lookup_expr="lte")
    in_stock = filters.BooleanFilter(method="filter_in_stock", label="In stock")
    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Product
        fields = ["category", "min_price", "max_price", "in_stock", "updated_since"]

    def filter_in_stock(self, queryset, name, value):
        return queryset.filter(stock__gt=0) if value else queryset.filter(stock=0)


class ReviewFilter(filters.FilterSet):
    rating = filters.MultipleChoiceFilter(choices=[(number, str(number)) for number in range(1, 6)])
    author = filters.CharFilter(field_name="author__username")

    class Meta:
        model = Review
        fields = ["product", "rating", "author"]
