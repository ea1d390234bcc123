from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "legacy.catalog"
    label = "catalog"
