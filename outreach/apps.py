from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "基层组织与覆盖"

    def ready(self):
        from . import receivers  # noqa: F401, PLC0415
        from .registration import register  # noqa: PLC0415

        register()
