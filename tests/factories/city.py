"""A small city with people in office: the smallest valid rows and no surprises."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from openpyxl import Workbook

from events import review as event_review
from members import consent_texts, group_membership, membership_rules
from members.demo.names import credit_code
from members.models import Actor, ConsentText, Office, Organisation, Person, ReviewRule
from outreach import branch_rules, definitions
from outreach.models import Branch, Coverage, IndicatorDefinition, PaperRule, Target
from portal.ground import regions, workdays
from portal.ground.models import Attachment, CalendarDay
from portal.home import shipped as post_shipped
from portal.home.models import Column
from societies import page_rules
from tests.entering import give_second_factor

CODE = "5203"
NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
REGIONS = [
    ("52", "贵州省"), ("5203", "遵义市"), ("520302", "红花岗区"), ("520303", "汇川区"),
    ("520302001", "老城街道"), ("520302101", "巷口镇"), ("520302102", "海龙乡"), ("520302400", "某开发区"),
    ("520303001", "上海路街道"), ("520303101", "团泽镇"), ("520302001001", "杨柳社区"), ("520303101201", "大坎村"),
]  # fmt: skip
TITLES = {
    "stats": (Office.Title.STATISTICIAN, "5203"), "official": (Office.Title.OFFICIAL, "5203"),
    "leader": (Office.Title.CHAIR, "5203"), "honghua": (Office.Title.OFFICIAL, "520302"),
    "honghua_head": (Office.Title.CHAIR, "520302"), "huichuan": (Office.Title.OFFICIAL, "520303"), "system": (Office.Title.SYSTEM_ADMINISTRATOR, "5203"),
    "security": (Office.Title.SECURITY_ADMINISTRATOR, "5203"), "audit": (Office.Title.AUDIT_ADMINISTRATOR, "5203"),
}  # fmt: skip


@dataclass
class City:
    """The actors by name; `worker` holds no office."""

    actors: dict = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.__dict__["actors"][name]
        except KeyError:
            raise AttributeError(name) from None


def build():
    if not IndicatorDefinition.objects.exists():  # a test with real transactions has emptied every table
        IndicatorDefinition.objects.bulk_create(IndicatorDefinition(**fields) for fields in definitions.shipped())
        IndicatorDefinition.objects.bulk_create(
            IndicatorDefinition(**fields) for fields in definitions.shipped_besides()
        )
        Target.objects.bulk_create(Target(**fields) for fields in definitions.shipped_targets())
        ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in branch_rules.shipped_steps())
        ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in membership_rules.shipped_steps())
        ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in group_membership.shipped_steps())
        ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in page_rules.shipped_steps())
        ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in event_review.shipped_steps())
        ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in event_review.shipped_dossier_steps())
        PaperRule.objects.bulk_create(PaperRule(**fields) for fields in branch_rules.shipped_papers())
        ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in post_shipped.shipped_steps())
        post_shipped.ship_columns(Column)
        ConsentText.objects.bulk_create(ConsentText(**fields) for fields in consent_texts.shipped())
        CalendarDay.objects.bulk_create(CalendarDay(**fields) for fields in workdays.shipped())
    regions.load(REGIONS, prefix=CODE, edition="测试版", start_on=date(2000, 1, 1))
    associations = {
        code: Organisation.objects.create(kind="association", name=f"{code}科协", region_code=code)
        for code in ("5203", "520302", "520303")
    }
    city = City()
    for username, (title, region) in TITLES.items():
        person = Person.objects.create_user(username, "a-long-password", name=username)
        office = Office.objects.create(
            person=person, organisation=associations[region], title=title, start_on=date(2020, 1, 1)
        )
        give_second_factor(person)
        city.actors[username] = Actor(person, office)
    city.actors["worker"] = Actor(Person.objects.create_user("worker", "a-long-password", name="田春兰"))
    return city


def bring_papers(branch, person, stage="application"):
    """Every paper the branch is asked for at a stage, as if photographed."""
    asked = PaperRule.objects.on(branch.kind, NOW.date()).filter(stage=stage)
    Attachment.objects.bulk_create(
        Attachment(
            owner_kind="branch", owner_id=branch.organisation.public_id, label=rule.label, name=f"{rule.label}.jpg",
            path=f"{rule.pk}.jpg", content_type="image/jpeg", size=1, digest="0" * 64, uploaded_by=person, uploaded_at=NOW,
        )
        for rule in asked
    )  # fmt: skip


def branch_over(*units, name="某科协", region="520302", **fields):
    """An active branch that covers these units, found in its papers as if they had been matched."""
    organisation = Organisation.objects.create(kind="branch", name=name, region_code=region)
    smallest = {"kind": "township", "formation": "regional", "state": "filed", "filed_on": date(2026, 2, 1),
                "approved_on": date(2026, 1, 5), "approval_document": "1号", "term_ends_on": date(2031, 1, 1)}  # fmt: skip
    branch = Branch.objects.create(organisation=organisation, **smallest | fields)
    Coverage.objects.bulk_create(Coverage(branch=branch, token=unit.token, unit=unit) for unit in units)
    return branch


def codes(rng, count):
    """Valid credit codes."""
    return [credit_code(rng, "520302") for _ in range(count)]


def workbook(path, header, rows):
    """An XLSX file as somebody would send it."""
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    book.save(path)
    return path
