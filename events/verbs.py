"""What the journal's verbs of events are called."""

WORDS = {
    "event.begun": "起草活动", "event.submitted": "提交活动", "event.withdrawn": "撤回活动", "event.passed": "活动审核通过",
    "event.returned": "退回活动", "event.published": "发布活动", "event.cancelled": "取消活动",
    "event.capacity_changed": "修改名额", "registration.made": "报名", "registration.cancelled": "取消报名",
    "registration.promoted": "候补递补", "registration.checked_in": "签到",
}  # fmt: skip
