# mypy: ignore-errors
"""The service's URLs without the ported views; their names stay, for `reverse`."""

from django.urls import path

from bridge.drf.legacy import ported
from legacy import urls

LEFT = ("admin/", "api-auth/", "^media/")

urlpatterns = [
    *(pattern for pattern in urls.urlpatterns if str(pattern.pattern).startswith(LEFT)),
    path("api/products/", ported, name="product-list"),
    path("api/products/<int:pk>/", ported, name="product-detail"),
    path("api/reviews/", ported, name="review-list"),
    path("api/orders/", ported, name="order-list"),
]
