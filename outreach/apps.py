from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "基层组织与覆盖"

    def ready(self):
        from members import reviews  # noqa: PLC0415
        from portal.ground import imports, reports  # noqa: PLC0415

        from . import activity_import, branch_import, freezing, models, receivers, register_import, rules  # noqa: PLC0415

        reports.register("coverage", build=freezing.build, publish=freezing.publish, may_read=rules.may_read_report)
        reviews.register(models.Branch, receivers.describe_branches)
        for name, title, module in (
            ("register", "单位名录", register_import),
            ("branches", "基层组织", branch_import),
            ("activities", "活动记录", activity_import),
        ):
            kind = imports.Kind(title, module.COLUMNS, module.plan, module.write, module.undo)
            imports.register(name, kind)
