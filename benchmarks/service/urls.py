"""The benchmark's paths in front of the project's own."""

from django.urls import include, path

from benchmarks.service import views

urlpatterns = [
    path("bench/products/<int:pk>/", views.ProductDetail.as_view()),
    path("bench/products/", views.ProductList.as_view()),
    path("bench/catalogue/", views.Catalogue.as_view()),
    path("bench/page/", views.ProductPage.as_view()),
    path("bench/alerts/", views.AlertCreate.as_view()),
    path("bench/me/", views.Me.as_view()),
    path("bench/legacy/products/", views.ProductList.as_view()),
    path("bench/legacy/blob/", views.blob),
    path("bench/legacy/stream/", views.stream),
    path("", include("urls")),
]
