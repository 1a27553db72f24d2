"""Accounts of the desk for the system administrator, and the journal for the audit administrator."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import journal
from portal.ground.addresses import address_of
from portal.ground.dates import local_day, today
from portal.ground.errors import Refused, require
from portal.ground.journal import history
from portal.ground.lists import Column, list_page
from portal.ground.models import JournalEntry, JournalSeal
from portal.ground.verbs import words_of

from .. import actions, rules
from ..forms import AccountForm
from ..lists import AccountFilter, JournalFilter
from ..models import Office, Person

ACCOUNT_COLUMNS = (
    Column("姓名", lambda person: person.name, "name", lambda person: address_of("account_detail", person.public_id)),
    Column("登录名", lambda person: person.username, "username"),
    Column("状态", lambda person: _("正常") if person.is_active else _("已停用"), "is_active",
           tag=lambda person: "ok" if person.is_active else "bad"),
    Column("最近登录", lambda person: local_day(person.last_login) if person.last_login else None, "last_login", kind="date"),
)  # fmt: skip
JOURNAL_COLUMNS = (
    Column("时间", lambda entry: timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"), "at", width=22),
    Column("经办人", lambda entry: entry.person.name if entry.person_id else _("系统"), "person__name"),
    Column("职务", lambda entry: entry.office, width=24),
    Column("事项", lambda entry: words_of(entry.verb), "verb", width=22),
    Column("对象", lambda entry: f"{entry.thing} {entry.thing_id}", width=30),
    Column("内容", lambda entry: "；".join(f"{key}={value}" for key, value in entry.detail.items()), width=50),
)


@require_safe
def account_list(request):
    """People who can sign in to the desk: those with a first password or an office."""
    require(rules.may_manage_accounts(request.actor))
    new = Person.objects.filter(must_change_password=True).values("pk")
    people = Person.objects.filter(pk__in=Office.objects.values("person").union(new))
    return list_page(
        request, "members/account_list.html", people.order_by("-is_active", "pk"), ACCOUNT_COLUMNS,
        name=_("账号"), filter_class=AccountFilter,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def account_form(request):
    """Make an account; its first password is shown once."""
    require(rules.may_manage_accounts(request.actor))
    form = AccountForm(request.POST or None)
    if form.is_valid():
        try:
            person, password = actions.create_account(**form.cleaned_data, by=request.actor)
        except Refused as refusal:
            form.add_error("username", str(refusal))
        else:
            return render(request, "members/account_created.html", {"person": person, "password": password})
    return render(request, "members/account_form.html", {"form": form})


@require_safe
def account_detail(request, public_id):
    """One account: its offices, whether it can sign in, what was done about it."""
    require(rules.may_manage_accounts(request.actor))
    person = get_object_or_404(Person, public_id=public_id)
    offices = person.offices.select_related("organisation").order_by("-start_on")
    return render(request, "members/account_detail.html", {
        "person": person, "held": offices, "history": history(person), "today": today(),
    })  # fmt: skip


@require_POST
def account_act(request, public_id, act):
    """Disable, enable, or have the second factor set up anew."""
    require(rules.may_manage_accounts(request.actor))
    person = get_object_or_404(Person, public_id=public_id)
    try:
        if act == "disable":
            actions.disable_account(person, by=request.actor)
            messages.success(request, _("已停用，已登录的会话随即失效。"))
        elif act == "enable":
            actions.enable_account(person, by=request.actor, now=timezone.now())
            messages.success(request, _("已启用。"))
        elif act == "reset-second-factor":
            actions.reset_second_factor(person, by=request.actor)
            messages.success(request, _("已重置，下次登录时重新设置动态口令。"))
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("account_detail", public_id)


@require_safe
def journal_list(request):
    """Who did what, newest first, and whether the journal is whole."""
    require(rules.may_read_journal(request.actor))
    entries = JournalEntry.objects.select_related("person").order_by("-id")
    return list_page(
        request, "members/journal_list.html", entries, JOURNAL_COLUMNS, name=_("操作日志"), filter_class=JournalFilter,
        last_seal=JournalSeal.objects.order_by("-number").first(),
    )  # fmt: skip


@require_POST
def journal_verify(request):
    """Check the whole chain now."""
    require(rules.may_read_journal(request.actor))
    faults = journal.verify()
    if faults:
        messages.error(request, "；".join(faults[:5]))
    else:
        messages.success(request, _("日志完整，没有发现改动。"))
    return redirect("journal_list")
