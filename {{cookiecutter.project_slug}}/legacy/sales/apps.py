from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "legacy.sales"
    label = "sales"
