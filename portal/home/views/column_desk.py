"""Columns on the desk: the tree, one column's form, and what each column published."""

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import rules as people
from members.models import Organisation
from portal.ground.dates import today
from portal.ground.errors import Refused, require

from .. import actions, post_rules
from ..column_tree import Tree
from ..models import Column, Post
from ..post_forms import ColumnForm


@require_safe
def column_list(request):
    """The tree with posters, reviews and how much each column holds."""
    require(people.may_see_offices(request.actor))
    kinds = dict(Organisation.Kind.choices)
    tree, figures = Tree.load(), _figures()
    rows = []
    for column, depth in tree.in_order():
        column.depth, column.figures = depth, figures.get(column.pk, {})
        column.posters_said = "、".join(str(kinds[kind]) for kind in column.posters)
        rows.append(column)
    return render(request, "home/column_list.html", {
        "rows": rows, "may_edit": post_rules.may_edit_columns(request.actor), "year": today().year,
    })  # fmt: skip


def _figures():
    """Key of a column → what is public, published this year, under way, and when something was published last."""
    year = timezone.localtime().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    public = Q(live__isnull=False)
    counted = Post.objects.order_by().values("column").annotate(
        public=Count("pk", filter=public), this_year=Count("pk", filter=public & Q(published_at__gte=year)),
        under_way=Count("pk", filter=Q(state__in=["submitted", "returned", "approved", "scheduled"])),
        newest=Max("published_at", filter=public),
    )  # fmt: skip
    return {one["column"]: one for one in counted}


@require_http_methods(["GET", "HEAD", "POST"])
def column_form(request, slug=None):
    """A new column, or another name, place, posters or review for one."""
    require(post_rules.may_edit_columns(request.actor))
    column = get_object_or_404(Column, slug=slug) if slug else None
    form = ColumnForm(request.POST or None, instance=column)
    if column:
        form.fields["slug"].disabled = True
    if form.is_valid():
        how = {"by": request.actor, "now": timezone.now()}
        try:
            if column:
                actions.change_column(column, **form.cleaned_data, **how)
            else:
                actions.add_column(**form.cleaned_data, **how)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存，新提交的稿件按新的设置办理。"))
            return redirect("column_list")
    return render(request, "home/column_form.html", {"form": form, "column": column})


@require_POST
def column_act(request, slug, act):
    """Close a column, or open it again."""
    column = get_object_or_404(Column, slug=slug)
    acts = {
        "close": (actions.close_column, _("已停用，不再接收稿件。")),
        "reopen": (actions.reopen_column, _("已恢复。")),
    }
    if act not in acts:
        raise Http404
    run, said = acts[act]
    try:
        run(column, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("column_list")
