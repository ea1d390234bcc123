"""URLs of the catalogue. The view sets join one router in `legacy/urls.py`, which shows them at /api/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from legacy.catalog import views

router = SimpleRouter()
router.register("products", views.ProductViewSet)
router.register("reviews", views.ReviewViewSet)

urlpatterns = [
    path("categories/", views.CategoryList.as_view(), name="category-list"),
    path("categories/<int:pk>/", views.CategoryDetail.as_view(), name="category-detail"),
]
