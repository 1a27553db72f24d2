"""What a page about one membership shows: how it stands, its periods and gaps, dues, renewals, exits, and all that was done."""

from members.actions.ending import EXIT
from members.actions.expulsion import EXPULSION
from members.renewing import DUES, OWNER
from members.standing import ONE_DAY, standing_of
from portal.ground import attachments
from portal.ground.journal import histories

from .life_columns import STATUS_TAGS


def life_of_membership(membership, *, on):
    """Everything of one membership as it stands on the day."""
    standing = standing_of(membership, on=on)
    renewals = list(membership.renewals.select_related("member_class", "period").order_by("-pk"))
    dues = list(membership.dues.select_related("period").order_by("-pk"))
    exits = list(membership.exits.select_related("recorded_by").order_by("-end_on", "-pk"))
    expulsions = list(membership.expulsions.select_related("minutes").order_by("-pk"))
    for kind, things in ((DUES, dues), (OWNER, renewals), (EXIT, exits), (EXPULSION, expulsions)):
        files = attachments.of_each(kind, [one.public_id for one in things])
        for one in things:
            one.files = files.get(one.public_id, [])
    applications = list(membership.organisation.applications.filter(**membership.whose))
    return {
        "membership": membership, "standing": standing, "tag": STATUS_TAGS[standing.status], "lines": _lines(standing),
        "renewals": renewals, "waiting": next((one for one in renewals if one.state == "waiting"), None),
        "dues": dues, "exits": exits, "expulsions": expulsions, "day": on,
        "history": histories([membership, *renewals, *dues, *exits, *expulsions, *applications]),
    }  # fmt: skip


def _lines(standing):
    """The periods, latest first, each with the gap that came before it."""
    gaps = {gap.last + ONE_DAY: gap for gap in standing.gaps}
    return [{"period": period, "gap": gaps.get(period.start_on)} for period in reversed(standing.periods)]
