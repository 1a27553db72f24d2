from django.apps import AppConfig
from django.core.signals import request_finished
from django.db.models.signals import post_migrate


class GroundConfig(AppConfig):
    name = "portal.ground"
    label = "ground"
    verbose_name = "底层"

    def ready(self):
        from . import checks  # noqa: F401, PLC0415
        from .attachments import settle  # noqa: PLC0415
        from .database import grant_application_role  # noqa: PLC0415

        post_migrate.connect(grant_application_role, dispatch_uid="grant_application_role")
        request_finished.connect(settle, dispatch_uid="settle_attachments")
