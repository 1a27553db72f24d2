"""Who may do what at the events' addresses; see tests/access.py."""

from datetime import date, timedelta

from events import actions
from events.models import Event
from societies.models import Society
from tests.access import ABROAD, CITY, COUNTY, OTHER_COUNTY, OTHER_SOCIETY, SOCIETY, act, form, page, public, signed_in
from tests.factories import events, joining
from tests.factories.city import NOW
from tests.ground.uploaded import picture, upload

HOSTS = SOCIETY | OTHER_SOCIETY | CITY | COUNTY | OTHER_COUNTY | ABROAD | {"contact"}
SEEN = SOCIETY | CITY
STRANGERS = signed_in() - SEEN
REVIEWERS = frozenset({"official", "leader"})


def an_event(**fields):
    """Of the society A06, published unless said otherwise."""

    def made(city):
        society = Society.objects.get(code="A06")
        return {"public_id": events.event(society.organisation, city.assistant.person, **fields).public_id}

    return {"thing": made, "unknown": STRANGERS}


def submitted(city):
    found = an_event(state="draft", published_at=None)["thing"](city)
    actions.submit_event(Event.objects.get(**found), by=city.assistant, now=NOW)
    return found


def typed(city):
    times = {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in events.times().items()}
    return {name: value for name, value in (events.TYPED | times).items() if value is not None}


def a_registration(city):
    society = Society.objects.get(code="A06")
    event = events.event(society.organisation, city.assistant.person)
    made = actions.register(event, by=joining.person(77), now=event.published_at)
    return {"public_id": event.public_id, "registration": made.public_id}


def my_registration(city):
    found = an_event()["thing"](city)
    actions.register(Event.objects.get(**found), by=city.worker, now=Event.objects.get(**found).published_at)
    return found


def a_held_event(city, **fields):
    past = events.times(NOW - timedelta(days=4))
    due = {"label": "day", "dossier_due_on": date(2026, 11, 14)}
    return an_event(**past | due | fields)["thing"](city)


def filed(city):
    found = a_held_event(city)
    event = Event.objects.get(**found)
    photo = upload(picture())
    typed = {"kind": "lecture", "person_times": 9, "summary": "讲了水文。", "media": "", "experts": 1, "volunteers": 2}
    actions.save_dossier(event, **typed, served=(), photos=[photo], by=city.assistant, now=NOW)
    actions.submit_dossier(event, by=city.assistant, now=NOW)
    return found


PUBLIC = {"thing": an_event()["thing"]}
DRAFT = {"state": "draft", "submitted_at": None, "published_at": None}
OWN_DRAFT = an_event(**DRAFT) | {"unknown": signed_in() - SOCIETY}
WAITING = {"thing": submitted, "unknown": STRANGERS}

ADDRESSES = [
    public("event_directory"),
    public("event_page", **PUBLIC),
    public("event_calendar", **PUBLIC),
    act("event_register", "", signed_in(), **PUBLIC),
    act("event_cancel_registration", "", {"worker"}, thing=my_registration, unknown=signed_in() - {"worker"}),
    page("event_list", HOSTS),
    form("event_new", HOSTS, typed=typed),
    page("event_detail", SEEN, **an_event()),
    form("event_edit", SOCIETY, typed=typed, is_recorded=False, **OWN_DRAFT),
    page("event_people", SOCIETY, **an_event()),
    act("event_check_in", "", SOCIETY, thing=a_registration, unknown=STRANGERS),
    form("event_filing", SOCIETY, typed={"kind": "lecture"}, thing=a_held_event, unknown=signed_in() - SOCIETY),
    act("event_filing_act", "accept", REVIEWERS, thing=filed, unknown=STRANGERS),
    act("event_filing_act", "return", REVIEWERS, typed={"remark": "补合影"}, thing=filed, unknown=STRANGERS),
    act("event_act", "submit", SOCIETY, **OWN_DRAFT),
    act("event_act", "withdraw", SOCIETY, **WAITING),
    act("event_act", "publish", REVIEWERS, **WAITING),
    act("event_act", "return", REVIEWERS, typed={"remark": "写清楼层"}, **WAITING),
    act("event_act", "cancel", SOCIETY, typed={"reason": "暴雨"}, **an_event()),
    act("event_act", "capacity", SOCIETY, typed={"capacity": "9"}, **an_event()),
]  # fmt: skip
