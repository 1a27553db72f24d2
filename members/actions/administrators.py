"""The first administrators of an empty portal."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground.errors import Refused
from portal.ground.journal import record

from ..models import Office, Organisation, Person


@transaction.atomic
def create_administrators(association_name, region_code, people, *, on):
    """The first three administrators of an empty portal: (login name, name, password) each, three different people."""
    if Office.objects.filter(title__in=Office.ADMINISTRATORS).exists():
        raise Refused(_("已有管理员，不能再用这个命令。"))
    if len({username for username, _name, _password in people}) != len(Office.ADMINISTRATORS):
        raise Refused(_("系统、安全、审计管理员应是三个不同的人。"))
    association, _is_new = Organisation.objects.get_or_create(
        kind="association", region_code=region_code, defaults={"name": association_name}
    )
    for title, (username, name, password) in zip(Office.ADMINISTRATORS, people, strict=True):
        person = Person.objects.create_user(username, password, name=name)
        office = Office.objects.create(person=person, organisation=association, title=title, start_on=on)
        record("office.given", office, by=None, title=title)
    return association
