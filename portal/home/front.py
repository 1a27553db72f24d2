"""What the front page tells: figures with their source, news, societies and branches; only what there is."""

from django.utils import timezone

from members.models import Membership, Person
from outreach import published
from outreach.models import Branch
from portal.ground import site
from portal.ground.dates import today
from societies.models import Society

from .column_tree import Tree
from .models import Post

NOTICES, WORK, SCIENCE, GUIDES, DOWNLOADS = "notices", "news", "science", "guides", "downloads"
PEOPLE = "people"
MANY, FEW = 7, 3


def blocks():
    """Everything the page shows, worked out at once for everybody."""
    report, tree = published.latest_published(), Tree.load()
    told = list(_posts().filter(is_featured=True)[:FEW])
    return {
        "figures": list(_figures()), "report": report,
        "headline": published.headline(report)[:1] if report else [],
        "tiles": published.county_tiles(report) if report else [],
        "lead": told[0] if told else None, "also": told[1:], "columns": [column for column in (_column(tree, slug, MANY, told) for slug in (NOTICES, WORK)) if column],
        "science": _column(tree, SCIENCE, FEW, told), "people": _column(tree, PEOPLE, FEW + 1, told),
        "links": site.value("links"),
        "service": [column for column in (_column(tree, slug, MANY, told) for slug in (GUIDES, DOWNLOADS)) if column],
    }  # fmt: skip


def _posts():
    shown = Post.objects.on_portal(timezone.now()).select_related("live", "organisation", "shown_in")
    return shown.order_by("-is_pinned", "-published_at", "-pk")


def _column(tree, slug, most, told):
    """A column with its newest posts, or None when it has none; what leads the page is told once."""
    column = tree.by_slug(slug)
    posts = _posts().filter(shown_in__in=tree.within(column)) if column else Post.objects.none()
    posts = list(posts.exclude(pk__in=[post.pk for post in told])[:most])
    return {"column": column, "posts": posts} if posts else None


def _figures():
    """(name of the page behind it, count, what it counts); what there is none of is left out."""
    day = today()
    members = Membership.objects.on(day).filter(person__isnull=False).values("person").distinct().count()
    counts = (
        ("society_directory", members, "学会会员（人）"),
        ("society_directory", Society.objects.on(day).count(), "市级学会"),
        ("branch_directory", Branch.objects.on(day).count(), "基层科协组织"),
        ("society_directory", Person.objects.filter(phone_verified_at__isnull=False, is_active=True).count(), "注册科技工作者"),
    )  # fmt: skip
    for name, count, what in counts:
        if count:
            yield {"name": name, "count": count, "what": what}
