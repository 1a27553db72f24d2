"""What everybody reads: the news, each column, one article, its pictures and files."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.ground import attachments
from portal.ground.dates import today
from portal.ground.lists import Listing
from portal.ground.models import Attachment
from portal.ground.pages import alone, same_for_visitors
from portal.ground.views import harmless

from .. import bodies, guides, post_rules, reads
from ..column_tree import Tree
from ..models import Column, Post
from ..post_lists import PublicPostFilter
from ..sharing import card_of, data_of

TEMPLATES = {Column.Kind.ARTICLE: "home/column.html", Column.Kind.GUIDE: "home/guides.html",
             Column.Kind.DOWNLOAD: "home/downloads.html"}  # fmt: skip
SIZES = ("small", "large")
PER_PAGE = 20
AN_HOUR = 3600


@login_not_required
@require_safe
@same_for_visitors
def news(request):
    """Everything in the portal's columns, newest first; what is pinned stands at the top."""
    tree = Tree.load()
    posts = Post.objects.on_portal(timezone.now()).filter(shown_in__in=tree.of_kind(Column.Kind.ARTICLE))
    return _list(request, "home/column.html", posts, tree=tree, column=None, name=_("资讯"))


@login_not_required
@require_safe
@same_for_visitors
def column_page(request, slug):
    """A column with those below it."""
    tree = Tree.load()
    column = tree.by_slug(slug)
    if column is None:
        raise Http404
    posts = Post.objects.on_portal(timezone.now()).filter(shown_in__in=tree.within(column))
    return _list(request, TEMPLATES[column.kind], posts, tree=tree, column=column, name=column.name)


def _list(request, template, posts, *, tree, column, name):
    posts = (
        posts.select_related("live", "organisation").defer("live__body").order_by("-is_pinned", "-published_at", "-pk")
    )
    listing = Listing(
        request, posts, (), filter_class=PublicPostFilter, name=name, may_export=False, per_page=PER_PAGE,
        keeps=f"posts:{column.pk if column else ''}",
    )  # fmt: skip
    context = {
        "listing": listing, "page": listing.page, "filter": listing.filter, "tree": tree, "column": column, "name": name,
    }  # fmt: skip
    if column is not None and column.kind != Column.Kind.ARTICLE:  # few, and drawn with what belongs to each
        context["rows"] = [line.row for line in listing.lines]
        _give_files(context["rows"])
    return render(request, template, context)


def _give_files(rows):
    """Each post with its files, all asked for at once."""
    wanted = [public_id for post in rows for public_id in post.live.files]
    kept = {one.public_id: one for one in Attachment.objects.filter(owner_kind="post", public_id__in=wanted)}
    for post in rows:
        post.kept_files = [kept[one] for one in post.live.files if one in kept]


def _public_post(public_id):
    posts = Post.objects.public(timezone.now()).select_related("live", "organisation__society", "shown_in__parent")
    return get_object_or_404(posts, public_id=public_id)


@login_not_required
@require_safe
@alone
def article(request, public_id):
    """One article: where it comes from, when, who answers for it; its files; those before and after it."""
    post = _public_post(public_id)
    _give_files([post])
    size = request.GET.get("size")
    return render(request, "home/article.html", {
        "post": post, "text": post.live, "size": size if size in SIZES else "",
        "facts": list(guides.lines(post.live.guide_facts)), "steps": list(guides.lines(post.live.guide_steps)),
        "card": card_of(request, post), "data": data_of(request, post), **_beside(post),
    })  # fmt: skip


@login_not_required
@csrf_exempt  # says nothing of anybody and changes nothing but a count; a token would need a cookie
@require_POST
def article_opened(request, public_id):
    """A browser says that it has opened the article."""
    if not Post.objects.public(timezone.now()).filter(public_id=public_id).exists():
        raise Http404
    reads.count(public_id, on=today())
    return HttpResponse(status=204)


def _beside(post):
    """The newest others in the column, and the ones published just before and after."""
    others = Post.objects.public(timezone.now()).filter(shown_in=post.shown_in).exclude(pk=post.pk)
    others = others.filter(is_on_portal=True) if post.is_on_portal else others.filter(organisation=post.organisation)
    others = others.select_related("live")
    at = post.published_at
    return {
        "newest": others.order_by("-published_at", "-pk")[:6],
        "earlier": others.filter(published_at__lt=at).order_by("-published_at", "-pk").first(),
        "later": others.filter(published_at__gt=at).order_by("published_at", "pk").first(),
    }


@login_not_required
@require_safe
def article_file(request, public_id, file_id):
    """A file of a published article, to be saved."""
    post = _public_post(public_id)
    if file_id not in post.live.files:
        raise Http404
    attachment = get_object_or_404(Attachment, owner_kind="post", public_id=file_id)
    file = attachments.path_of(attachment).open("rb")
    response = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    return harmless(response, seconds=0)


@login_not_required
@require_safe
def picture(request, file_id, size=""):
    """A picture of a published text; one of a text being worked on lies behind the gate of the desk."""
    attachment = _picture(file_id)
    posts = Post.objects.public(timezone.now()).select_related("live")
    post = posts.filter(public_id=post_rules.post_of(attachment.owner_id)).first()
    if post is not None and _shows(post.live, file_id):
        return _drawn(attachment, size, f"public, max-age={AN_HOUR}")
    if not attachments.may_read(getattr(request, "actor", None), attachment):
        raise Http404
    response = redirect(f"desk_{size or 'whole'}_picture", file_id)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def desk_picture(request, file_id, size=""):
    """A picture of a text being worked on, for whoever sees the post on the desk."""
    attachment = _picture(file_id)
    if not attachments.may_read(request.actor, attachment):
        raise Http404
    return _drawn(attachment, size, "private, no-store")


def _picture(file_id):
    return get_object_or_404(Attachment, owner_kind="post", public_id=file_id, content_type__startswith="image/")


def _drawn(attachment, size, kept):
    """The bytes that were drawn anew when the picture was kept, or those of its smaller copy."""
    path = attachments.preview_of(attachment) if size else attachments.path_of(attachment)
    content_type = "image/jpeg" if size else attachment.content_type
    response = harmless(FileResponse(path.open("rb"), content_type=content_type), seconds=0)
    response["Cache-Control"] = kept
    return response


def _shows(text, file_id):
    return file_id == text.lead_picture or file_id in bodies.pictures(text.body)
