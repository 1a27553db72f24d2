"""One's own record: seen, corrected, confirmed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.ground.dates import today
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry

from .. import actions
from ..askable import FIELDS, record_of
from ..marks import marks_of
from ..profile import ProfileForm


@require_safe
def my_record(request):
    """What the portal knows of the person who looks, since when, and who looked at their phone."""
    looked = JournalEntry.objects.filter(verb="phone.shown", thing="members.person", thing_id=str(request.user.pk))
    return render(request, "members/my_record.html", {
        "person": request.user, "record": record_of(request.user, on=today()), "marks": marks_of(request.user),
        "looked": looked.select_related("person").order_by("-id")[:20],
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def my_record_form(request):
    """Every field at once; only the name has to be there."""
    form = ProfileForm(request.user, FIELDS, request.POST or None, optional=set(FIELDS) - {"name"})
    if form.is_valid():
        try:
            actions.confirm_profile(request.user, form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。以后办事时会自动填好，您核对一下就行。"))
            return redirect("my_record")
    return render(request, "members/my_record_form.html", {"form": form})
