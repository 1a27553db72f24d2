"""What the journal's verbs of events are called."""

WORDS = {
    "event.begun": "起草活动", "event.submitted": "提交活动", "event.withdrawn": "撤回活动", "event.passed": "活动审核通过",
    "event.returned": "退回活动", "event.published": "发布活动", "event.cancelled": "取消活动",
    "event.capacity_changed": "修改名额", "registration.made": "报名", "registration.cancelled": "取消报名",
    "filing.made": "活动备案", "dossier.begun": "填写结项材料", "dossier.submitted": "提交结项材料",
    "dossier.passed": "结项材料审核通过", "dossier.accepted": "结项材料通过备案", "dossier.returned": "退回结项材料",
    "event.entered": "计入活动台账",
    "registration.promoted": "候补递补", "registration.checked_in": "签到",
}  # fmt: skip
