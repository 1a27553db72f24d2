"""Applications in every state and of every age, with their reviews and histories; an old roster that waits."""

from datetime import datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone

from members import statements
from members.demo import names
from members.membership_rules import STEPS
from members.models import (
    Application,
    MemberClass,
    Membership,
    MembershipPeriod,
    Office,
    Person,
    ReviewStep,
    RosterClaim,
    Statement,
)
from portal.ground import workdays
from portal.ground.dates import SHANGHAI, today
from portal.ground.models import ImportBatch, JournalEntry

PENDING = {  # how far an application came → how many of them
    "draft": 45, "first": 110, "last": 90, "returned": 40, "rejected": 30, "withdrawn": 25,
}  # fmt: skip
STARS = {"B02": 12, "A03": 10, "D01": 5, "B01": 4}
BACK = ("工作单位请写全称，与名册一致。", "请补充现任职称。", "学科专业请填到二级学科。")
NO = ("从事的专业与本会学科无关，建议申请加入相近学会。", "不符合本会普通会员条件，建议先申请学生会员。")
THING = Application._meta.label_lower
LONGEST, RECENT, OLD_ROSTER = 75, 240, 14
TWICE, MOVED = 6, 8  # one of so many was handed in twice; one of so many names a unit its person has left since
FORMER_UNIT = "贵阳市林城仪表研究所"


def build(rng, societies):
    """After the members: what waits for the officers, and how those of the last year came in."""
    writer = _Writer(rng, societies)
    for kind, count in PENDING.items():
        for _ in range(count):
            writer.pending(kind)
    writer.admitted()
    writer.of_the_worker()
    writer.write()
    _old_roster(rng, societies)


