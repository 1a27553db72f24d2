from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "基层组织与覆盖"

    def ready(self):
        from members import reviews  # noqa: PLC0415
        from portal.ground import attachments, dated, imports, reports  # noqa: PLC0415

        from . import (  # noqa: PLC0415  # noqa: PLC0415
            activity_import,
            branch_import,
            freezing,
            history_import,
            models,
            receivers,
            register_import,
            rules,
            values,
        )

        reports.register("coverage", build=freezing.build, publish=freezing.publish, may_read=rules.may_read_report)
        attachments.register("branch", may_read=rules.may_read_papers, may_change=rules.may_bring_papers)
        attachments.register("activity", may_read=rules.may_read_photos, may_change=rules.may_bring_photos)
        dated.register(*values.SHIPPED)
        reviews.register(models.Branch, receivers.describe_branches)
        for name, title, module in (
            ("register", "单位名录", register_import),
            ("branches", "基层组织", branch_import),
            ("activities", "活动记录", activity_import),
            ("history", "历史季度数字", history_import),
        ):
            kind = imports.Kind(title, module.COLUMNS, module.plan, module.write, module.undo)
            imports.register(name, kind)
