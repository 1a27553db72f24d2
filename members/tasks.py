"""The clock's way into members: one call each, harmless twice."""

from celery import shared_task
from django.utils import timezone

from portal.ground.locks import alone

from . import actions


@shared_task
def disable_idle_accounts():
    alone("disable-idle-accounts", lambda: actions.disable_idle_accounts(now=timezone.now()))


@shared_task
def forget_unfinished_sign_ups():
    alone("forget-unfinished-sign-ups", lambda: actions.forget_unfinished_sign_ups(now=timezone.now()))


@shared_task
def forget_old_statements():
    alone("forget-old-statements", lambda: actions.forget_old_statements(now=timezone.now()))


@shared_task
def remind_reviewers():
    now = timezone.now()
    alone("remind-reviewers", lambda: (actions.remind_reviewers(now=now), actions.escalate_overdue_reviews(now=now)))


@shared_task
def tell_of_grown_children():
    alone("tell-of-grown-children", lambda: actions.tell_of_grown_children(now=timezone.now()))


@shared_task
def forget_closed_accounts():
    alone("forget-closed-accounts", lambda: actions.forget_closed_accounts(now=timezone.now()))


@shared_task
def forget_old_notices():
    alone("forget-old-notices", lambda: actions.forget_old_notices(now=timezone.now()))


@shared_task
def erase_untaken_data():
    alone("erase-untaken-data", lambda: actions.erase_untaken_data(now=timezone.now()))


@shared_task
def remind_members():
    alone("remind-members", lambda: actions.remind_members(now=timezone.now()))


@shared_task
def check_identities():
    actions.check_identities(now=timezone.now())


@shared_task
def finish_recoveries():
    now = timezone.now()
    alone("finish-recoveries", lambda: (actions.finish_recoveries(now=now), actions.forget_open_recoveries(now=now)))
