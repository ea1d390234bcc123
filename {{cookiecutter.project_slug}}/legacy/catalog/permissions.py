from rest_framework.permissions import SAFE_METHODS, BasePermission


class IsStaffOrReadOnly(BasePermission):
    """Everybody reads, staff writes."""

    def has_permission(self, request, view):
        return request.method in SAFE_METHODS or bool(request.user and request.user.is_staff)


class IsAuthorOrReadOnly(BasePermission):
    """Everybody reads, the author writes, and staff may delete."""

    message = "Only its author may change a review."

    def has_object_permission(self, request, view, obj):
        return (
            request.method in SAFE_METHODS
            or obj.author_id == request.user.pk
            or (request.method == "DELETE" and request.user.is_staff)
        )
