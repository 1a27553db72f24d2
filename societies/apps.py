from django.apps import AppConfig


class SocietiesConfig(AppConfig):
    name = "societies"
    verbose_name = "学会"

    def ready(self):
        from .registration import register  # noqa: PLC0415

        register()
