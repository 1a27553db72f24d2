"""WeChat accounts people sign in with."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .person import Person


class WechatIdentity(models.Model):
    """A person as one WeChat application knows them; the unionid is the same in all applications of a portal."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="wechat_identities")
    app_id = models.CharField(max_length=40)
    openid = models.CharField(max_length=64)
    unionid = models.CharField(max_length=64, blank=True)
    nickname = models.CharField(_("微信昵称"), max_length=60, blank=True)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["app_id", "openid"], name="one_person_per_wechat_openid"),
            models.UniqueConstraint(fields=["person", "app_id"], name="one_wechat_account_each"),
            ExclusionConstraint(
                name="one_person_per_wechat_unionid",
                expressions=[("unionid", RangeOperators.EQUAL), ("person", RangeOperators.NOT_EQUAL)],
                condition=~Q(unionid=""),
            ),
        ]
