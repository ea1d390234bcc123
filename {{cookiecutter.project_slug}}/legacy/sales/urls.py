"""URLs of the sales. The view set joins one router in `legacy/urls.py`, which shows it at /api/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from legacy.sales import views

router = SimpleRouter()
router.register("orders", views.OrderViewSet)

urlpatterns = [
    path("me/", views.me, name="me"),
    path("reports/sales/", views.SalesReport.as_view(), name="sales-report"),
]
