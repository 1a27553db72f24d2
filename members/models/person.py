"""A human being and their account, one record for life."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ground.models import new_public_id
from portal.ground.naming import NameGrams

from ..standards import ETHNIC_GROUPS


class PersonManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save()
        return person

    def unfinished(self, phone):
        """A sign-up with this phone whose code was never entered, or None."""
        return self.filter(
            phone=phone, phone_verified_at=None, last_login=None, signed_up_at__isnull=False, merged_into=None
        ).first()  # fmt: skip

    def unfinished_by_email(self, email):
        """A sign-up with this address whose code was never entered, or None."""
        return self.filter(
            emailaddress__email=email, phone_verified_at=None, last_login=None, signed_up_at__isnull=False,
            merged_into=None,
        ).first()  # fmt: skip

    def get_by_natural_key(self, username):
        return self.get(username=username)


class Person(AbstractBaseUser):
    """A human being and their account, one record for life; imported people have no usable password."""

    FORGOTTEN = _("已注销用户")

    class Sex(models.TextChoices):
        FEMALE = "f", _("女")
        MALE = "m", _("男")

    class Education(models.TextChoices):
        POSTGRADUATE = "postgraduate", _("研究生")
        UNDERGRADUATE = "undergraduate", _("大学本科")
        COLLEGE = "college", _("大学专科")
        SECONDARY = "secondary", _("高中、中专")
        BASIC = "basic", _("初中及以下")

    class Degree(models.TextChoices):
        DOCTOR = "doctor", _("博士")
        MASTER = "master", _("硕士")
        BACHELOR = "bachelor", _("学士")
        NONE = "none", _("无学位")

    class FrontLine(models.TextChoices):
        ENTERPRISE = "enterprise", _("企业")
        RURAL = "rural", _("农村")
        UNIVERSITY = "university", _("高校")
        INSTITUTE = "institute", _("科研院所")
        SOCIAL = "social", _("社会事业（医院、中小学等）")
        OTHER = "other", _("其他基层一线")
        NONE = "none", _("不在基层一线")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机"), max_length=11, blank=True, db_index=True)
    email = models.EmailField(_("邮箱"), blank=True)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=2, choices=ETHNIC_GROUPS, blank=True, default="", db_default="")
    education = models.CharField(
        _("学历"), max_length=16, choices=Education.choices, blank=True, default="", db_default=""
    )
    degree = models.CharField(_("学位"), max_length=8, choices=Degree.choices, blank=True, default="", db_default="")
    unit = models.ForeignKey(
        "Unit", models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("单位")
    )
    unit_text = models.CharField(_("单位（自填）"), max_length=120, blank=True, default="", db_default="")
    region_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    position = models.CharField(_("职务"), max_length=40, blank=True, default="", db_default="")
    front_line = models.CharField(
        _("基层一线类别"), max_length=10, choices=FrontLine.choices, blank=True, default="", db_default=""
    )
    professional_title = models.CharField(_("职称"), max_length=40, blank=True)
    discipline = models.CharField(_("学科"), max_length=40, blank=True)
    confirmed_on = models.JSONField(default=dict, db_default={}, blank=True)  # field of the record → day it was said
    told_by = ArrayField(  # besides the notices on these pages
        models.CharField(max_length=8), default=list, db_default=[], blank=True, verbose_name=_("另外通知到")
    )
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False, db_default=False)
    active_since = models.DateTimeField(default=timezone.now, db_default=Now())
    signed_up_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # by themselves; after a time they are forgotten
    forgotten_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_records")
    died_on = models.DateField(_("离世日期"), null=True, blank=True)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("人员")
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], name="one_person_per_verified_phone", condition=Q(phone_verified_at__isnull=False)
            )
        ]
        indexes = [
            GinIndex(NameGrams("name"), name="person_by_name_grams"),
            GinIndex(NameGrams("unit_text"), name="person_by_unit_grams", condition=~Q(unit_text="")),
            models.Index(fields=["name", "id"], name="person_in_order"),
            models.Index(fields=["name", "born_on"], name="person_by_name_and_birth"),
        ]

    def __str__(self):
        return self.name
