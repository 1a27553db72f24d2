"""The grains of coverage: one row per unit on the registers in force, one per active branch. Source of every rule: domain.md 9."""

from . import listings, row_sheets
from .grains import Grain
from .models import BranchFact, UnitFact

UNITS = """
WITH edition AS MATERIALIZED ({editions}),
open_branch AS MATERIALIZED (
    SELECT b.organisation_id, b.formation = 'standalone' AS own, d.organisation_id IS NOT NULL AS is_live,
           COALESCE(h.heads, 0) AS heads
      FROM outreach_branch b
      LEFT JOIN (SELECT DISTINCT organisation_id FROM members_activity
                  WHERE held_on > %(year_ago)s AND held_on <= %(day)s) d USING (organisation_id)
      LEFT JOIN (SELECT organisation_id, count(DISTINCT title) AS heads FROM members_office
                  WHERE title IN ('hospital_head', 'school_head', 'agro_head')
                    AND start_on <= %(day)s AND (end_on IS NULL OR end_on > %(day)s)
                  GROUP BY organisation_id) h USING (organisation_id)
     WHERE b.filed_on <= %(day)s AND (b.dissolved_on IS NULL OR b.dissolved_on > %(day)s)
       AND (b.approved_on IS NULL OR b.approved_on <= %(day)s)),
merger AS MATERIALIZED (SELECT unit_id, into_id FROM members_unitmerger WHERE merged_on <= %(day)s),
link AS MATERIALIZED (
    SELECT c.unit_id, b.own, b.is_live, b.heads
      FROM outreach_coverage c JOIN open_branch b ON b.organisation_id = c.branch_id
     WHERE c.unit_id IS NOT NULL AND (c.start_on IS NULL OR c.start_on <= %(day)s)
       AND (c.end_on IS NULL OR c.end_on > %(day)s)),
cover AS MATERIALIZED (
    SELECT unit_id, bool_or(own) AS own, bool_or(NOT own) AS joint, bool_or(is_live) AS live, max(heads) AS heads
      FROM (SELECT * FROM link
            UNION ALL SELECT into_id, own, is_live, heads FROM link JOIN merger USING (unit_id)) l
     GROUP BY unit_id),
visited AS MATERIALIZED (
    SELECT DISTINCT served_unit_id AS unit_id FROM members_activity
     WHERE served_unit_id IS NOT NULL AND held_on BETWEEN %(quarter_start)s AND %(day)s),
served AS MATERIALIZED (
    SELECT unit_id FROM visited UNION SELECT into_id FROM visited JOIN merger USING (unit_id))
SELECT {row_code} AS row_code, e.region_code, n.kind, e.unit_id,
       e.is_above_size AS is_big, e.is_high_tech, e.ownership IN ('private', 'hmt', 'foreign') AS is_non_public,
       c.unit_id IS NOT NULL AS is_covered, COALESCE(c.own, false) AS has_own, COALESCE(c.joint, false) AS has_joint,
       COALESCE(c.live, false) AS is_effective, s.unit_id IS NOT NULL AS is_served,
       COALESCE(c.heads, 0) >= 1 AS has_a_head, COALESCE(c.heads, 0) >= 3 AS has_three_heads
  FROM outreach_registerentry e
  JOIN outreach_registeredition n ON n.id = e.edition_id
  LEFT JOIN cover c ON c.unit_id = e.unit_id
  LEFT JOIN served s ON s.unit_id = e.unit_id
 WHERE e.edition_id IN (SELECT id FROM edition)"""

BRANCHES = """
SELECT {row_code} AS row_code, o.region_code, b.kind, b.organisation_id AS branch_id,
       COALESCE(b.term_ends_on < %(day)s, false) AS is_overdue,
       NOT EXISTS (SELECT 1 FROM members_activity a WHERE a.organisation_id = b.organisation_id
                    AND a.held_on > %(year_ago)s AND a.held_on <= %(day)s) AS is_dormant,
       b.is_civil_registered AS is_registered, b.members_count
  FROM outreach_branch b JOIN members_organisation o ON o.id = b.organisation_id
 WHERE o.region_code LIKE %(city)s || '%%' AND b.filed_on <= %(day)s
   AND (b.dissolved_on IS NULL OR b.dissolved_on > %(day)s) AND (b.approved_on IS NULL OR b.approved_on <= %(day)s)"""

UNIT_FLAGS = (
    "is_big", "is_high_tech", "is_non_public", "is_covered", "has_own", "has_joint", "is_effective", "is_served",
    "has_a_head", "has_three_heads",
)  # fmt: skip
BRANCH_FLAGS = ("is_overdue", "is_dormant", "is_registered")


GRAINS = (
    Grain("unit", "组织覆盖", UnitFact, UNITS, "unit_id", region="e.region_code", flags=UNIT_FLAGS,
          listing=listings.units, sheet=row_sheets.units),
    Grain("branch", "组织覆盖", BranchFact, BRANCHES, "branch_id", region="o.region_code", flags=BRANCH_FLAGS,
          more=("members_count",), sums={"members": "COALESCE(sum(members_count), 0)"},
          listing=listings.branches, sheet=row_sheets.branches),
)  # fmt: skip
