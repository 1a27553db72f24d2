"""Who of the people the search finds, and how much of them others see: what the text they agreed to says, no more."""

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from portal.ground import search
from portal.ground.dates import today

from . import ages
from .askable import FIELDS
from .models import Consent, ConsentText, Person

KIND = "person"
AGREED = ConsentText.Kind.DIRECTORY
SHOWN = ("unit", "professional_title", "discipline")  # and the name: all the text names
NOTHING = ("", "无")  # the answer of those who have no title


def people(*, on):
    """Of age on the day, with an open account, and their last word on being found is yes; in whatever version."""
    words = Consent.objects.filter(person=OuterRef("pk"), text__kind=AGREED).order_by("-at", "-pk")
    grown = Q(born_on=None) | Q(born_on__lte=ages.last_birth_of_adults(on=on))
    last_word = Subquery(words.values("act")[:1])
    return Person.objects.filter(grown, is_active=True).alias(last_word=last_word).filter(last_word=Consent.Act.GIVEN)


def facts_of(person, *, on):
    """(title, text) of what others see beside the name; what is empty is left out."""
    shown = [(FIELDS[key].label, FIELDS[key].show(person, on)) for key in SHOWN]
    return [(label, text) for label, text in shown if text not in NOTHING]


def person_rows(ids):
    """Unit, title and discipline, for whoever is signed in; the day they agreed is nobody's business."""
    day = today()
    for person in people(on=day).filter(pk__in=ids).select_related("unit"):
        said = [text for _label, text in facts_of(person, on=day)]
        yield search.Row(
            person.pk, person.name, "，".join(said), reverse("person_page", args=[person.public_id]),
            search.ALWAYS, audience=search.SIGNED_IN,
        )  # fmt: skip


def refresh_of_units(units):
    """Bring what is found of the people at some units up to date, in the caller's transaction."""
    ids = Person.objects.filter(unit__in=units, consents__text__kind=AGREED).values_list("pk", flat=True)
    search.refresh(KIND, set(ids))
