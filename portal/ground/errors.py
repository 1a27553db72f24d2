"""The ways of saying no: not you (403), not from where you are (403 with its sentence), and not now (a sentence)."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class Refused(Exception):
    """What was asked cannot be done now; the message is a sentence for the person who asked."""


class NotFromHere(PermissionDenied):
    """The right person in the wrong place; unlike other refusals of a page this one shows its sentence."""


def cleaned(form):
    """What was typed into a form, clean; raises Refused with everything that is wrong with it, in one sentence."""
    if not form.is_valid():
        raise Refused("；".join(error for errors in form.errors.values() for error in errors))
    return form.cleaned_data


def require(allowed):
    """Raise PermissionDenied unless the rule allowed it."""
    if not allowed:
        raise PermissionDenied(_("您当前的身份没有办理这件事的权限。"))
