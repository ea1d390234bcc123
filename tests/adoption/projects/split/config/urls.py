from django.urls import include, path
from rest_framework.routers import DefaultRouter
from shelf.views import BookViewSet, entries

router = DefaultRouter()
router.register("books", BookViewSet)
urlpatterns = [path("api/", include(router.urls)), path("entries/", entries)]
