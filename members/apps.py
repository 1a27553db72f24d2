from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "人员与组织"

    def ready(self):
        from portal.ground import imports, verbs  # noqa: PLC0415

        from . import people_import as people  # noqa: PLC0415
        from . import receivers  # noqa: F401, PLC0415
        from .verbs import WORDS  # noqa: PLC0415

        verbs.register(WORDS)
        imports.register("people", imports.Kind("人员", people.COLUMNS, people.plan, people.write, people.undo))
