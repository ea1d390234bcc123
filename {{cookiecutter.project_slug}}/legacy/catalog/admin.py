from django.contrib import admin
from django.db.models import Count

from legacy.catalog.models import Category, Product, Review, StockAlert


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "parent", "product_count"]
    list_select_related = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(product_count=Count("products"))

    @admin.display(ordering="product_count")
    def product_count(self, category):
        return category.product_count


class ReviewInline(admin.TabularInline):
    model = Review
    fields = ["author", "rating", "title", "body"]
    autocomplete_fields = ["author"]
    extra = 0


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["sku", "name", "category", "price", "stock", "is_active", "updated_at"]
    list_display_links = ["sku", "name"]
    list_editable = ["price", "stock"]
    list_filter = ["is_active", "category"]
    list_select_related = ["category"]
    search_fields = ["sku", "name"]
    autocomplete_fields = ["category"]
    readonly_fields = ["created_at", "updated_at"]
    inlines = [ReviewInline]
    actions = ["activate", "deactivate"]

    @admin.action(description="Show and sell the selected products")
    def activate(self, request, queryset):
        self.message_user(request, f"{queryset.update(is_active=True)} products are active now.")

    @admin.action(description="Hide the selected products")
    def deactivate(self, request, queryset):
        self.message_user(request, f"{queryset.update(is_active=False)} products are hidden now.")


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ["title", "rating", "product", "author", "created_at"]
    list_filter = ["rating"]
    list_select_related = ["product", "author"]
    search_fields = ["title", "body", "product__name", "author__username"]
    autocomplete_fields = ["product", "author"]
    date_hierarchy = "created_at"


@admin.register(StockAlert)
class StockAlertAdmin(admin.ModelAdmin):
    list_display = ["email", "product", "created_at"]
    list_select_related = ["product"]
    search_fields = ["email", "product__name", "product__sku"]
    autocomplete_fields = ["product"]
