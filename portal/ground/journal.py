"""The journal: written beside what it tells of, sealed later so that writers never wait for each other.

A seal is a link of a hash chain over entries whose transactions have ended; the newest digest (the head) is also
written to a file outside the database, so that cutting the tail shows. Seals are insert-only like the entries.
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from .models import JournalEntry, JournalSeal
from .verbs import words_of

SEAL_LOCK = 7_301_001
BATCH = 5_000
FIRST = "0" * 64


def record(verb, thing, /, *, by, **detail):
    """Add an entry in the caller's transaction. `by` is an Actor, or None for the portal itself."""
    record_about(verb, thing._meta.label_lower, thing.pk, by=by, **detail)


def record_about(verb, label, pk, /, *, by, **detail):
    """The same about a thing known only by its model's label and its key."""
    JournalEntry.objects.create(
        person=by.person if by else None, office=by.title if by else "", verb=verb, thing=label, thing_id=str(pk),
        detail=detail,
    )  # fmt: skip


def record_text(verb, text, *, by, **detail):
    """Add an entry about something that is no row, such as an exported list, named by its text."""
    JournalEntry.objects.create(
        person=by.person if by else None, office=by.title if by else "", verb=verb, thing="text", thing_id=text[:40],
        detail=detail,
    )  # fmt: skip


def history(thing):
    """What happened to one thing, oldest first, as a page shows it: at, who, verb (in words), detail."""
    return histories([thing])


def histories(things):
    """What happened to some things that belong together, in one line of time."""
    named = {}
    for thing in things:
        named.setdefault(thing._meta.label_lower, []).append(str(thing.pk))
    condition = Q(pk=None)
    for label, ids in named.items():
        condition |= Q(thing=label, thing_id__in=ids)
    return [
        {
            "at": entry.at,
            "who": entry.office or (entry.person.name if entry.person_id else ""),
            "verb": words_of(entry.verb),
            "detail": entry.detail,
        }
        for entry in JournalEntry.objects.filter(condition).select_related("person").order_by("id")
    ]


def acted_on(model, pks):
    """Does the journal tell of anything done with one of these things?"""
    return JournalEntry.objects.filter(thing=model._meta.label_lower, thing_id__in=map(str, pks)).exists()


def head_file():
    """Where the newest digest is kept outside the database."""
    return settings.VAR_DIR / "journal-head"


def seal():
    """Seal every ended, unsealed entry; returns how many. One sealer at a time, a second one does nothing."""
    sealed = _seal_what_moved()
    while count := _seal_batch():
        sealed += count
    return sealed


@transaction.atomic
def _seal_what_moved():
    """Transactions are numbered by the server. After a restore elsewhere the count begins lower than it ended: all that
    came along is sealed at once, and what is written from then on is told by its higher entry number.
    """
    horizon, last = _horizon(), _last_seal()
    if last is None or horizon is None or horizon >= last.before_transaction:
        return 0
    came_along = JournalEntry.objects.filter(id__gt=last.after_entry, transaction__gte=last.before_transaction)
    entries = list(came_along.exclude(id__in=_sealed_at(last.before_transaction)).order_by("transaction", "id"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(entry) FROM ground_journalseal, unnest(entry_ids) AS entry")
        after = max([cursor.fetchone()[0] or 0, *(entry.pk for entry in entries)])
    _add_seal(last, entries, before=0, after=after)
    return len(entries)


@transaction.atomic
def _seal_batch():
    horizon, last = _horizon(), _last_seal()
    if horizon is None:
        return 0
    floor, after = (last.before_transaction, last.after_entry) if last else (0, 0)
    entries = list(
        JournalEntry.objects.filter(id__gt=after, transaction__gte=floor, transaction__lt=horizon)
        .exclude(id__in=_sealed_at(floor))
        .order_by("transaction", "id")[:BATCH]
    )
    if not entries:
        return 0
    reached = entries[-1].transaction if len(entries) == BATCH else horizon
    _add_seal(last, entries, before=reached, after=after)
    return len(entries)


def _horizon():
    """Every transaction of a lower number has ended; None while another process is sealing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT txid_snapshot_xmin(txid_current_snapshot())")
        return cursor.fetchone()[0]


def _last_seal():
    return JournalSeal.objects.order_by("-number").first()


def _add_seal(last, entries, *, before, after):
    previous = last.digest if last else FIRST
    JournalSeal.objects.create(
        number=last.number + 1 if last else 1,
        entry_ids=[entry.pk for entry in entries],
        before_transaction=before,
        after_entry=after,
        digest=_digest(previous, entries, after),
        previous=previous,
    )
    keep_head()


def _sealed_at(transaction_number):
    """Entries of the boundary transaction that an earlier, full batch already holds."""
    seals = JournalSeal.objects.filter(before_transaction=transaction_number)
    return [pk for ids in seals.values_list("entry_ids", flat=True) for pk in ids]


def head():
    """Number and digest of the newest seal; none yet is number 0."""
    last = _last_seal()
    return (last.number, last.digest) if last else (0, FIRST)


def keep_head():
    """Write the newest seal's number and digest to the file outside the database."""
    number, digest = head()
    path = Path(head_file())
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(f"{connection.settings_dict['NAME']} {number} {digest}\n")
    partial.replace(path)


def _digest(previous, entries, after=0):
    digest = hashlib.sha256(previous.encode())
    if after:
        digest.update(f"after {after}".encode())
    for entry in entries:
        row = [entry.pk, entry.at.isoformat(), entry.person_id, entry.office, entry.verb, entry.thing]
        row += [entry.thing_id, entry.detail, entry.transaction]
        digest.update(json.dumps(row, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


def verify():
    """Every fault of the chain as a sentence; an empty list means the journal is whole."""
    faults, previous, expected, sealed = [], FIRST, 1, set()
    for seal in JournalSeal.objects.order_by("number").iterator(chunk_size=50):
        if seal.number != expected or seal.previous != previous:
            faults.append(f"封条 {seal.number} 与前一封条不相接。")
        found = JournalEntry.objects.in_bulk(seal.entry_ids)
        missing = [pk for pk in seal.entry_ids if pk not in found]
        if missing:
            faults.append(f"封条 {seal.number} 所封的记录 {missing[:5]} 已不存在。")
        elif _digest(previous, [found[pk] for pk in seal.entry_ids], seal.after_entry) != seal.digest:
            faults.append(f"封条 {seal.number} 所封的记录被改动。")
        sealed.update(seal.entry_ids)
        previous, expected = seal.digest, seal.number + 1
    if last := _last_seal():
        since = Q(id__gt=last.after_entry, transaction__lt=last.before_transaction)
        late = JournalEntry.objects.filter(since | Q(id__lte=last.after_entry)).exclude(id__in=sealed)
        faults += [f"记录 {pk} 是事后插入的。" for pk in late.values_list("pk", flat=True)[:5]]
    return faults + _head_faults(expected - 1, previous)


def _head_faults(number, digest):
    path = Path(head_file())
    if not path.exists():
        return [] if number == 0 else ["库外的封条文件不见了。"]
    database, head_number, head = path.read_text().split()
    if database != connection.settings_dict["NAME"]:
        return []
    if int(head_number) > number:
        return [f"封条 {number} 之后的部分被截去。"]
    return [] if int(head_number) < number or head == digest else ["末端封条与库外文件不一致。"]
