"""Panels of members for pages of any floor."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import template

from portal.ground.dates import today

from ..askable import record_of
from ..marks import marks_of

register = template.Library()


@register.inclusion_tag("members/_record_panel.html")
def my_record_panel(person):
    """My record in a few lines: the three marks, what is missing, whether a lost phone would lock one out."""
    known = record_of(person, on=today())
    missing = [one for one in known if not one.text]
    has_second_way = (
        EmailAddress.objects.filter(user=person, verified=True).exists()
        or Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()
    )
    return {
        "person": person, "marks": marks_of(person), "missing": missing, "filled": len(known) - len(missing),
        "total": len(known), "has_second_way": has_second_way,
    }  # fmt: skip
