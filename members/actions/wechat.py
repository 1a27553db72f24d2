"""A person's WeChat account: bound to their record, known again, taken away."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground.errors import Refused, require
from portal.ground.journal import record

from ..models import Actor, Person, WechatIdentity


@transaction.atomic
def bind_wechat(person, identity, *, by, now):
    """From now on this WeChat account lets the person in; one account is one person's, a person has one."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by.person.pk == person.pk)
    if WechatIdentity.objects.filter(person=person, app_id=identity.app_id, openid=identity.openid).exists():
        return person
    try:
        with transaction.atomic():
            bound = WechatIdentity.objects.create(
                person=person, app_id=identity.app_id, openid=identity.openid, unionid=identity.unionid,
                nickname=identity.nickname, bound_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        if "one_wechat_account_each" in str(error):
            raise Refused(_("您的账号已绑定另一个微信，请先解除绑定。")) from error
        raise Refused(_("这个微信已绑定另一个账号。")) from error
    record("wechat.bound", bound, by=by)
    return person


@transaction.atomic
def unbind_wechat(person, *, by):
    """WeChat lets the person in no more; Refused when it is the only way in they have."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by.person.pk == person.pk)
    has_address = EmailAddress.objects.filter(user=person, verified=True).exists()
    if not (person.phone_verified_at or has_address or person.has_usable_password()):
        raise Refused(_("解除绑定前请先核验手机号或电子邮箱，否则您就无法登录了。"))
    bound = list(WechatIdentity.objects.filter(person=person))
    if not bound:
        raise Refused(_("您的账号没有绑定微信。"))
    for identity in bound:
        record("wechat.unbound", identity, by=by)
        identity.delete()


def known_by_wechat(identity, *, now):
    """Who signs in with this WeChat account, or None; known by the other application, this one is noted as well."""
    found = (
        WechatIdentity.objects.filter(app_id=identity.app_id, openid=identity.openid).select_related("person").first()
    )
    if found:
        return found.person
    found = (
        identity.unionid and WechatIdentity.objects.filter(unionid=identity.unionid).select_related("person").first()
    )
    if not found:
        return None
    return bind_wechat(found.person, identity, by=Actor(found.person), now=now)