class _Writer:
    """Collects rows, then writes them table by table."""

    def __init__(self, rng, societies):
        self.rng, self.applications, self.steps, self.entries, self.again = rng, [], [], [], {}
        self.open_doors = list(societies)
        self.weights = [STARS.get(society.code, 1) for society in societies]
        self.people = list(Person.objects.filter(username__startswith="w-").order_by("pk"))
        self.classes = {one.organisation_id: one for one in MemberClass.objects.filter(code="regular")}
        self.taken = set(Membership.objects.exclude(person=None).values_list("organisation", "person"))
        offices = Office.objects.on(today()).select_related("organisation", "person")
        self.officers = {(one.organisation_id, one.title): one for one in offices}

    def _somebody(self):
        """A society and a person who is not its member and has not applied."""
        while True:
            society = self.rng.choices(self.open_doors, self.weights)[0]
            person = self.rng.choice(self.people)
            if (society.pk, person.pk) not in self.taken:
                self.taken.add((society.pk, person.pk))
                return society, person

    def _moment(self, day):
        moment = datetime.combine(day, time(self.rng.randint(8, 21), self.rng.randint(0, 59)), SHANGHAI)
        return min(moment, timezone.now())

    def pending(self, kind):
        society, person = self._somebody()
        oldest = {"first": 12, "last": 24}.get(kind, LONGEST)
        begun = self._moment(today() - timedelta(days=int(oldest * self.rng.random() ** 1.5)))
        state = {"first": "submitted", "last": "submitted"}.get(kind, kind)
        application = self._application(society.pk, person, state, begun)
        if kind == "draft":
            application.submitted_at = None
            return
        self._review(application, kind)
        if kind == "first" and len(self.applications) % TWICE == 0:
            self._sent_back_before(application)

    def _sent_back_before(self, application):
        """What waits was returned once already: it is the second version, and the first named the unit in short."""
        step = self.steps[-1][1]
        again, at = application.submitted_at, application.submitted_at - timedelta(hours=20)
        office = self.officers.get((application.organisation_id, Office.Title.ASSISTANT))
        for applied, one in self.steps:
            if applied is application:
                one.round = 2
        first = ReviewStep(
            thing=THING, round=1, order=1, name=step.name, titles=[Office.Title.ASSISTANT], region_code="",
            due_on=step.due_on, organisation_id=application.organisation_id, outcome="returned",
            remark=BACK[0], decided_by=office and office.person, decided_at=at,
        )  # fmt: skip
        self.steps.append((application, first))
        application.begun_at, application.submitted_at = (
            again - timedelta(days=4),
            again - timedelta(days=4, minutes=-4),
        )
        self.again[id(application)] = again
        self.entries += [
            (application, "returned", office, at, {"remark": BACK[0]}), (application, "submitted", None, again, {}),
        ]  # fmt: skip

    def admitted(self):
        """Whoever joined lately applied for it some days before."""
        since = self._moment(today() - timedelta(days=RECENT))
        recent = Membership.objects.filter(admitted_at__gte=since).exclude(person=None).select_related("person")
        classes = dict(
            MembershipPeriod.objects.filter(membership__in=recent)
            .order_by("-start_on")
            .values_list("membership", "member_class")
        )
        for membership in recent:
            took = timedelta(days=self.rng.choice((2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 25)))
            application = self._application(
                membership.organisation_id, membership.person, "admitted", membership.admitted_at - took
            )
            application.member_class_id = classes.get(membership.pk, application.member_class_id)
            application.decided_at = membership.admitted_at
            self._review(application, "admitted", number=membership.number)

    def of_the_worker(self):
        """The demo's science worker has something to correct, something that waits and something just begun."""
        worker = Person.objects.filter(username="worker").first()
        if worker is None:
            return
        for code, kind, days in (("C01", "returned", 6), ("B02", "last", 4), ("D01", "draft", 1)):
            society = next(one for one in self.open_doors if one.code == code)
            state = "submitted" if kind == "last" else kind
            application = self._application(society.pk, worker, state, self._moment(today() - timedelta(days=days)))
            if kind == "draft":
                application.submitted_at = None
            else:
                self._review(application, kind)

    def _application(self, organisation_id, person, state, begun):
        member_class = self.classes[organisation_id]
        application = Application(
            organisation_id=organisation_id, member_class=member_class, person=person, applicant=person, state=state,
            years=self.rng.choice(member_class.years), begun_at=begun, submitted_at=begun + timedelta(minutes=4),
        )  # fmt: skip
        self.applications.append(application)
        return application

    def _review(self, application, kind, number=""):
        """The steps as they would have been copied, decided as far as the application came."""
        due_on, done = application.submitted_at.astimezone(SHANGHAI).date(), application.submitted_at
        passed = {"last": 1, "admitted": 2, "rejected": self.rng.randint(0, 1)}.get(kind, 0)
        if kind == "withdrawn":
            application.decided_at = min(done + timedelta(days=2), timezone.now())
            return
        for order, (name, titles, days) in enumerate(STEPS, 1):
            due_on = _workdays_after(due_on, days)
            outcome = (
                "passed"
                if order <= passed
                else kind
                if order == passed + 1 and kind in ("returned", "rejected")
                else ""
            )
            if not outcome and kind in ("returned", "rejected"):
                break
            step = ReviewStep(
                thing=THING, round=1, order=order, name=name, titles=titles, region_code="", due_on=due_on,
                organisation_id=application.organisation_id, outcome=outcome,
            )  # fmt: skip
            done = self._decide(application, step, done, number) if outcome else done
            self.steps.append((application, step))

    def _decide(self, application, step, after, number):
        """Who decided the step, when, and what was said."""
        office = next(
            (
                self.officers[key]
                for title in step.titles
                if (key := (application.organisation_id, title)) in self.officers
            ),
            None,
        )
        latest = application.decided_at or timezone.now()
        at = min(after + timedelta(days=self.rng.randint(0, 5), hours=self.rng.randint(1, 6)), latest)
        if step.outcome == "passed" and number and step.order == len(STEPS):
            at = application.decided_at
        step.decided_by, step.decided_at = office and office.person, at
        step.remark = self.rng.choice({"returned": BACK, "rejected": NO}.get(step.outcome, ("",)))
        if step.outcome == "passed":
            application.first_passed_at = application.first_passed_at or at
        if step.outcome == "rejected":
            application.decided_at, application.decision = at, step.remark
        verb = "admitted" if number and step.order == len(STEPS) else step.outcome
        self.entries.append((application, verb, office, at, {"remark": step.remark} if step.remark else {}))
        return at

    def write(self):
        Application.objects.bulk_create(self.applications, batch_size=2000)
        for application, step in self.steps:
            step.thing_id = str(application.pk)
        ReviewStep.objects.bulk_create([step for _application, step in self.steps], batch_size=2000)
        Statement.objects.bulk_create(self._statements(), batch_size=2000)
        own = [(one, "begun", None, one.begun_at, {}) for one in self.applications]
        own += [(one, "submitted", None, one.submitted_at, {}) for one in self.applications if one.submitted_at]
        own += [(one, "withdrawn", None, one.decided_at, {}) for one in self.applications if one.state == "withdrawn"]
        rows = sorted(own + self.entries, key=lambda row: row[3])
        JournalEntry.objects.bulk_create([_entry(*row) for row in rows], batch_size=2000)
        self._join()

    def _statements(self):
        """What each said when it was handed in, once or twice; some people have changed their unit since."""
        for number, one in enumerate(self.applications):
            if not one.submitted_at:
                continue
            said = statements.lines(one, on=today())
            if id(one) in self.again:
                yield Statement(application=one, round=2, said_at=self.again[id(one)], said=said)
                said = [line | ({"text": _short(line["text"])} if line["key"] == "unit" else {}) for line in said]
            elif one.state == "submitted" and number % MOVED == 0:
                said = [line | ({"text": FORMER_UNIT} if line["key"] == "unit" else {}) for line in said]
            yield Statement(application=one, round=1, said_at=one.submitted_at, said=said)

    def _join(self):
        """The first period of a membership knows the application it came from."""
        admitted = {(one.organisation_id, one.person_id): one for one in self.applications if one.state == "admitted"}
        people = {person for _organisation, person in admitted}
        periods = MembershipPeriod.objects.filter(membership__person__in=people).select_related("membership")
        firsts = {
            (one.membership.organisation_id, one.membership.person_id): one for one in periods.order_by("-start_on")
        }
        for key, application in admitted.items():
            firsts[key].application = application
        MembershipPeriod.objects.bulk_update([firsts[key] for key in admitted], ["application"], batch_size=1000)


