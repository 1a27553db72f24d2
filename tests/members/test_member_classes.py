"""How an organisation takes members in: the pattern of its numbers, its classes version by version."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from members import actions
from members.models import Admission, MemberClass, Membership
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry
from tests.factories import joining as factory
from tests.factories.city import NOW
from tests.racing import AT_ONCE, at_once

TODAY = date(2026, 11, 2)
SETTINGS = {"is_open": True, "is_by_minutes": False, "prefix": "A06001", "width": 4, "is_lettered": True, "words": ""}
CLASS = {"name": "普通会员", "years": [1], "letter": "M", "asked": [], "papers": [], "is_offered": True, "order": 1,
         "conditions": "", "rights": "", "duties": "", "yearly_dues": 20, "subject": "person"}  # fmt: skip


@pytest.fixture
def society(city):
    return factory.society(city)


def change_admission(society, by, **settings):
    return actions.change_admission(society.organisation, **SETTINGS | settings, by=by, now=NOW)


def change_class(society, by, code="regular", *, valid_from=TODAY, **fields):
    return actions.change_member_class(
        society.organisation, code, valid_from=valid_from, **CLASS | fields, by=by, now=NOW
    )


@pytest.mark.django_db
def test_change_admission_sets_how_members_are_taken_in(city, society):
    change_admission(society, city.general, is_open=False, words="换届期间暂停")

    admission = Admission.objects.get()
    assert (admission.is_open, admission.words) == (False, "换届期间暂停")
    assert JournalEntry.objects.get(verb="admission.changed").detail == {"is_open": False, "words": "换届期间暂停"}


@pytest.mark.django_db
def test_change_admission_opens_the_door_the_first_time(city, society):
    Admission.objects.all().delete()

    assert change_admission(society, city.president).last_serial == 0


@pytest.mark.django_db
def test_change_admission_refuses_a_pattern_that_would_repeat_or_cut_numbers(city, society):
    Admission.objects.update(last_serial=120)
    Membership.objects.create(
        organisation=society.organisation, person=city.worker.person, number="A060010012M", admitted_at=NOW
    )
    with pytest.raises(Refused, match="流水号已经用到 120，位数不能再少。"):
        change_admission(society, city.general, width=2)
    with pytest.raises(Refused, match="会与已经发出的会员号重复"):
        change_admission(society, city.general, prefix="A0600", width=5)

    assert change_admission(society, city.general, prefix="A06002").prefix == "A06002"


@pytest.mark.django_db
def test_a_new_version_of_a_class_leaves_applications_as_they_were_made(city, society):
    application = factory.submitted(society, factory.person())

    newer = change_class(society, city.general, years=[2], name="个人会员")

    assert MemberClass.objects.on(TODAY).get(code="regular") == newer
    application.refresh_from_db()
    assert (application.member_class.years, application.member_class.name) == ([1, 5], "普通会员")
    assert MemberClass.objects.on(TODAY - timedelta(days=1)).get(code="regular") == application.member_class


@pytest.mark.django_db
def test_a_version_of_the_same_day_is_corrected_until_somebody_applied_under_it(city, society):
    change_class(society, city.general)
    corrected = change_class(society, city.general, yearly_dues=30)
    assert MemberClass.objects.filter(code="regular").count() == 2
    with pytest.raises(Refused, match="这个版本已经保存，没有改动。"):
        change_class(society, city.general, yearly_dues=30)

    factory.submitted(society, factory.person())
    with pytest.raises(Refused, match="这一天启用的版本已有人申请"):
        change_class(society, city.general, yearly_dues=40)
    corrected.refresh_from_db()
    assert corrected.yearly_dues == 30


@pytest.mark.django_db
def test_a_class_changes_from_today_on_never_before(city, society):
    with pytest.raises(Refused, match="启用日期不能早于今天"):
        change_class(society, city.general, valid_from=TODAY - timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["assistant", "official", "leader", "worker", "B01-general"])
def test_admission_and_classes_are_the_presidents_and_the_secretary_generals(city, society, who):
    factory.society(city, code="B01", name="遵义市化学会")
    with pytest.raises(PermissionDenied):
        change_admission(society, city.actors[who])
    with pytest.raises(PermissionDenied):
        change_class(society, city.actors[who])


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_class_changed_many_times_at_once_is_changed_once(city):
    society = factory.society(city)

    done, refused = at_once(lambda: change_class(society, city.general))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert JournalEntry.objects.filter(verb="member_class.changed").count() == 1
