"""A poster that invites to join, to be pinned on a board or sent into a chat."""

import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from portal.ground.papers.typesetting import typeset

from .qr import qr_svg

HERE = Path(__file__).parent
LONGEST = 76
LONGEST_CITY = 5
SHARPNESS = 96
SHARED = 100


def poster(society, classes, *, members, address, form):
    """`address` is what the code leads to; the bytes as pdf or png, and the characters no font could draw."""
    return typeset(
        HERE / "poster.typ",
        _content(society, classes, members),
        pictures={"qr.svg": qr_svg(address)},
        form=form,
        ppi=SHARPNESS,
    )


def share_picture(society, *, members):
    """What a chat shows beside a link to the society's page."""
    content = {"portal": settings.PORTAL["name"], "society": str(society), "figures": _figures(society, members)}
    return typeset(HERE / "share.typ", content, form="png", ppi=SHARED)


def _figures(society, members):
    founded = [[str(society.founded_on.year), _("年成立")]] if society.founded_on else []
    return [*founded, [f"{members:,}", _("名会员")]] if members else founded


def _content(society, classes, members):
    contact = [f"{label}：{text}" for label, text in ((_("电话"), society.phone), (_("邮箱"), society.email)) if text]
    return {
        "portal": settings.PORTAL["name"], "society": str(society), "title": _("诚邀您加入"), **_called(society), "about": about(society),
        "figures": _figures(society, members), "steps_title": _("三步入会"),
        "steps": [_("微信扫码，填手机号和姓名"), _("选会员类别，提交申请"), _("审核通过，领取电子会员证")],
        "classes": [one.name for one in classes][:6], "scan": _("扫一扫，申请入会"), "scan_note": _("手机上一分钟就能填完"),
        "contact": contact, "address": f"{_('地址')}：{society.address}" if society.address else "",
    }  # fmt: skip


def _called(society):
    """The name in two parts, so that the city stands small above what the society is about."""
    city, mark, rest = str(society).partition("市")
    return (
        {"city": city + mark, "name": rest}
        if rest and len(city) <= LONGEST_CITY
        else {"city": "", "name": str(society)}
    )


def about(society):
    """The first sentences of the introduction, as many as a poster has room for."""
    first = society.introduction.strip().split("\n")[0]
    kept = ""
    for sentence in re.findall(r"[^。！？]+[。！？]?", first):
        if kept and len(kept) + len(sentence) > LONGEST:
            break
        kept += sentence
    return kept if len(kept) <= LONGEST * 1.5 else kept[:LONGEST] + "…"
