"""The roster of a society of 100,000 as a file: CSV beside COPY, the workbook beside its writer alone; the memory this takes.

The roster is exported as its list shows it, through the list itself; the baselines write the same cells.
"""

import io
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

import xlsxwriter
from django.db import connection
from django.http import HttpRequest, QueryDict

from members.models import Actor, MembershipPeriod, Person
from portal.ground.lists import Listing
from portal.ground.papers import xlsx
from societies.columns import MEMBER_COLUMNS, MEMBER_FIELDS, SOCIETY_NAME

from . import people, table

MEMBERS, WIDE = 100_000, 20
COPIED = """COPY (SELECT p.name, m.number, c.name, coalesce(u.name, p.unit_text), p.phone, m.former_number, m.admitted_at, d.end_on
                    {more}
                 FROM members_membershipperiod d JOIN members_membership m ON m.id = d.membership_id
                 JOIN members_memberclass c ON c.id = d.member_class_id JOIN members_person p ON p.id = m.person_id
                 LEFT JOIN members_unit u ON u.id = p.unit_id JOIN societies_society s ON s.organisation_id = m.organisation_id
                WHERE s.code = 'Z01' ORDER BY m.number, d.id) TO STDOUT WITH (FORMAT csv)"""
MORE = "".join(", p.professional_title" for _more in range(WIDE - 8))


def measure():
    people.societies()
    here = MembershipPeriod.objects.filter(membership__organisation__society__code="Z01").count()
    if here < MEMBERS:
        people.members("Z01", MEMBERS - here)
    columns = [*MEMBER_COLUMNS, *[_title_column(number) for number in range(WIDE - len(MEMBER_COLUMNS))]]
    taken, baseline = table.beside(lambda: _export(columns, "csv"), _copy, runs=1)
    work = f"roster of {MEMBERS:,} x {WIDE} as CSV"
    table.timed(work, "<= 2 x COPY", taken, baseline)
    taken, alone = table.beside(lambda: _export(columns, "xlsx"), lambda: _written_alone(columns), runs=1)
    table.timed(f"roster of {MEMBERS:,} x {WIDE} as workbook", "<= 1.2 x writer alone", taken, alone)
    for form in ("csv", "xlsx"):
        table.line(f"  memory of a process that exports {form}", "<= 200 MB", f"{_memory(columns, form)} MB")


def _title_column(number):
    first = MEMBER_COLUMNS[0]
    return type(first)(f"职称{number}", lambda one: one.membership.person.professional_title)


def _listing(columns):
    request = HttpRequest()
    request.GET, request.actor = QueryDict(""), Actor(Person.objects.first())
    rows = MembershipPeriod.objects.filter(membership__organisation__society__code="Z01").select_related(
        "membership__person__unit", "membership__unit", "member_class"
    )
    reads = [path for path in MEMBER_FIELDS if path != SOCIETY_NAME] + ["membership__person__professional_title"]
    return Listing(request, rows.order_by("membership__number", "pk"), columns, name="会员名册", reads=reads)


def _export(columns, form):
    response = _listing(columns).export(form)
    for _part in response.streaming_content:
        pass
    response.close()


def _copy():
    with connection.cursor() as cursor:
        cursor.copy_expert(COPIED.format(more=MORE), io.BytesIO())


def _written_alone(columns):
    """The same cells, formatted alike, by the writer of workbooks, without a database."""
    with tempfile.TemporaryDirectory() as folder, xlsxwriter.Workbook(Path(folder, "alone"), xlsx.OPTIONS) as book:
        sheet, style = book.add_worksheet(), xlsx._formats(book)["text"]
        for line in range(MEMBERS):
            for column in range(len(columns)):
                sheet.write_string(line, column, "贵阳第17科技有限公司", style)


def _memory(columns, form):
    """The most a process of its own takes, in MB."""
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    connection.close()
    process = multiprocessing.get_context("fork").Process(target=_exported, args=(columns, form, theirs))
    process.start()
    most = ours.recv()
    process.join()
    return most


def _exported(columns, form, pipe):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    _export(columns, form)
    pipe.send(max(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024)
    connection.close()
    return time.process_time() - start
