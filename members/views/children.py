"""A guardian's children, and one's own agreements."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import dated
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned

from .. import actions, ages, findable
from ..askable import FIELDS, record_of
from ..child_forms import ChildForm, EndForm, HandOverForm
from ..consents import missing, standing
from ..gate import MUST_CONSENT
from ..models import ConsentText, Person
from ..profile import ProfileForm

OF_A_CHILD = ("name", "sex", "born_on", "ethnicity", "unit", "region")


def _children(request):
    running = request.user.children.running().order_by("begun_at")
    return Person.objects.filter(pk__in=running.values("child"))


@require_http_methods(["GET", "HEAD", "POST"])
def my_children(request):
    """The children one answers for, and the form to enter another."""
    form = ChildForm(request.POST or None)
    if form.is_valid():
        try:
            child = actions.register_child(request.user, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记%(name)s。") % {"name": child.name})
            return redirect("my_child", child.public_id)
    day = today()
    return render(request, "members/my_children.html", {
        "children": [(child, ages.age_on(child.born_on, day)) for child in _children(request)], "form": form,
        "age": ages.guardian_age(day), "source": dated.kind_of("age.guardian").source,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def my_child(request, public_id):
    """One child's record and what was agreed to for it."""
    child = get_object_or_404(_children(request), public_id=public_id)
    form = ProfileForm(child, OF_A_CHILD, request.POST or None, optional=("sex", "ethnicity", "unit", "region"))
    form.fields["unit"].label, form.fields["region"].label = _("学校"), _("学校所在地")
    for key in ("unit", "region"):
        form.fields[key].help_text = form.fields[key].help_text.removeprefix(str(FIELDS[key].help))
    if form.is_valid():
        try:
            actions.confirm_profile(child, form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect("my_child", public_id)
    day = today()
    return render(request, "members/my_child.html", {
        "child": child, "form": form, "age": ages.age_on(child.born_on, day),
        "is_grown": not ages.needs_guardian(child.born_on, on=day), "hand_over": HandOverForm(),
        "end": EndForm(auto_id="end_%s"), "others": child.guardians.running().exclude(guardian=request.user).count(),
        "limit": ages.guardian_age(day),
        "record": [known for known in record_of(child, on=day) if known.key in OF_A_CHILD],
        "consents": standing(child, ConsentText.OF_CHILDREN, on=day),
    })  # fmt: skip


@require_POST
def hand_child_over(request, public_id):
    """The young person's own number or address, at which they take the record over."""
    child = get_object_or_404(_children(request), public_id=public_id)
    form = HandOverForm(request.POST)
    try:
        actions.hand_child_over(child, **cleaned(form), by=request.actor, now=timezone.now())
        messages.success(
            request, _("已通知%(name)s。本人用这个号码或邮箱和姓名注册，就接管了记录。") % {"name": child.name}
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_child", public_id)


@require_POST
def end_guardianship(request, public_id):
    """No longer the child's guardian."""
    child = get_object_or_404(_children(request), public_id=public_id)
    try:
        actions.end_guardianship(
            request.user, child, **cleaned(EndForm(request.POST)), by=request.actor, now=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("my_child", public_id)
    messages.success(request, _("您不再是%(name)s的监护人。") % {"name": child.name})
    return redirect("my_children")


@require_POST
def child_consent(request, public_id, kind, act):
    """Agree to one purpose for the child, or take it back."""
    child = get_object_or_404(_children(request), public_id=public_id)
    run = {"give": actions.give_child_consent, "withdraw": actions.withdraw_child_consent}.get(act)
    if run is None or kind not in ConsentText.OF_CHILDREN:
        raise Http404
    try:
        run(child, kind, by=request.actor, now=timezone.now())
        messages.success(request, _("已同意。") if act == "give" else _("已撤回。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_child", public_id)


@require_safe
def my_consents(request):
    """What one agreed to, in which version and when, and what waits for an answer."""
    day = today()
    return render(request, "members/my_consents.html", {
        "consents": standing(request.user, ConsentText.OF_ADULTS, on=day),
        "is_found": findable.people(on=day).filter(pk=request.user.pk).exists(),
        "required": ConsentText.REQUIRED, "is_stopped": bool(request.session.get(MUST_CONSENT)),
    })  # fmt: skip


@require_POST
def own_consent(request, kind, act):
    """Agree, or take it back; without the texts everybody agrees to nothing else can be done."""
    run = {"give": actions.give_consent, "withdraw": actions.withdraw_consent}.get(act)
    if run is None or kind not in ConsentText.OF_ADULTS:
        raise Http404
    try:
        run(request.user, kind, by=request.actor, now=timezone.now())
        messages.success(request, _("已同意。") if act == "give" else _("已撤回。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    request.session[MUST_CONSENT] = bool(missing(request.user, on=today()))
    return redirect("my_consents")
