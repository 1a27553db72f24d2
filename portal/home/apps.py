from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    verbose_name = "网上之家"

    def ready(self):
        from .registration import register  # noqa: PLC0415

        register()
