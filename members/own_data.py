"""What members keeps about a person, as they are given it when they ask."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ground import attachments, personal
from portal.ground.dates import today
from portal.ground.models import Attachment, Delivery, ImportBatch, JournalEntry, Report
from portal.ground.personal import Part
from portal.ground.verbs import words_of

from . import applying, helping
from .actions import forgetting
from .askable import FIELDS
from .models import (
    Activity,
    Application,
    Consent,
    CouncilMinutes,
    Delegate,
    Deputy,
    DistinctPair,
    Dues,
    Exit,
    Expulsion,
    Guardianship,
    HelpedAccount,
    IdentityCase,
    IdentityClaim,
    IdentityMark,
    Membership,
    Office,
    Person,
    PersonMerge,
    PhoneRecovery,
    Renewal,
    ReviewStep,
    RosterClaim,
    WechatIdentity,
    Workforce,
    Workplace,
)
from .own_data_archive import asked_for

IN_OFFICE = "经办人记在所办的事里，本人办过的事见“我办过的事”"


def read(name):
    """A column read from the attribute, or the words of its choice."""
    return lambda row: getattr(row, f"get_{name}_display", lambda: getattr(row, name))()


def own(model, field="person", **order):
    """The rows of a model that name the person in this field."""
    return lambda person: model.objects.filter(**{field: person}).order_by("pk")


def _said(row):
    """What an application said when it was last handed in."""
    last = row.statements.kept().order_by("-round").first()
    return "；".join(f"{line['label']}：{line['text']}" for line in last.said) if last else ""


def _periods(row):
    return "；".join(
        f"{one.member_class} {one.start_on} 至 {one.end_on or '长期'}" for one in row.periods.order_by("start_on")
    )


def _papers(rows):
    found = attachments.of_each(applying.OWNER, [row.public_id for row in rows])
    return [file for files in found.values() for file in files]


def _consents(rows):
    found = attachments.of_each(helping.OWNER, [row.public_id for row in rows])
    return [file for files in found.values() for file in files]


def _looked_up(person):
    """Every time somebody saw the full number."""
    return JournalEntry.objects.filter(
        verb="phone.shown", thing=Person._meta.label_lower, thing_id=str(person.pk)
    ).select_related("person").order_by("id")  # fmt: skip


ME = Part(_("基本资料"), Person, lambda person: [person], (
    (_("登录名"), read("username")), (_("手机"), read("phone")), (_("手机核验时间"), read("phone_verified_at")),
    (_("邮箱"), read("email")),
    *((field.label, lambda person, field=field: field.show(person, today())) for field in FIELDS.values()),
    (_("另外通知到"), lambda person: "、".join(person.told_by)), (_("注册时间"), read("signed_up_at")),
    (_("建档时间"), read("joined_at")), (_("最近登录"), read("last_login")),
))  # fmt: skip
WAYS_IN = (
    Part(_("登录邮箱"), EmailAddress, own(EmailAddress, "user"), ((_("邮箱"), read("email")), (_("已验证"), read("verified"))),
         forgetting.delete),
    Part(_("登录保护"), Authenticator, own(Authenticator, "user"),
         ((_("种类"), read("type")), (_("添加时间"), read("created_at")), (_("最近使用"), read("last_used_at"))), forgetting.delete),
    Part(_("登录设备"), UserSession, own(UserSession, "user"),
         ((_("地址"), read("ip")), (_("浏览器"), read("user_agent")), (_("登录时间"), read("created_at")),
          (_("最近使用"), read("last_seen_at"))), forgetting.delete),
    Part(_("微信"), WechatIdentity, own(WechatIdentity), ((_("昵称"), read("nickname")), (_("绑定时间"), read("bound_at"))),
         forgetting.delete),
    Part(_("换手机号"), PhoneRecovery, own(PhoneRecovery),
         ((_("新手机号"), read("phone")), (_("状态"), read("state")), (_("依据"), read("evidence")), (_("提交时间"), read("made_at"))),
         forgetting.empty(phone="", evidence="")),
)  # fmt: skip
VOUCHED = (
    Part(_("同意和撤回的记录"), Consent, own(Consent),
         ((_("协议"), lambda row: row.text), (_("版本"), lambda row: row.text.version), (_("行为"), read("act")), (_("时间"), read("at")))),
    Part(_("代办登记"), HelpedAccount, own(HelpedAccount),
         ((_("登记的组织"), lambda row: row.organisation), (_("登记时间"), read("made_at")), (_("依据"), read("evidence")),
          (_("认领时间"), read("claimed_at"))), forgetting.helped, _consents),
    Part(_("记录合并"), PersonMerge,
         lambda person: PersonMerge.objects.filter(Q(kept=person) | Q(merged=person)).order_by("pk"),
         ((_("状态"), read("state")), (_("依据"), read("evidence")), (_("申请时间"), read("asked_at")), (_("合并时间"), read("done_at")),
          (_("撤销时间"), read("undone_at"))), forgetting.merges),
    Part(_("监护"), Guardianship, lambda person: Guardianship.objects.filter(Q(guardian=person) | Q(child=person)).order_by("pk"),
         ((_("监护人"), lambda row: row.guardian.name), (_("孩子"), lambda row: row.child.name), (_("关系"), read("relation")),
          (_("开始"), read("begun_at")), (_("结束"), read("ended_at")))),
    Part(_("实名标识"), IdentityMark, own(IdentityMark),
         ((_("标识"), read("kind")), (_("内容"), read("subject")), (_("依据"), read("evidence")), (_("确认时间"), read("given_at")),
          (_("撤销时间"), read("ended_at"))), forgetting.empty(subject="", evidence="")),
    Part(_("证件核验"), IdentityClaim, own(IdentityClaim),
         ((_("证件"), read("kind")), (_("尾号"), read("last_four")), (_("结果"), read("state")), (_("方式"), read("method")),
          (_("提交时间"), read("made_at")), (_("核对时间"), read("checked_at"))),
         forgetting.empty(name=str(Person.FORGOTTEN), digest="", last_four="", sealed="")),
)  # fmt: skip
BELONGING = (
    Part(_("任职"), Office, own(Office), ((_("职务"), str), (_("任职日期"), read("start_on")), (_("离任日期"), read("end_on")))),
    Part(_("工作单位"), Workplace, own(Workplace),
         ((_("单位"), lambda row: row.unit), (_("起"), read("start_on")), (_("止"), read("end_on"))), forgetting.delete),
    Part(_("替人代办"), Deputy, own(Deputy),
         ((_("代办"), str), (_("第一天"), read("start_on")), (_("最后一天"), read("last_day")), (_("事由"), read("reason")))),
    Part(_("入会申请"), Application,
         lambda person: Application.objects.filter(Q(person=person) | Q(applicant=person)).order_by("pk"),
         ((_("申请"), str), (_("状态"), read("state")), (_("提交时间"), read("submitted_at")), (_("办结时间"), read("decided_at")),
          (_("审核意见"), read("decision")), (_("填写的内容"), _said)), forgetting.applications, _papers),
    Part(_("会籍"), Membership, own(Membership),
         ((_("组织"), lambda row: row.organisation), (_("会员登记号"), read("number")), (_("原会员号"), read("former_number")),
          (_("入会时间"), read("admitted_at")), (_("会籍期间"), _periods))),
    Part(_("为单位会员联系"), Delegate, own(Delegate),
         ((_("学会"), lambda row: row.membership.organisation), (_("单位"), lambda row: row.membership.unit),
          (_("职务"), read("position")), (_("起"), read("start_on")), (_("止"), read("end_on"))),
         forgetting.empty(position="")),
    Part(_("续会"), Renewal, own(Renewal, "membership__person"),
         ((_("会籍"), lambda row: row.membership), (_("类别"), lambda row: row.member_class), (_("年限"), read("years")),
          (_("状态"), read("state")), (_("提交时间"), read("asked_at")), (_("意见"), read("remark")))),
    Part(_("会费"), Dues, own(Dues, "membership__person"),
         ((_("会籍"), lambda row: row.membership), (_("金额（元）"), read("amount")), (_("缴费日期"), read("paid_on")),
          (_("缴费方式"), read("means")), (_("确认时间"), read("confirmed_at")))),
    Part(_("会籍终止"), Exit, own(Exit, "membership__person"),
         ((_("会籍"), lambda row: row.membership), (_("方式"), read("kind")), (_("终止日期"), read("end_on")),
          (_("原因"), read("reason")), (_("撤销时间"), read("lifted_at"))), forgetting.empty(reason="", contact="")),
    Part(_("除名程序"), Expulsion, own(Expulsion, "membership__person"),
         ((_("会籍"), lambda row: row.membership), (_("状态"), read("state")), (_("事由"), read("grounds")),
          (_("本人陈述"), read("statement")), (_("理事会决定"), read("decision")), (_("申诉理由"), read("appeal")),
          (_("申诉结果"), read("result"))), forgetting.empty(grounds="", statement="", appeal="")),
    Part(_("学会名册上的记录"), RosterClaim, own(RosterClaim),
         ((_("学会"), read("society_name")), (_("原会员号"), read("former_number")), (_("会员类别"), read("member_class")),
          (_("入会日期"), read("joined_on")), (_("会费缴至"), read("paid_until")))),
)  # fmt: skip
DONE = (
    Part(_("消息"), Delivery, own(Delivery),
         ((_("标题"), lambda row: row.notice.subject), (_("内容"), lambda row: row.notice.text), (_("方式"), read("channel")),
          (_("时间"), read("sent_at"))), forgetting.notices),
    Part(_("上传的材料"), Attachment, own(Attachment, "uploaded_by"),
         ((_("材料"), read("label")), (_("文件名"), read("name")), (_("大小（字节）"), read("size")), (_("时间"), read("uploaded_at")))),
    Part(_("我办过的事"), JournalEntry, own(JournalEntry),
         ((_("时间"), read("at")), (_("事项"), lambda row: words_of(row.verb)), (_("职务"), read("office")))),
    Part(_("谁查看过我的手机号"), JournalEntry, _looked_up,
         ((_("时间"), read("at")), (_("查看人"), lambda row: row.office or row.person), (_("理由"), lambda row: row.detail.get("reason")))),
    Part(_("索取个人数据"), Report, asked_for,
         ((_("申请时间"), read("requested_at")), (_("状态"), read("state")))),
)  # fmt: skip


def looked_up(person):
    """Who saw the person's full phone number, newest first: journal entries with the office and the reason."""
    return _looked_up(person).order_by("-id")


def register():
    """Called once, when the app is ready."""
    personal.register(ME, *WAYS_IN, *VOUCHED, *BELONGING, *DONE)
    personal.exempt("工作人员的判断：两份记录不是同一人", DistinctPair)
    personal.exempt(IN_OFFICE, ImportBatch, Activity, IdentityCase, CouncilMinutes, ReviewStep, Workforce)
