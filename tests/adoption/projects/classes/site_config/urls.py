from django.conf import settings
from django.http import JsonResponse
from django.urls import path

urlpatterns = [path("", lambda request: JsonResponse({"stage": settings.STAGE, "debug": settings.DEBUG}))]
