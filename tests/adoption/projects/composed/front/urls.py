import threading

from django.http import HttpResponse
from django.urls import path


def thread(request):
    return HttpResponse(f"{request.META['SCRIPT_NAME']} {threading.current_thread().name}")


urlpatterns = [path("", thread), path("thread/", thread)]
