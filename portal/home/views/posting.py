"""The desk of posts: the list, a new one, and the page on which a text is worked on."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import reviews
from portal.ground.dates import local_day
from portal.ground.errors import Refused, cleaned, require
from portal.ground.lists import list_page
from portal.ground.models import Attachment

from .. import actions, bodies, post_rules
from ..models import Post, PostRemark
from ..post_forms import BeginForm, FilesForm, PostForm
from ..post_lists import POST_COLUMNS, PostFilter

# The editor sets styles on what it draws; nothing else on this page may, and scripts stay as strict as everywhere.
EDITOR_POLICY = {"style-src": [SELF, UNSAFE_INLINE]}


def visible_post(request, public_id):
    """The post, or 404 for a stranger."""
    return get_object_or_404(post_rules.visible_posts(request.actor), public_id=public_id)


@require_safe
def post_list(request):
    """Every post this office sees, those saved last first."""
    posts = post_rules.visible_posts(request.actor).order_by("-saved_at", "-pk")
    return list_page(
        request, "home/post_list.html", posts, POST_COLUMNS, name=_("稿件"), filter_class=PostFilter,
        may_write=post_rules.writes(request.actor),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request):
    """A title and a column make a draft."""
    require(post_rules.writes(request.actor))
    organisation = request.actor.office.organisation
    form = BeginForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        try:
            post = actions.begin_post(organisation, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("post_edit", post.public_id)
    return render(request, "home/post_new.html", {"form": form, "organisation": organisation})


@csp_update(EDITOR_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request, public_id):
    """Work on the text: 保存 keeps it, 提交审核 hands it in; a text somebody else saved meanwhile is shown beside."""
    post = visible_post(request, public_id)
    if not post_rules.may_edit_post(request.actor, post):
        raise PermissionDenied
    if request.method != "POST" and post.state not in Post.EDITABLE:
        return redirect("post_detail", public_id)
    form = PostForm(request.POST or None, post=post, initial={"body": bodies.as_typed(post.body)})
    if form.is_valid():
        try:
            post = actions.save_post(post, **form.typed(), by=request.actor, now=timezone.now())
        except actions.Stale as stale:
            return _stale(request, form, stale)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, post)
    if request.headers.get("X-Autosave"):
        return JsonResponse({"said": _("有内容需要修改，没有自动保存。")}, status=400)
    return _editor(request, post, form)


def _saved(request, post):
    if request.headers.get("X-Autosave"):
        at = timezone.localtime(post.saved_at)
        return JsonResponse({"revision": post.revision, "said": _("%(time)s 已自动保存") % {"time": f"{at:%H:%M}"}})
    if "submit" not in request.POST:
        messages.success(request, _("已保存。"))
        return redirect("post_edit", post.public_id)
    try:
        actions.submit_post(post, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, _("已保存，还不能提交：%(reason)s") % {"reason": refusal})
        return redirect("post_edit", post.public_id)
    step = reviews.waiting(post)
    day = f"{step.due_on.month}月{step.due_on.day}日"
    messages.success(request, _("已提交，%(step)s将在 %(day)s 前办理。") % {"step": step.name, "day": day})
    return redirect("post_detail", post.public_id)


def _stale(request, form, stale):
    """Theirs is kept in the database, mine in the form; saved once more, mine counts."""
    if request.headers.get("X-Autosave"):
        return JsonResponse({"said": str(stale)}, status=409)
    mine = form.typed()
    changed = bodies.compare(
        f"{stale.post.title}\n{bodies.plain(stale.post.body)}", f"{mine['title']}\n{bodies.plain(bodies.clean(mine['body']))}"
    )  # fmt: skip
    form.data = form.data.copy()
    form.data["revision"] = stale.post.revision
    form.add_error(None, str(stale))
    return _editor(request, stale.post, form, theirs=stale.post, changed=changed)


def _editor(request, post, form, **more):
    kept = list(Attachment.objects.filter(owner_kind="post", owner_id__startswith=f"{post.public_id}:").order_by("pk"))
    by_id = {one.public_id: one for one in kept}
    files = [by_id[one] for one in post.files if one in by_id]
    returned = reviews.returned(post) if post.state == Post.State.RETURNED else None
    remarks = PostRemark.objects.filter(post=post, round=returned.round) if returned else PostRemark.objects.none()
    return render(request, "home/post_edit.html", {
        "post": post, "form": form, "files": files, "files_form": FilesForm(),
        "pictures": [one for one in kept if one.is_picture and one not in files], "returned": returned,
        "remarks": remarks.select_related("by").order_by("pk"), "saved_on": local_day(post.saved_at), **more,
    })  # fmt: skip


@require_POST
def post_upload(request, public_id, kind):
    """Pictures and files from the editor's page: for the body, to lead, or to be downloaded."""
    post = visible_post(request, public_id)
    as_json = bool(request.headers.get("X-Editor"))
    try:
        kept = _keep(request, post, kind)
    except Refused as refusal:
        if as_json:
            return JsonResponse({"said": str(refusal)}, status=400)
        messages.error(request, str(refusal))
    else:
        if as_json:
            return JsonResponse({"pictures": [f"/pictures/{one.public_id}/" for one in kept]})
        messages.success(request, _("已上传。"))
    return redirect("post_edit", public_id)


def _keep(request, post, kind):
    """The attachments kept; a lead picture is one, the others as many as were chosen."""
    uploads = cleaned(FilesForm(request.POST, request.FILES))["files"]
    how = {"by": request.actor, "now": timezone.now()}
    if kind == "files":
        actions.bring_files(post, uploads, **how)
        return []
    if kind == "lead":
        return [actions.bring_lead_picture(post, uploads[0], **how)]
    return [actions.bring_picture(post, upload, **how) for upload in uploads]


@require_POST
def post_take_out(request, public_id, file_id):
    """Take a picture or file out of the text being worked on."""
    post = visible_post(request, public_id)
    try:
        actions.take_out_file(post, file_id, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已去掉。"))
    return redirect("post_edit", public_id)
