from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "人员与组织"

    def ready(self):
        from . import receivers  # noqa: F401, PLC0415
        from .registration import register  # noqa: PLC0415

        register()
