"""Accounts of the desk: made by the system administrator, disabled when idle, opened again, second factor renewed."""

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from portal.ground import search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import findable, notifications, rules
from ..models import Office, Person

IDLE = timedelta(days=90)


@transaction.atomic
def create_account(*, username, name, phone, email, by):
    """A person who can sign in; returns (person, first password), to be handed over by word and changed at once."""
    require(rules.may_manage_accounts(by))
    password = secrets.token_urlsafe(9)
    try:
        with transaction.atomic():
            person = Person.objects.create_user(
                username, password, name=name, phone=phone, email=email, must_change_password=True
            )
    except IntegrityError as error:
        raise Refused(_("登录名“%(name)s”已有人使用。") % {"name": username}) from error
    record("account.created", person, by=by)
    return person, password


@transaction.atomic
def disable_account(person, *, by):
    """Nobody signs in with it until it is enabled again; open sessions end with it."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(rules.may_manage_accounts(by))
    if person.pk == by.person.pk:
        raise Refused(_("不能停用自己的账号。"))
    if not person.is_active:
        raise Refused(_("该账号已经停用。"))
    person.is_active = False
    person.save(update_fields=["is_active"])
    record("account.disabled", person, by=by)
    search.refresh(findable.KIND, [person.pk])
    return person


@transaction.atomic
def enable_account(person, *, by, now):
    """Open a disabled account again; its idle time counts anew from `now`."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(rules.may_manage_accounts(by))
    if person.is_active:
        raise Refused(_("该账号正在使用，不需要启用。"))
    if person.closed_at:
        raise Refused(_("该账号已由本人注销，不能启用。"))
    person.is_active, person.active_since = True, now
    person.save(update_fields=["is_active", "active_since"])
    record("account.enabled", person, by=by)
    search.refresh(findable.KIND, [person.pk])
    return person


@transaction.atomic
def reset_second_factor(person, *, by):
    """Somebody lost their phone: the next sign-in sets the second factor up anew."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(rules.may_manage_accounts(by))
    if person.pk == by.person.pk:
        raise Refused(_("不能重置自己的动态口令，请由另一位系统管理员办理。"))
    count, _by_model = Authenticator.objects.filter(user=person).delete()
    if not count:
        raise Refused(_("该账号还没有设置动态口令。"))
    record("account.second_factor_reset", person, by=by)
    return person


@transaction.atomic
def disable_idle_accounts(*, now):
    """Disable desk accounts nobody used for 90 days; returns how many. The security administrators are told."""
    officers = Office.objects.on(local_day(now)).filter(organisation__kind="association")
    used = Greatest(Coalesce("last_login", "active_since"), "active_since")
    idle = (
        Person.objects.select_for_update(of=("self",))
        .filter(pk__in=officers.values("person"), is_active=True).annotate(used=used).filter(used__lt=now - IDLE)
    )  # fmt: skip
    people = list(idle)
    for person in people:
        person.is_active = False
        person.save(update_fields=["is_active"])
        record("account.disabled", person, by=None, reason=_("超过 90 天没有登录"))
    if people:
        search.refresh(findable.KIND, [person.pk for person in people])
        notifications.accounts_disabled(people, now=now)
    return len(people)
