"""The steps and papers of a branch's founding as they ship, each with its source; a city changes them on the desk."""

from datetime import date

from .models import Branch, PaperRule

REVIEW = "branch"
VALID_FROM = date(2000, 1, 1)
SOURCE = "区级企业科协组建办法（2021年）"
STEPS = (
    ("初审", ["official", "statistician"], 10),
    ("批复", ["secretary_general", "party_secretary", "chair", "vice_chair"], 10),
)
K, S = Branch.Kind, PaperRule.Stage
FULL = (
    (S.APPLICATION, "① 申请报告", True), (S.APPLICATION, "② 申请表", True), (S.APPLICATION, "③ 章程", True),
    (S.APPLICATION, "④ 会员名册", True), (S.FOUNDING, "⑤ 选举结果报告", True),
)  # fmt: skip
PLACE = (
    (S.APPLICATION, "① 申请报告", True), (S.APPLICATION, "② 申请表", True), (S.APPLICATION, "③ 章程", False),
    (S.APPLICATION, "④ 会员名册", False), (S.APPLICATION, "“五有”照片（牌子、场所、制度等）", False),
    (S.FOUNDING, "⑤ 选举结果报告", True),
)  # fmt: skip
SHORT = (
    (S.APPLICATION, "会员名册", False),
    (S.APPLICATION, "民政登记证书", False),
    (S.FOUNDING, "成立情况照片", False),
)
PAPERS = dict.fromkeys(Branch.Kind.values, FULL) | {
    K.TOWNSHIP: PLACE, K.SUBDISTRICT: PLACE, K.COMMUNITY: PLACE, K.RURAL: SHORT, K.MAKER: SHORT,
}  # fmt: skip


def shipped_steps():
    """Field values of the review's steps, version 1."""
    for order, (name, titles, days) in enumerate(STEPS, 1):
        yield {"kind": REVIEW, "valid_from": VALID_FROM, "order": order, "name": name, "titles": titles,
               "scope": "county", "working_days": days, "source": SOURCE}  # fmt: skip


def shipped_papers():
    """Field values of the papers asked of every kind of branch, version 1."""
    for kind, papers in PAPERS.items():
        for order, (stage, label, is_required) in enumerate(papers, 1):
            yield {"kind": kind, "valid_from": VALID_FROM, "order": order, "stage": stage, "label": label,
                   "is_required": is_required, "source": SOURCE}  # fmt: skip
