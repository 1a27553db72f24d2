"""The grains of members and societies: people, memberships, applications decided, societies. Source: domain.md 9, M and S.

People and memberships stand under the region of the unit somebody works in, else the one they named, else the member unit's
or organisation's; whoever has none, or one of another city, counts in the city alone. A membership is the city's when
its society is; a person is, when they live or work there or are a member of a society there.
"""

from . import listings, row_sheets
from .grains import Grain
from .models import ApplicationFact, MembershipFact, PersonFact, SocietyFact

REGION = """COALESCE(NULLIF(pu.region_code, ''), NULLIF(p.region_code, ''), NULLIF(mu.region_code, ''),
                    NULLIF(mo.region_code, ''), '')"""
SUBJECT = """
  JOIN members_organisation o ON o.id = m.organisation_id
  LEFT JOIN members_person p ON p.id = m.person_id LEFT JOIN members_unit pu ON pu.id = p.unit_id
  LEFT JOIN members_unit mu ON mu.id = m.unit_id LEFT JOIN members_organisation mo ON mo.id = m.member_organisation_id"""
OF_THE_CITY = "o.kind = 'society' AND o.region_code LIKE %(city)s || '%%'"

PEOPLE = f"""
WITH member AS MATERIALIZED (
    SELECT DISTINCT m.person_id AS id FROM members_membershipperiod t
      JOIN members_membership m ON m.id = t.membership_id JOIN members_organisation o ON o.id = m.organisation_id
     WHERE {OF_THE_CITY} AND m.person_id IS NOT NULL
       AND t.start_on <= %(day)s AND (t.end_on IS NULL OR t.end_on > %(day)s)),
mark AS MATERIALIZED (
    SELECT person_id AS id, bool_or(kind = 'unit') AS unit, bool_or(kind = 'identity') AS identity
      FROM members_identitymark WHERE given_at < %(end)s AND (ended_at IS NULL OR ended_at >= %(end)s) GROUP BY 1),
known AS (
    SELECT p.id, COALESCE(NULLIF(u.region_code, ''), p.region_code) AS region, member.id IS NOT NULL AS is_member,
           (p.phone_verified_at < %(end)s OR (p.signed_up_at < %(end)s AND p.last_login IS NOT NULL)) IS TRUE
             AND (p.closed_at IS NULL OR p.closed_at >= %(end)s) AND (p.died_on IS NULL OR p.died_on > %(day)s)
             AND p.merged_into_id IS NULL AS has_account,
           (p.phone_verified_at < %(end)s) IS TRUE AS has_phone,
           COALESCE(mark.unit, false) AS has_unit, COALESCE(mark.identity, false) AS has_identity
      FROM members_person p LEFT JOIN members_unit u ON u.id = p.unit_id
      LEFT JOIN member ON member.id = p.id LEFT JOIN mark ON mark.id = p.id)
SELECT {{row_code}} AS row_code, region AS region_code, 'person' AS kind, id AS person_id, has_account,
       has_phone, has_unit, has_identity, is_member
  FROM known WHERE (has_account OR is_member) AND (%(is_home)s OR is_member OR region LIKE %(city)s || '%%')"""  # nosec B608  # of pieces of our own

MEMBERSHIPS = f"""
WITH held AS MATERIALIZED (
    SELECT membership_id AS id, bool_or(start_on <= %(day)s AND (end_on IS NULL OR end_on > %(day)s)) AS now,
           bool_or(start_on <= %(before)s AND (end_on IS NULL OR end_on > %(before)s)) AS before
      FROM members_membershipperiod
     WHERE start_on <= %(day)s AND (end_on IS NULL OR end_on > %(before)s) GROUP BY 1),
known AS (
    SELECT m.id, m.organisation_id, held.now, held.before, {REGION} AS region,
           CASE WHEN m.person_id IS NOT NULL THEN 'person' WHEN m.unit_id IS NOT NULL THEN 'unit' ELSE 'organisation' END AS kind
      FROM held JOIN members_membership m ON m.id = held.id {SUBJECT}
     WHERE {OF_THE_CITY} AND (held.now OR held.before))
SELECT {{row_code}} AS row_code, region AS region_code, kind, id AS membership_id, organisation_id AS society_id,
       now AS is_in_force, now AND NOT before AS is_new, before AND NOT now AS is_left FROM known"""  # nosec B608  # of pieces of our own

APPLICATIONS = f"""
WITH known AS (
    SELECT m.id, m.organisation_id, m.state, {REGION} AS region,
           EXTRACT(EPOCH FROM m.decided_at - m.submitted_at)::float8 / 86400 AS days
      FROM members_application m {SUBJECT}
     WHERE {OF_THE_CITY} AND m.state IN ('admitted', 'rejected') AND m.submitted_at IS NOT NULL
       AND m.decided_at >= %(start)s AND m.decided_at < %(end)s)
SELECT {{row_code}} AS row_code, region AS region_code, state AS kind, id AS application_id, organisation_id AS society_id, days
  FROM known"""  # nosec B608  # of pieces of our own

SOCIETIES = f"""
SELECT {{row_code}} AS row_code, o.region_code, s.field AS kind, s.organisation_id AS society_id
  FROM societies_society s JOIN members_organisation o ON o.id = s.organisation_id
 WHERE {OF_THE_CITY} AND (s.founded_on IS NULL OR s.founded_on <= %(day)s)
   AND (s.dissolved_on IS NULL OR s.dissolved_on > %(day)s)"""  # nosec B608  # of pieces of our own

NET = "count(*) FILTER (WHERE is_new) - count(*) FILTER (WHERE is_left)"
GRAINS = (
    Grain("society", "学会", SocietyFact, SOCIETIES, "society_id", region="o.region_code",
          listing=listings.societies, sheet=row_sheets.societies),
    Grain("person", "会员", PersonFact, PEOPLE, "person_id", region="region",
          flags=("has_account", "has_phone", "has_unit", "has_identity", "is_member"),
          listing=listings.people, sheet=row_sheets.people),
    Grain("membership", "会员", MembershipFact, MEMBERSHIPS, "membership_id", region="region",
          flags=("is_in_force", "is_new", "is_left"), more=("society_id",), sums={"net": NET},
          listing=listings.memberships, sheet=row_sheets.memberships),
    Grain("application", "会员", ApplicationFact, APPLICATIONS, "application_id", region="region",
          more=("society_id", "days"), measured="days",
          listing=listings.applications, sheet=row_sheets.applications),
)  # fmt: skip
