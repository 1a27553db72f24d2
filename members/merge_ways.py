"""How what lies on the ground floor, at members and in the parts we use goes when two records become one."""

from django.utils.translation import gettext_lazy as _

from . import merge_folds as folds
from . import merging


def register():
    """Called once, when the app is ready. What other transitions lock first comes first."""
    merging.folds(_("入会申请"), "members.Application.person", work=folds.applications)
    merging.folds(_("名册上的会籍"), "members.RosterClaim.person", work=folds.roster_claims)
    merging.folds(_("会籍"), "members.Membership.person", work=folds.memberships)
    merging.folds(_("任职"), "members.Office.person", work=folds.offices)
    merging.folds(_("证件"), "members.IdentityClaim.person", "members.IdentityMark.person", work=folds.papers)
    merging.moves(_("代为提交的申请"), "members.Application.applicant")
    merging.moves(_("同意和撤回"), "members.Consent.person", "members.Consent.given_by")
    merging.moves(_("监护关系"), "members.Guardianship.guardian", "members.Guardianship.child")
    merging.moves(_("代办登记"), "members.HelpedAccount.person")
    merging.moves(_("换号"), "members.PhoneRecovery.person")
    merging.moves(_("工作过的单位"), "members.Workplace.person")
    merging.moves(_("为单位会员联系"), "members.Delegate.person")
    merging.moves(_("替人代办"), "members.Deputy.person")
    merging.moves(_("办理过的审核"), "members.ReviewStep.decided_by")
    merging.moves(_("消息"), "ground.Delivery.person")
    merging.moves(_("上传的材料"), "ground.Attachment.uploaded_by")
    merging.moves(_("动态口令和通行密钥"), "mfa.Authenticator.user")
    merging.moves(_("以前并入的记录"), "members.Person.merged_into")
    merging.folds(_("微信登录"), "members.WechatIdentity.person", work=folds.wechat)
    merging.folds(_("登录邮箱"), "account.EmailAddress.user", work=folds.addresses)
    merging.folds(_("个人档案"), work=folds.record)
    merging.stays(
        _("经办记录和操作日志"),
        "ground.JournalEntry.person", "ground.ImportBatch.by", "ground.Report.requested_by",
        "members.Activity.filed_by", "members.CouncilMinutes.recorded_by", "members.DistinctPair.said_by",
        "members.Dues.confirmed_by", "members.Exit.recorded_by", "members.Expulsion.answered_by",
        "members.Expulsion.opened_by", "members.Renewal.asked_by", "members.Renewal.decided_by",
        "members.HelpedAccount.made_by", "members.Workforce.said_by",
        "members.IdentityCase.decided_by", "members.IdentityMark.given_by", "members.IdentityMark.ended_by",
        "members.PersonMerge.asked_by", "members.PersonMerge.confirmed_by", "members.PersonMerge.undone_by",
        "members.PhoneRecovery.asked_by", "members.PhoneRecovery.confirmed_by",
    )  # fmt: skip
    merging.stays(
        _("关于这两份记录的结论"),
        "members.PersonMerge.kept", "members.PersonMerge.merged", "members.DistinctPair.first", "members.DistinctPair.second",
    )  # fmt: skip
    merging.stays(_("打开的登录"), "usersessions.UserSession.user")
