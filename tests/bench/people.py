"""Societies, people and memberships for the bench, set by set, with names as a province has them."""

from django.db import connection

from societies.models import Society

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红鹏华飞辉建国文志海燕春晓宁波梅林云峰新雪慧宇航佳欣怡然梓涵浩博思远俊毅振东立群永康少华家豪子轩雨桐一凡"

SOCIETIES = """
INSERT INTO members_organisation (public_id, kind, name, region_code, created_at)
  SELECT 'bench-s' || n, 'society', '贵阳市第' || n || '学会', '5201', now() FROM generate_series(1, 60) n;
INSERT INTO societies_society (organisation_id, code, short_name, field, disciplines, credit_code, supervising_unit, scope,
    introduction, legal_representative, address, phone, email, website, founded_on)
  SELECT id, 'Z' || lpad(row_number() OVER (ORDER BY id)::text, 2, '0'), '', 'science', '{学科}', '', '', '', repeat('研究与交流。', 40),
         '', '', '', '', '', '1990-01-01' FROM members_organisation WHERE public_id LIKE 'bench-s%%';
INSERT INTO members_admission (organisation_id, is_open, is_by_minutes, prefix, width, is_lettered, last_serial, words)
  SELECT organisation_id, true, false, code || '001', 4, true, 0, '' FROM societies_society WHERE code LIKE 'Z%%';
INSERT INTO members_memberclass (organisation_id, code, valid_from, "order", name, subject, letter, conditions, rights, duties,
    asked, papers, years, yearly_dues, is_offered)
  SELECT organisation_id, 'regular', '2000-01-01', 1, '普通会员', 'person', 'M', '', '', '', '{}', '{}', '{1}', 0, true
    FROM societies_society WHERE code LIKE 'Z%%';
"""
UNITS = """
INSERT INTO members_unit (public_id, kind, name, credit_code, region_code, is_region, ownership, tags)
  SELECT 'bench-u' || n, 'enterprise', '贵阳第' || n || '科技有限公司', '', '520102', false, '', '{}' FROM generate_series(1, 2000) n;
"""
# Numbers go on from the people there are, so that more can be added; the society of the first is the largest.
MEMBERS = """
WITH there AS (SELECT count(*) AS many FROM members_person WHERE public_id LIKE 'bench-p%%'),
     society AS (SELECT organisation_id, id AS member_class_id FROM members_memberclass JOIN societies_society s USING (organisation_id)
                  WHERE s.code = %(code)s),
     units AS (SELECT min(id) AS first, count(*) AS many FROM members_unit WHERE public_id LIKE 'bench-u%%'),
     person AS (
  INSERT INTO members_person (public_id, username, password, name, phone, email, sex, region_code, professional_title, discipline,
      is_active, joined_at, unit_id)
    SELECT 'bench-p' || (there.many + n), 'bench-p' || (there.many + n), '!',
           substr(%(surnames)s, (1 + n::bigint * 7919 %% length(%(surnames)s))::int, 1) || substr(%(given)s, (1 + n::bigint * 104729 %% length(%(given)s))::int, 1)
             || CASE WHEN n %% 5 = 0 THEN '' ELSE substr(%(given)s, 1 + (n / 61 * 31) %% length(%(given)s), 1) END,
           '139' || lpad(((there.many + n) %% 100000000)::text, 8, '0'), '', 'f', '520102', '工程师', '',
           true, now(), units.first + (there.many + n) %% units.many
      FROM there, units, generate_series(1, %(count)s) n RETURNING id),
     membership AS (
  INSERT INTO members_membership (public_id, organisation_id, person_id, number, former_number, admitted_at)
    SELECT 'bench-m' || person.id, society.organisation_id, person.id, %(code)s || '001' || lpad(person.id::text, 8, '0') || 'M', '', now()
      FROM person, society RETURNING id)
INSERT INTO members_membershipperiod (membership_id, member_class_id, start_on, end_on)
  SELECT membership.id, society.member_class_id, date '2020-01-01' + (membership.id %% 2000)::int, NULL FROM membership, society
"""


def societies():
    """60 societies, Z01 to Z60, each with one class, and the firms their members work at; once."""
    if Society.objects.filter(code="Z01").exists():
        return
    with connection.cursor() as cursor:
        cursor.execute((SOCIETIES + UNITS).replace("%%", "%"))


def members(code, count):
    """So many new people, all members of the society of this code; the planner knows them."""
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, {"code": code, "count": count, "surnames": SURNAMES, "given": GIVEN})
        cursor.execute("ANALYZE members_person, members_membership, members_membershipperiod, members_unit")
