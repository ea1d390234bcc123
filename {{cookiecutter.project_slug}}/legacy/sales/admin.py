from django.contrib import admin

from legacy.errors import Conflict
from legacy.sales import services
from legacy.sales.models import Customer, Order, OrderLine


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    list_display = ["__str__", "city", "country", "newsletter", "created_at"]
    list_filter = ["country", "newsletter"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__first_name", "user__last_name", "user__email", "city"]
    autocomplete_fields = ["user"]
    readonly_fields = ["created_at"]


class OrderLineInline(admin.TabularInline):
    model = OrderLine
    fields = readonly_fields = ["product", "product_name", "unit_price", "quantity", "total"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    """Orders are placed through the API, where stock is taken; here they are looked at and sent off."""

    list_display = ["id", "customer", "status", "total", "placed_at", "paid_at"]
    list_filter = ["status", "customer__country"]
    list_select_related = ["customer__user"]
    search_fields = ["reference", "customer__user__username", "customer__user__email", "lines__product_name"]
    date_hierarchy = "placed_at"
    fields = ["reference", "customer", "status", "note", "total", "preparation_time", "placed_at", "paid_at"]
    readonly_fields = ["reference", "customer", "status", "total", "preparation_time", "placed_at", "paid_at"]
    inlines = [OrderLineInline]
    actions = ["ship"]

    def has_add_permission(self, request):
        return False

    @admin.action(description="Ship the selected orders")
    def ship(self, request, queryset):
        shipped = 0
        for order in queryset:
            try:
                services.ship_order(order)
            except Conflict as error:
                self.message_user(request, f"{order}: {error}", "warning")
            else:
                shipped += 1
        self.message_user(request, f"{shipped} orders are on their way.")
