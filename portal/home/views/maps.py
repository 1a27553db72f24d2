"""Where everything is: for people a page, for search engines a list of what is public."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import F, IntegerField
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.ground import finding, search, site
from portal.ground.dates import today
from portal.ground.pages import same_for_visitors

PER_PART = 10_000
CLOSED = ("/desk/", "/me/", "/accounts/", "/files/", "/api/", "/search/", "/elder/", "/people/")
# Title of a group, then (title of a page, name of its address).
GROUPS = (
    ("查询和办理", (("搜索", "search"), ("登记基层组织", "branch_new"), ("使用帮助", "help_index"), ("登录", "account_login"), ("注册", "account_signup"))),
    ("公开信息", (("资讯", "news"), ("学会", "society_directory"), ("基层组织", "branch_directory"), ("组织覆盖情况", "coverage"), ("指标口径", "indicator_dictionary"), ("开放接口", "api_docs"), ("订阅源（Atom）", "feed"))),
    ("规则和说明", ()),
)  # fmt: skip
TEXTS = (("用户服务协议", "terms"), ("个人信息保护说明", "privacy"))


@login_not_required
@require_safe
@same_for_visitors
def site_map(request):
    """Every way into the portal on one page."""
    groups = [{"title": "菜单", "links": site.value("menu")}]
    groups += [
        {"title": title, "links": [{"title": page, "url": reverse(name)} for page, name in pages]}
        for title, pages in GROUPS
    ]
    groups[-1]["links"] = [{"title": title, "url": reverse("consent_text", args=[kind])} for title, kind in TEXTS]
    groups.append({"title": "友情链接", "links": site.value("links")})
    return render(request, "home/site_map.html", {"groups": [group for group in groups if group["links"]]})


def _public():
    return finding.seen_by([search.PUBLIC], on=today())


@login_not_required
@require_safe
@same_for_visitors
def sitemap_index(request):
    """The parts of the list of public pages."""
    numbers = _public().annotate(part=Cast(F("id") / PER_PART, IntegerField())).values_list("part", flat=True)
    parts = [
        request.build_absolute_uri(reverse("sitemap_part", args=[part])) for part in sorted(set(numbers.distinct()))
    ]
    return render(request, "home/sitemap_index.xml", {"parts": parts}, content_type="application/xml")


@login_not_required
@require_safe
@same_for_visitors
def sitemap_part(request, part):
    """The public pages of one part."""
    if part > 1_000_000:
        raise Http404
    entries = _public().filter(id__gte=part * PER_PART, id__lt=(part + 1) * PER_PART).order_by("id")
    addresses = [request.build_absolute_uri(url) for url in entries.values_list("url", flat=True)]
    return render(request, "home/sitemap_part.xml", {"addresses": addresses}, content_type="application/xml")


@login_not_required
@require_safe
def robots(request):
    """What search engines leave alone, and where the list is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap_index'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
