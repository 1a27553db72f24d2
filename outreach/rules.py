"""Who may do what in outreach. Every sentence is the by-law of one act."""

from members.models import Office

Title = Office.Title
STAFF = (Title.OFFICIAL, Title.STATISTICIAN, Title.SECRETARY_GENERAL, *Office.LEADERS)
SIGNERS = (Title.SECRETARY_GENERAL, *Office.LEADERS)


def may_use_desk(actor, *, region):
    """Anybody who holds an office of an association reaching the region works at its desk."""
    return actor.holds(*STAFF, region=region)


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
    """A published report's files: any official whose region lies in the report's city, or above it."""
    office = actor.office
    return bool(
        office
        and office.title in STAFF
        and (
            office.organisation.region_code.startswith(report.scope)
            or report.scope.startswith(office.organisation.region_code)
        )
    )
