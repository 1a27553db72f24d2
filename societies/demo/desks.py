"""What officers set up around applications: invitations and what came of them, and who stands in for whom."""

from datetime import timedelta

from django.utils import timezone

from members.models import Application, Deputy, Office
from portal.ground.dates import today

from ..models import Invitation, InvitedApplication

T = Office.Title
# what the link was put up for, how many days ago, how often it was opened, how many of its applications came by it
CAMPAIGNS = (
    ("2026年学术年会", 60, 312, 9),
    ("会员微信群", 45, 128, 6),
    ("秘书处门口海报", 30, 41, 2),
    ("高校宣讲", 3, 7, 0),
)
INVITING = ("A03", "B02", "B01", "C01", "D01")
# society, away, stands in, from and to which day from today, why
AWAY = (
    ("B02", T.ASSISTANT, T.SECRETARY_GENERAL, -40, -35, "参加培训"),
    ("B02", T.SECRETARY_GENERAL, T.PRESIDENT, -1, 3, "出差"),
    ("D01", T.SECRETARY_GENERAL, T.VICE_PRESIDENT, 6, 12, "休假"),
)


def build(rng, societies):
    """After the applications, some of which came by an invitation."""
    by_code = {society.code: society for society in societies}
    offices = {}
    for one in Office.objects.on(today()).filter(organisation__society__code__in=by_code).order_by("pk"):
        offices.setdefault((one.organisation_id, one.title), one)
    for code in INVITING:
        _invite(rng, by_code[code], offices[by_code[code].pk, T.ASSISTANT])
    now = timezone.now()
    Deputy.objects.bulk_create(
        Deputy(
            office=offices[by_code[code].pk, away], person_id=offices[by_code[code].pk, there].person_id, reason=reason,
            start_on=today() + timedelta(days=first), end_on=today() + timedelta(days=last + 1),
            named_at=now + timedelta(days=min(first, 0) - 1),
        )
        for code, away, there, first, last, reason in AWAY
    )  # fmt: skip


def _invite(rng, society, office):
    """Each application came by one invitation at most, and after that was made."""
    now = timezone.now()
    free = list(Application.objects.filter(organisation=society.pk, invited=None).order_by("-begun_at", "pk"))
    for label, days, opened, came in CAMPAIGNS:
        made_at = now - timedelta(days=days)
        invitation = Invitation.objects.create(
            society=society, label=label, made_by=office.person, made_at=made_at, opened=opened + rng.randint(0, 30)
        )
        later = [one for one in free if one.begun_at > made_at]
        chosen = rng.sample(later, min(came, len(later)))
        free = [one for one in free if one not in chosen]
        InvitedApplication.objects.bulk_create(
            InvitedApplication(application=one, invitation=invitation) for one in chosen
        )
