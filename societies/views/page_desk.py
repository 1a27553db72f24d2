"""A society's page on its officers' desk: written, handed in, looked at beside what is shown, taken back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import reviews
from portal.ground import acts
from portal.ground.comparing import compare
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import history

from .. import actions, rules
from ..models import PageVersion
from ..page_forms import ContactsForm, PageForm, ReturnForm
from .desk import desk_society

State = PageVersion.State
LIFE = (("draft", "编写"), ("submitted", "复核"), ("approved", "公开"))


@require_http_methods(["GET", "HEAD", "POST"])
def page_edit(request, code):
    """The text of the page: kept as a draft, or handed in at once."""
    society = desk_society(request, code)
    require(rules.may_edit_page(request.actor, society, on=today()))
    version = society.versions.filter(state__in=PageVersion.OPEN).select_related("written_by").first()
    form = PageForm(request.POST or None, initial=_initial(version or society))
    if form.is_valid():
        try:
            version = actions.save_page(society, form.cleaned_data, by=request.actor, now=timezone.now())
            if "submit" in request.POST:
                actions.submit_page(version, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("已提交，复核通过后公开。") if "submit" in request.POST else _("草稿已保存。")
            messages.success(request, said)
            return redirect("page_version", code, version.number)
    return render(request, "societies/page_edit.html", {"society": society, "form": form, "version": version})


def _initial(said):
    return {name: getattr(said, name) for name in PageVersion.FIELDS} | {"disciplines": "、".join(said.disciplines)}


@require_http_methods(["GET", "HEAD", "POST"])
def contacts_edit(request, code):
    """How the society is reached: shown at once."""
    society = desk_society(request, code)
    require(rules.may_edit_page(request.actor, society, on=today()))
    shown = {name: getattr(society, name) for name in ContactsForm.base_fields}
    form = ContactsForm(request.POST or None, initial=shown)
    if form.is_valid():
        try:
            actions.change_contacts(society, form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("联系方式已更新，公众现在就能看到。"))
            return redirect("page_versions", code)
    return render(request, "societies/contacts_edit.html", {"society": society, "form": form})


@require_safe
def page_versions(request, code):
    """Every version, the newest first, and what may be done now."""
    society = desk_society(request, code)
    versions = society.versions.select_related("written_by").order_by("-number")
    return render(request, "societies/page_versions.html", {
        "society": society, "versions": versions, "history": history(society),
        "may_edit": rules.may_edit_page(request.actor, society, on=today()),
    })  # fmt: skip


@require_safe
def page_version(request, code, number):
    """One version beside the approved one before it, with the decision that is due for this office."""
    version = _version(request, code, number)
    before = version.society.versions.filter(state=State.APPROVED, number__lt=number).order_by("-number").first()
    step = reviews.waiting(version) if version.state == State.SUBMITTED else None
    return render(request, "societies/page_version.html", {
        "society": version.society, "version": version, "before": before, "step": step, "life": LIFE,
        "parts": [(label, compare(*_texts(before, version, name))) for name, label in _labels()],
        "may_decide": bool(step) and reviews.may_decide(request.actor, step, applicant_id=version.written_by_id),
        "may_edit": rules.may_edit_page(request.actor, version.society, on=today()),
        "returned": reviews.returned(version) if version.state == State.RETURNED else None, "history": history(version),
    })  # fmt: skip


def _version(request, code, number):
    society = desk_society(request, code)
    return get_object_or_404(society.versions.select_related("written_by", "society__organisation"), number=number)


def _labels():
    return [(name, PageVersion._meta.get_field(name).verbose_name) for name in PageVersion.FIELDS]


def _texts(before, version, name):
    """What the earlier and this version say in a field, as text."""
    for one in (before, version):
        value = getattr(one, name) if one else ""
        yield "、".join(value) if isinstance(value, list) else value


@require_POST
def page_act(request, code, number, act):
    """Hand in, decide or take back one version; a refusal is shown where it was asked."""
    return acts.answer(ACTS, act, request, _version(request, code, number), "page_version", code, number)


def _submit(request, version):
    actions.submit_page(version, by=request.actor, now=timezone.now())
    return _("已提交，复核通过后公开。")


def _pass(request, version):
    version = actions.pass_page(version, by=request.actor, now=timezone.now())
    return _("已通过，公众现在看到的是这一版。") if version.state == State.APPROVED else _("已通过，转交下一步。")


def _return(request, version):
    actions.return_page(version, **cleaned(ReturnForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已退回，编写人会收到修改意见。")


def _withdraw(request, version):
    actions.withdraw_page(version, by=request.actor, now=timezone.now())
    return _("已撤回，公众看到的内容没有变化。")


ACTS = {"submit": _submit, "pass": _pass, "return": _return, "withdraw": _withdraw}
