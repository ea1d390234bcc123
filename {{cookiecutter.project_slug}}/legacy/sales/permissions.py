from rest_framework.permissions import BasePermission


class IsCustomer(BasePermission):
    """Users with a customer profile. Others fill in theirs at /api/me/ first."""

    message = "Only customers can order. Fill in your address first."

    def has_permission(self, request, view):
        return hasattr(request.user, "customer")


class IsOrderOwner(BasePermission):
    message = "Only the customer can do this."

    def has_object_permission(self, request, view, obj):
        return obj.customer.user_id == request.user.pk
