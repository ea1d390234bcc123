from rest_framework import serializers

from legacy.catalog import services
from legacy.catalog.models import Category, Product, Review

MAX_IMAGE_BYTES = 2 * 1024 * 1024


class CategorySerializer(serializers.ModelSerializer):
    product_count = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Category
        fields = ["id", "name", "slug", "parent", "product_count"]

    def validate_parent(self, parent):
        if self.instance and parent and services.is_within(parent, self.instance):
            raise serializers.ValidationError("A category can't stand within itself.")
        return parent


class ProductSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="product-detail")
    category = serializers.SlugRelatedField(slug_field="slug", queryset=Category.objects.all())
    rating = serializers.FloatField(read_only=True, default=None, allow_null=True)
    review_count = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Product
        fields = [
            "url",
            "id",
            "sku",
            "name",
            "description",
            "category",
            "price",
            "stock",
            "weight_kg",
            "attributes",
            "preparation_time",
            "image",
            "is_active",
            "available_from",
            "rating",
            "review_count",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["image", "created_at"]

    def validate_attributes(self, attributes):
        if not isinstance(attributes, dict) or not all(isinstance(value, str) for value in attributes.values()):
            raise serializers.ValidationError("Expected an object whose values are strings.")
        return attributes

    def validate(self, attrs):
        """An active product has a price, whether this request sets the one or the other."""
        is_active = attrs.get("is_active", getattr(self.instance, "is_active", True))
        price = attrs.get("price", getattr(self.instance, "price", None))
        if is_active and price == 0:
            raise serializers.ValidationError("An active product needs a price above zero.")
        return attrs


class ProductImageSerializer(serializers.ModelSerializer):
    image = serializers.ImageField()

    class Meta:
        model = Product
        fields = ["image"]

    def validate_image(self, image):
        if image.size > MAX_IMAGE_BYTES:
            raise serializers.ValidationError("The image is larger than 2 MB.")
        return image


class LowStockQuerySerializer(serializers.Serializer):
    threshold = serializers.IntegerField(min_value=0, max_value=1000, default=5)


class ReviewSerializer(serializers.ModelSerializer):
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.filter(is_active=True))
    author = serializers.HiddenField(default=serializers.CurrentUserDefault())
    author_name = serializers.CharField(source="author.get_username", read_only=True)

    class Meta:
        model = Review
        fields = [
            "id",
            "product",
            "author",
            "author_name",
            "rating",
            "title",
            "body",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["created_at"]

    def validate_product(self, product):
        if self.instance and product != self.instance.product:
            raise serializers.ValidationError("A review stays with its product.")
        return product

    def create(self, validated_data):
        return services.add_review(**validated_data)
