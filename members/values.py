"""Dated values of members as they ship, each with its source."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.ground.dated import Kind

SHIPPED = (
    Kind("age.guardian", _("由监护人同意的年龄（不满）"), _("周岁"), Decimal(14), _("个人信息保护法 第三十一条"), Decimal(1), Decimal(18)),
    Kind("age.adult", _("成年年龄"), _("周岁"), Decimal(18), _("民法典 第十七条"), Decimal(14), Decimal(21)),
    Kind("recovery.hours", _("代办换号的等待期"), _("小时"), Decimal(72), _("系统默认，给原号码持有人提出异议的时间"), Decimal(1), Decimal(720)),
    Kind("recovery.days", _("换号受理号的有效期"), _("天"), Decimal(7), _("系统默认"), Decimal(1), Decimal(60)),
    Kind("identity.tries", _("一天内可提交证件的次数"), _("次"), Decimal(3), _("系统默认，防止用本站试探他人证件号"), Decimal(1), Decimal(20)),
    Kind("deputy.days", _("一次请人代办最长"), _("天"), Decimal(90), _("系统默认，更久的应办理工作移交"), Decimal(1), Decimal(366)),
    Kind("review.escalation", _("审核超期后转交上一级"), _("个工作日"), Decimal(2), _("系统默认，超期提醒经办人之后"), Decimal(0), Decimal(30)),
    Kind("statement.years", _("未入会的申请内容保存"), _("年"), Decimal(3), _("个人信息保护法 第十九条：保存期限为实现目的所必要的最短时间"), Decimal(1), Decimal(30)),
    Kind("notice.days", _("消息保存"), _("天"), Decimal(365), _("系统默认，超过后删除，办理结果另有记录"), Decimal(30), Decimal(3650)),
    Kind("own_data.days", _("索取的个人数据保存待下载"), _("天"), Decimal(7), _("系统默认"), Decimal(1), Decimal(30)),
    Kind("account.days", _("注销后保留个人信息"), _("天"), Decimal(30), _("系统默认，处理争议所必要的最短时间（个人信息保护法 第十九条、第四十七条）"), Decimal(0), Decimal(3650)),
    Kind("helped.slip_days", _("代办账号认领单的有效期"), _("天"), Decimal(90), _("系统默认"), Decimal(1), Decimal(365)),
    Kind("merge.undo_days", _("合并人员记录后可以撤销的期限"), _("天"), Decimal(30), _("系统默认"), Decimal(1), Decimal(365)),
    Kind("membership.window", _("会籍到期前多少天起可以续会"), _("天"), Decimal(60), _("系统默认，学会可以另定"), Decimal(0), Decimal(365)),
    Kind("membership.grace", _("会籍到期后的宽限期"), _("天"), Decimal(90), _("系统默认，学会可以另定"), Decimal(0), Decimal(730)),
    Kind("expulsion.hearing", _("除名前听取本人陈述的时间"), _("工作日"), Decimal(10), _("系统默认，参照学会章程示范文本关于除名的程序"), Decimal(3), Decimal(60)),
    Kind("expulsion.appeal", _("对除名决定提出申诉的时间"), _("工作日"), Decimal(15), _("系统默认"), Decimal(5), Decimal(120)),
    Kind("expulsion.answer", _("科协答复除名申诉的时间"), _("工作日"), Decimal(30), _("系统默认"), Decimal(5), Decimal(120)),
)  # fmt: skip
