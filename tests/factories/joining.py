"""A society with officers and classes, and people who want in: the smallest valid rows and no surprises."""

from members import actions
from members.models import Actor, Admission, Office, Person, Unit
from tests.factories import societies
from tests.factories.city import NOW

Title = Office.Title
OFFICERS = {"assistant": Title.ASSISTANT, "general": Title.SECRETARY_GENERAL, "president": Title.PRESIDENT}
CLASSES = {
    "regular": {"years": [1, 5], "order": 1},
    "student": {"name": "学生会员", "years": [1], "order": 2, "asked": ["education"], "papers": ["学生证"]},
    "honorary": {"name": "荣誉会员", "letter": "H", "years": [], "order": 3},
}
CHOICE = {"class_code": "regular", "years": 1}


def society(city, *, code="A06", name="遵义市物理学会", **admission):
    """A society of the city; its officers join the city's actors, those of a second one with its code in front."""
    made = societies.society(name, code)
    Admission.objects.filter(organisation=made.organisation).update(**admission)
    for class_code, fields in CLASSES.items():
        societies.member_class(made, class_code, **fields)
    for role, title in OFFICERS.items():
        city.actors[role if role not in city.actors else f"{code}-{role}"] = societies.officer(made, title, name=role)
    return made


def person(number=1, **fields):
    """Somebody with a verified phone, a name and a unit, acting for themselves."""
    unit, _is_new = Unit.objects.get_or_create(
        kind="university", name="遵义某大学", region_code="520302", credit_code="", is_region=False
    )
    smallest = {"name": f"申请人{number}", "phone": f"139{number:08}", "phone_verified_at": NOW, "unit": unit}
    return Actor(Person.objects.create_user(f"p{number}", "a-long-password", **smallest | fields))


def begun(society, by, **choice):
    return actions.save_application(society.organisation, **CHOICE | choice, by=by, now=NOW)


def submitted(society, by, **choice):
    return actions.submit_application(begun(society, by, **choice), by=by, now=NOW)


def passed(society, by, city, **choice):
    return actions.pass_application(submitted(society, by, **choice), by=city.assistant, now=NOW)


def admitted(society, by, city, **choice):
    return actions.admit_application(passed(society, by, city, **choice), by=city.general, now=NOW)
