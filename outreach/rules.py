"""Who may do what in outreach. Every sentence is the by-law of one act."""

from django.db.models import Q

from members.models import Activity, Office

from .models import Branch, Coverage

Title = Office.Title
STAFF = (Title.OFFICIAL, Title.STATISTICIAN, Title.SECRETARY_GENERAL, *Office.LEADERS)
SIGNERS = (Title.SECRETARY_GENERAL, *Office.LEADERS)


def may_use_desk(actor, *, region):
    """Anybody who holds an office of an association reaching the region works at its desk."""
    return actor.holds(*STAFF, region=region)


def visible_branches(actor):
    """Branches of the acting office's region once handed in, of one's own organisation, and one's own applications."""
    mine = Q(applicant=actor.person)
    if actor.office:
        mine |= Q(organisation=actor.office.organisation)
        region = actor.office.organisation.region_code
        if may_use_desk(actor, region=region):
            mine |= Q(organisation__region_code__startswith=region) & ~Q(state="draft")
    return Branch.objects.filter(mine).select_related("organisation__parent", "applicant")


def may_read_papers(actor, public_id):
    """Whoever sees the branch on the desk sees its papers."""
    return actor is not None and visible_branches(actor).filter(organisation__public_id=public_id).exists()


def may_bring_papers(actor, public_id):
    """The applicant while the branch is being written, corrected or founded; officials once it was approved."""
    if actor is None:
        return False
    branch = visible_branches(actor).filter(organisation__public_id=public_id).first()
    if branch is None:
        return False
    if branch.state in (Branch.State.DRAFT, Branch.State.RETURNED):
        return may_edit_branch(actor, branch)
    is_open = branch.state == Branch.State.APPROVED
    return is_open and (may_edit_branch(actor, branch) or may_file_founding(actor, branch))


def may_read_photos(actor, activity_id):
    """Whoever sees the organisation that filed the activity."""
    if actor is None:
        return False
    activity = Activity.objects.filter(pk=activity_id).first()
    return bool(activity) and visible_branches(actor).filter(pk=activity.organisation_id).exists()


def may_bring_photos(actor, activity_id):
    """Whoever may file activities of the organisation."""
    activity = Activity.objects.filter(pk=activity_id).select_related("organisation").first()
    return actor is not None and bool(activity) and may_file_activity(actor, activity.organisation)


def may_edit_branch(actor, branch):
    """The applicant, and officers of the branch itself, fill in its papers."""
    return branch.applicant_id == actor.person.pk or actor.serves(branch.organisation)


def may_file_founding(actor, branch):
    """County or city officials file the result of the founding meeting."""
    return actor.holds(*STAFF, region=branch.organisation.region_code)


def may_dissolve_branch(actor, branch):
    """A leader or secretary-general of an association above the branch."""
    return actor.holds(*SIGNERS, region=branch.organisation.region_code)


def may_file_activity(actor, organisation):
    """Officers of the organisation, or officials of an association above it."""
    return actor.serves(organisation) or actor.holds(*STAFF, region=organisation.region_code)


def may_match(actor, branch):
    """Officials of the branch's region say which unit a paper means."""
    return actor.holds(*STAFF, region=branch.organisation.region_code)


def may_import(actor, *, region):
    """Statistics staff and officials import registers and branches of their own region."""
    return actor.holds(Title.STATISTICIAN, Title.OFFICIAL, region=region)


def may_request_quarter(actor, city_code):
    """Statistics staff of the city ask for the quarter."""
    return actor.holds(Title.STATISTICIAN, region=city_code)


def may_confirm_county(actor, confirmation):
    """Officials of that county's own association."""
    return actor.holds(*STAFF, region=confirmation.region_code) and (
        actor.office.organisation.region_code == confirmation.region_code
    )


def may_review_quarter(actor, quarter_report):
    """A city official other than who asked for it."""
    return actor.holds(Title.OFFICIAL, *SIGNERS, region=quarter_report.city_code) and (
        actor.person.pk != quarter_report.requested_by_id
    )


def may_sign_quarter(actor, quarter_report):
    """A leader or the secretary-general of the city, neither the one who asked nor the one who reviewed."""
    return actor.holds(*SIGNERS, region=quarter_report.city_code) and actor.person.pk not in (
        quarter_report.requested_by_id, quarter_report.reviewed_by_id,
    )  # fmt: skip


def may_edit_targets(actor, city_code):
    """Leaders and statistics staff of the city keep the targets."""
    return actor.holds(Title.STATISTICIAN, *SIGNERS, region=city_code)


def may_change_regions(actor, code):
    """Statistics staff and leaders of the city record what a document changed."""
    return actor.holds(Title.STATISTICIAN, *SIGNERS, region=code[:4])


def may_read_report(actor, report):
    """A published report's files: any official of an association whose region lies in the report's city, or above it."""
    region = actor.office.organisation.region_code if actor.office else ""
    return may_use_desk(actor, region=region) and (region.startswith(report.scope) or report.scope.startswith(region))


def people_of_branch(organisation, on):
    """A branch knows who works in the units it covers on the day; other organisations know nobody this way."""
    if organisation.kind != organisation.Kind.BRANCH:
        return None
    covering = Coverage.objects.on(on).filter(branch__in=Branch.objects.on(on).filter(pk=organisation.pk))
    return Q(unit__in=covering.exclude(unit=None).values("unit"))
