"""URLs of the legacy service: the API under /api/, the admin under /admin/."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.routers import DefaultRouter

from legacy.catalog.urls import router as catalog_router
from legacy.sales.urls import router as sales_router

router = DefaultRouter()
router.registry.extend(catalog_router.registry)
router.registry.extend(sales_router.registry)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api-auth/", include("rest_framework.urls")),
    path("api/token/", obtain_auth_token, name="token"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/schema/swagger/", SpectacularSwaggerView.as_view(url_name="schema"), name="swagger"),
    path("api/", include("legacy.catalog.urls")),
    path("api/", include("legacy.sales.urls")),
    path("api/", include(router.urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
