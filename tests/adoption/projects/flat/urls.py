from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path, re_path

from notes import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", views.home),
    path("notes/", views.notes, name="notes"),
    path("notes/<int:pk>/", views.note, name="note"),
    path("boom/", views.boom),
    path("whoami/", views.whoami),
    path("connections/", views.connection_state),
    path("later/", views.later),
    path("stream/", views.stream),
]
urlpatterns += i18n_patterns(path("about/", views.about, name="about"), prefix_default_language=False)
urlpatterns += [re_path(r"^app/.*$", views.home)]
