"""Joining a society: from a shared link on a phone to an application handed in."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from members import applying
from members.account_forms import SignUpForm
from members.models import Admission, Application
from portal.ground.dates import today

from ..models import Society
from .join_page import JoinPage, invited_by_unit, way_in


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def society_join(request, code):
    """Visitors say who they are; who is signed in chooses a class, says what it asks and hands the application in."""
    society = get_object_or_404(Society.objects.select_related("organisation"), code=code)
    if society.is_dissolved_on(today()):
        return render(
            request, "societies/society_join_closed.html", {"society": society, "is_dissolved": True}, status=410
        )
    classes = list(applying.classes_offered(society.organisation, on=today()))
    admission = Admission.objects.filter(organisation=society.organisation, is_open=True).first()
    context = {"society": society, "classes": classes, "admission": admission}
    if not (classes and admission):
        return render(request, "societies/society_join_closed.html", context)
    if not request.user.is_authenticated:
        chosen = _chosen_class(request, classes, None)
        here, form = f"{request.path}?{_query(request, chosen)}", SignUpForm()
        form.fields["unit_name"].initial = invited_by_unit(request.GET.get("invited"))
        form.fields["unit_name"].required = True  # whoever only signs up may leave it out, whoever joins may not
        return render(request, "societies/society_join_visitor.html", context | {
            "chosen": chosen, "form": form, "here": here, "way": way_in(society.organisation),
        })  # fmt: skip
    return _join(request, context)


def _query(request, chosen):
    query = request.GET.copy()
    query["class"] = chosen.code
    return query.urlencode()


def _chosen_class(request, classes, application):
    """The class asked for in the form or the address, else that of the draft, else the first one."""
    asked = request.POST.get("member_class") or request.GET.get("class")
    drafted = application.member_class.code if application else None
    by_code = {one.code: one for one in classes}
    return by_code.get(asked) or by_code.get(drafted) or classes[0]


def _join(request, context):
    organisation, person = context["society"].organisation, request.user
    membership = applying.membership_on(organisation, person=person, on=today())
    if membership:
        return render(request, "societies/society_join_member.html", context | {"membership": membership})
    application = applying.open_application(organisation, person)
    if application and application.state == Application.State.SUBMITTED:
        return redirect("my_application", application.public_id)
    page = JoinPage(request, context["society"], _chosen_class(request, context["classes"], application), application)
    answer = page.answer() if request.method == "POST" else None
    return answer or render(request, "societies/society_join.html", context | page.context())