def _short(name):
    """As somebody in a hurry writes it."""
    full = name.removesuffix("有限责任公司").removesuffix("股份有限公司").removesuffix("有限公司")
    return full if full != name else name[2:]


def _entry(application, verb, office, at, detail):
    person = office.person if office else application.applicant
    return JournalEntry(
        at=at, person=person, office=str(office) if office else "", verb=f"application.{verb}", thing=THING,
        thing_id=str(application.pk), detail=detail,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _workdays_after(day, count):
    return workdays.after(day, count)


def _old_roster(rng, societies):
    """People one small society had on paper: imported by the association, waiting for the society to take them over."""
    society = next(one for one in societies if one.code == "A03")
    batch = ImportBatch.objects.create(
        kind="people", city_code=society.organisation.region_code[:4], file_name="老会员名册.xlsx", path="",
        state=ImportBatch.State.CONFIRMED, summary={"create": OLD_ROSTER, "update": 0, "unchanged": 0},
        created_at=timezone.now(), confirmed_at=timezone.now(),
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(username=f"old-{number:03}", name=names.person_name(rng), password="!", phone=f"1380001{number:04}")
        for number in range(OLD_ROSTER)
    )
    RosterClaim.objects.bulk_create(
        RosterClaim(
            person=person, society_name=society.organisation.name, batch=batch, former_number=f"筑会{number + 101}",
            member_class="普通会员" if number % 5 else "理事", joined_on=today() - timedelta(days=365 * rng.randint(9, 25)),
            paid_until=today() + timedelta(days=200) if number % 3 else None,
        )
        for number, person in enumerate(people)
    )  # fmt: skip
