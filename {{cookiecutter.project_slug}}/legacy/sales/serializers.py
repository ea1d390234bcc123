from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework import serializers

from legacy.catalog.models import Product
from legacy.sales import services
from legacy.sales.models import Customer, Order, OrderLine
from legacy.sales.selectors import PERIODS

MAX_REPORT_DAYS = 366


class OrderLineSerializer(serializers.ModelSerializer):
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.filter(is_active=True))
    total = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True)

    class Meta:
        model = OrderLine
        fields = ["product", "product_name", "unit_price", "quantity", "total"]
        read_only_fields = ["unit_price"]

    def validate_product(self, product):
        if not product.is_on_sale:
            raise serializers.ValidationError("This product is not on sale yet.")
        return product


class OrderSerializer(serializers.ModelSerializer):
    lines = OrderLineSerializer(many=True, allow_empty=False)
    ready_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Order
        fields = [
            "id",
            "reference",
            "customer",
            "status",
            "note",
            "lines",
            "total",
            "preparation_time",
            "ready_at",
            "placed_at",
            "paid_at",
            "updated_at",
        ]
        read_only_fields = ["customer", "status"]

    def validate_lines(self, lines):
        products = [line["product"] for line in lines]
        if len(set(products)) < len(products):
            raise serializers.ValidationError("Each product may stand in one line only.")
        return lines

    def create(self, validated_data):
        return services.place_order(**validated_data)


class PaymentSerializer(serializers.Serializer):
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)


class CustomerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = ["phone", "street", "postal_code", "city", "country", "newsletter", "created_at"]
        read_only_fields = ["created_at"]


class ProfileSerializer(serializers.ModelSerializer):
    """A user with their customer profile, which is null until they fill it in."""

    customer = CustomerSerializer(required=False, allow_null=True)

    class Meta:
        model = User
        fields = ["id", "username", "first_name", "last_name", "email", "is_staff", "customer"]
        read_only_fields = ["username", "is_staff"]

    def validate_customer(self, customer):
        """Refuse to clear a profile, or to begin one with a part of it."""
        field = self.fields["customer"]
        if customer is None:
            field.fail("null")
        if not hasattr(self.instance, "customer"):
            missing = [name for name, child in field.fields.items() if child.required and name not in customer]
            if missing:
                raise serializers.ValidationError({name: ["This field is required."] for name in missing})
        return customer

    def update(self, instance, validated_data):
        return services.update_profile(instance, **validated_data)


class ReportQuerySerializer(serializers.Serializer):
    """The last thirty days, unless told otherwise."""

    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)
    group = serializers.ChoiceField(choices=PERIODS, default="day")

    def validate(self, attrs):
        end = attrs.setdefault("end", timezone.localdate())
        start = attrs.setdefault("start", end - timedelta(days=29))
        if start > end:
            raise serializers.ValidationError({"end": ["The end is before the start."]})
        if (end - start).days >= MAX_REPORT_DAYS:
            raise serializers.ValidationError(f"A report covers {MAX_REPORT_DAYS} days at most.")
        return attrs


class ReportPeriodSerializer(serializers.Serializer):
    period = serializers.DateField()
    orders = serializers.IntegerField()
    revenue = serializers.FloatField()


class BestsellerSerializer(serializers.Serializer):
    product = serializers.IntegerField()
    sku = serializers.CharField()
    name = serializers.CharField()
    sold = serializers.IntegerField()


class ReportSerializer(serializers.Serializer):
    """What the report looks like, for the schema: the view answers a plain dict."""

    start = serializers.DateField()
    end = serializers.DateField()
    orders = serializers.IntegerField()
    revenue = serializers.FloatField()
    average_time_to_payment = serializers.CharField(allow_null=True, help_text="In seconds.")
    periods = ReportPeriodSerializer(many=True)
    bestsellers = BestsellerSerializer(many=True)
