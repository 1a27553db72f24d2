from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "科普活动"

    def ready(self):
        from .registration import register  # noqa: PLC0415

        register()
