"""The online home: posts, comments and their moderation, search, the front page, each person's own page."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    verbose_name = "网上之家"

    def ready(self):
        from . import receivers  # noqa: F401, PLC0415
        from .registration import register  # noqa: PLC0415

        register()
