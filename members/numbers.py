"""Member numbers: issued one after another by the organisation's own pattern, never twice and without a gap.

The default is the eleven characters of the national societies (domain.md 4): society code and branch code, a serial
of four digits, the letter of the class. Serials run on whatever the prefix and the class are.
"""

import re

from django.utils.translation import gettext as _

from portal.ground.errors import Refused

from .models import Admission, Membership


def issue(organisation, member_classes):
    """The next numbers, one for each class in order, within the caller's transaction.

    Whoever issues waits for the row of the organisation's admission; Refused when the serials are used up.
    """
    admission = _locked(organisation)
    first, last = admission.last_serial + 1, admission.last_serial + len(member_classes)
    if last >= 10**admission.width:
        left = 10**admission.width - first
        raise Refused(
            _("会员号只剩 %(left)s 个，不够发给 %(count)s 人，请先在入会办法中增加流水号位数。")
            % {"left": left, "count": len(member_classes)}
        )
    admission.last_serial = last
    admission.save(update_fields=["last_serial"])
    return [number_of(admission, serial, member_class) for serial, member_class in enumerate(member_classes, first)]


def number_of(admission, serial, member_class):
    """How a serial is written for a class: A060010042M."""
    letter = member_class.letter if admission.is_lettered else ""
    return f"{admission.prefix}{serial:0{admission.width}}{letter}"


def clashes(admission):
    """Would numbers still to come under this pattern repeat one that was issued under an earlier pattern?"""
    pattern = rf"^{re.escape(admission.prefix)}[0-9]{{{admission.width}}}[A-Z]?$"
    issued = Membership.objects.filter(organisation=admission.organisation, number__regex=pattern)
    start = len(admission.prefix)
    return any(
        int(number[start : start + admission.width]) > admission.last_serial
        for number in issued.values_list("number", flat=True).iterator()
    )


def _locked(organisation):
    admission = Admission.objects.select_for_update().filter(organisation=organisation).first()
    if admission is None:
        raise Refused(_("还没有设定入会办法，不能发放会员号。"))
    return admission
