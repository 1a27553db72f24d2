"""Who may bring two records of one person together, and what stands in the way."""

from django.utils.translation import gettext as _

from . import vouching
from .merge_folds import open_case_between
from .models import IdentityCase, IdentityMark, Office, Organisation, PersonMerge


def may_see_duplicates(actor):
    """Officials, leaders and the secretary-general of an association, each in its region."""
    return vouching.vouches(actor) and actor.office.organisation.kind == Organisation.Kind.ASSOCIATION


def may_merge(actor, *people, now):
    """An association's office that knows every one of the people, none of whom is the one who acts."""
    ids = {person.pk for person in people}
    return may_see_duplicates(actor) and vouching.known_to(actor, now=now).filter(pk__in=ids).count() == len(ids)


def may_see_merge(actor, merge, *, now):
    """Whoever may merge records, for people they know; what was merged shows with the record that was kept."""
    return may_merge(actor, merge.kept, now=now)


def may_confirm_merge(actor, merge, *, now):
    """A second official, never the one who asked."""
    return actor.person.pk != merge.asked_by_id and may_merge(actor, merge.kept, merge.merged, now=now)


def needs_second(kept, merged):
    """Two records whose identities were both verified are never merged by one official alone."""
    return len({kept.pk, merged.pk} & _verified(kept, merged)) > 1


def _verified(*people):
    marks = IdentityMark.objects.filter(person__in=people, kind=IdentityMark.Kind.IDENTITY, ended_at=None)
    return set(marks.values_list("person", flat=True))


def hindrance(kept, merged, *, on):
    """Why these two cannot be merged now, as a sentence; empty when nothing stands in the way."""
    if kept.pk == merged.pk:
        return _("请选另一份记录。")
    if kept.merged_into_id or merged.merged_into_id:
        return _("其中一份记录已经并入别的记录。")
    if merged.has_usable_password() and not kept.has_usable_password():
        return _("“%(name)s”的一份能用登录名和密码登录，请把它作为保留的记录。") % {"name": merged.name}
    if IdentityCase.objects.filter(open_case_between(kept, merged), outcome="").exists():
        return _("两份记录登记了同一证件，请先决定证件归属。")
    titles = Office.objects.filter(person__in=(kept, merged), title__in=Office.ADMINISTRATORS).exclude(end_on__lte=on)
    if len(set(titles.values_list("title", flat=True))) > 1:
        return _("合并后一人会兼任两种管理员，请先办理离任。")
    return ""


def preferred(one, other):
    """Which of two records is the better one to keep: verified, with a way in, the older one."""
    verified = _verified(one, other)

    def weight(person):
        ways_in = (person.has_usable_password(), bool(person.phone_verified_at), bool(person.last_login))
        return (person.has_usable_password(), person.pk in verified, sum(ways_in), -person.pk)

    return max((one, other), key=weight)


def visible_merges(actor, *, now):
    """Merges of people the acting office knows."""
    if not may_see_duplicates(actor):
        return PersonMerge.objects.none()
    return PersonMerge.objects.filter(kept__in=vouching.known_to(actor, now=now))
