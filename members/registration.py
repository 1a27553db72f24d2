"""What members brings to the shared mechanisms: an import, attachments, its part of the desk, words."""

from django.db.models import Q

from portal.ground import attachments, dated, imports, outbox, personal, reports, search, verbs

from . import (
    applying,
    desk,
    findable,
    helping,
    identity_rules,
    life_rules,
    merge_ways,
    mine,
    own_data,
    own_data_archive,
    people_import,
    renewing,
    rules,
)
from .actions.admission import MINUTES
from .actions.ending import EXIT
from .actions.expulsion import EXPULSION
from .actions.leaving import settle_first
from .models import Person
from .values import SHIPPED
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    dated.register(*SHIPPED)
    attachments.register(
        "recovery", may_read=identity_rules.may_read_recovery, may_change=identity_rules.may_bring_recovery
    )
    attachments.register(
        "mark", may_read=identity_rules.may_read_evidence, may_change=identity_rules.may_bring_evidence
    )
    attachments.register(helping.OWNER, may_read=helping.may_read_consent, may_change=helping.may_bring_consent)
    search.register(findable.KIND, "人员", Person, findable.person_rows, is_public=False)
    desk.register()
    merge_ways.register()
    mine.register()
    own_data.register()
    personal.register_obstacles(settle_first)
    reports.register(
        own_data_archive.KIND, build=own_data_archive.build, publish=own_data_archive.publish,
        may_read=own_data_archive.may_read,
    )  # fmt: skip
    attachments.register(
        applying.OWNER, may_read=rules.may_read_application_papers, may_change=rules.may_bring_application_papers
    )
    attachments.register(renewing.DUES, may_read=life_rules.may_read_dues, may_change=life_rules.may_bring_dues)
    attachments.register(
        renewing.OWNER, may_read=life_rules.may_read_renewal_papers, may_change=life_rules.may_bring_renewal_papers
    )
    attachments.register(EXIT, may_read=life_rules.may_read_exit, may_change=life_rules.may_bring_exit)
    attachments.register(EXPULSION, may_read=life_rules.may_read_expulsion, may_change=life_rules.may_bring_expulsion)
    outbox.silence(lambda person: person.died_on is not None, among=Q(died_on__isnull=False))
    attachments.register(MINUTES, may_read=rules.may_read_minutes, may_change=rules.may_bring_minutes)
    imports.register(
        "people",
        imports.Kind("人员", people_import.COLUMNS, people_import.plan, people_import.write, people_import.undo),
    )
