"""Columns and the reviews of posts as they ship, each with its source; a city changes them on the desk."""

from datetime import date

from members.models import Office, Organisation

from .models import Column

T = Office.Title
VALID_FROM = date(2000, 1, 1)
SOURCE = "信息发布“三审三校”通行做法"
STAFF = [T.OFFICIAL, T.STATISTICIAN, T.SECRETARY_GENERAL]
HEADS = [T.SECRETARY_GENERAL, T.PARTY_SECRETARY, T.CHAIR, T.VICE_CHAIR]
OFFICERS = [
    T.PRESIDENT, T.VICE_PRESIDENT, T.SECRETARY_GENERAL, T.ASSISTANT, T.PARTY_SECRETARY, T.CHAIR, T.VICE_CHAIR,
    T.OFFICIAL, T.BRANCH_SECRETARY, T.HOSPITAL_HEAD, T.SCHOOL_HEAD, T.AGRO_HEAD,
]  # fmt: skip
OWN, TYPO = "post_own", "post_typo"
REVIEWS = {
    "post": "门户稿件（三审）", "post_short": "门户稿件（一次审核）", OWN: "本组织主页稿件", TYPO: "稿件勘误",
}  # fmt: skip
# kind → name, titles, scope, working days of each step
STEPS = {
    "post": (("初审", STAFF, "city", 2), ("复审", STAFF, "city", 2), ("终审", HEADS, "city", 2)),
    "post_short": (("审核", STAFF + HEADS[1:], "city", 2),),
    OWN: (("审核", OFFICERS, "own", 3),),
    TYPO: (("复核", STAFF + HEADS[1:], "city", 1),),
}
A, S, B = Organisation.Kind.ASSOCIATION, Organisation.Kind.SOCIETY, Organisation.Kind.BRANCH
K, R = Column.Kind, Column.Review
# slug, name, parent's slug, kind, description, who may post, review
COLUMNS = (
    ("news", "新闻", None, K.ARTICLE, "市科协、学会和基层组织的新闻", [A], R.FULL),
    ("work", "工作动态", "news", K.ARTICLE, "市科协和区（市、县）科协的工作", [A], R.FULL),
    ("societies", "学会动态", "news", K.ARTICLE, "各学会的学术交流、换届和服务", [A, S], R.FULL),
    ("grassroots", "基层动态", "news", K.ARTICLE, "企业、园区、高校、乡镇和社区科协的活动", [A, B], R.FULL),
    ("notices", "通知公告", None, K.ARTICLE, "征集、申报、公示和会议通知", [A, S], R.FULL),
    ("science", "科普文章", None, K.ARTICLE, "科技工作者写给大家的科学", [A, S, B], R.FULL),
    ("people", "人物风采", None, K.ARTICLE, "身边的科技工作者和学会", [A, S, B], R.FULL),
    ("policies", "政策文件", None, K.ARTICLE, "与科技工作者和学会有关的政策", [A], R.FULL),
    ("guides", "办事指南", None, K.GUIDE, "一件事怎么办、带什么、多久办好", [A], R.FULL),
    ("downloads", "下载中心", None, K.DOWNLOAD, "表格、范本和资料", [A], R.SHORT),
)


def shipped_steps():
    """Field values of the steps of every review of posts, version 1."""
    for kind, steps in STEPS.items():
        for order, (name, titles, scope, days) in enumerate(steps, 1):
            yield {"kind": kind, "valid_from": VALID_FROM, "order": order, "name": name, "titles": titles,
                   "scope": scope, "working_days": days, "source": SOURCE}  # fmt: skip


def ship_columns(column):
    """Save the columns through this model; those above come first."""
    saved = {None: None}
    for order, (slug, name, parent, kind, description, posters, review) in enumerate(COLUMNS, 1):
        saved[slug] = column.objects.create(
            slug=slug, name=name, parent=saved[parent], kind=kind, description=description, posters=posters,
            review=review, order=order * 10,
        )  # fmt: skip
