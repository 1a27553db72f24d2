"""What the home adds to the settings of the portal: menu, friendly links, and the switch over comments."""

from django.conf import settings
from django.urls import reverse

from portal.ground.site import LINKS, SWITCH, Item

MENU = (
    ("首页", "front"), ("资讯", "news"), ("学会", "society_directory"), ("基层组织", "branch_directory"), ("科普活动", "event_directory"), ("组织覆盖情况", "coverage"),
    ("指标口径", "indicator_dictionary"),
)  # fmt: skip
FRIENDS = (("中国科学技术协会", "https://www.cast.org.cn/"), ("科普中国", "https://www.kepuchina.cn/"))


def _menu():
    return [{"title": title, "url": reverse(name)} for title, name in MENU]


def _friends():
    return [{"title": title, "url": url} for title, url in FRIENDS]


def _comments_open():
    return settings.PORTAL_COMMENTS_OPEN


ITEMS = (
    Item("menu", "菜单", "菜单和链接", LINKS, _menu, "一行一项：名称、空格、网址（本站页面写 / 开头的地址）。"),
    Item(
        "links",
        "友情链接",
        "菜单和链接",
        LINKS,
        _friends,
        "一行一项：名称、空格、网址。上级科协和常用网站，显示在首页和每一页的页脚。",
    ),
    Item(
        "comments_open", "开放评论", "开关", SWITCH, _comments_open, "关闭后，全站文章不能发表新评论，已有评论不显示。"
    ),
)
