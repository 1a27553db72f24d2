"""What members announces to the floors above."""

from django.dispatch import Signal

# An office went to somebody else: `office` (ended), `successor` (the new one), `by`. Sent inside the transaction.
office_handed_over = Signal()
# A unit was renamed, got another credit code or was merged: `unit`. Sent inside the transaction.
unit_changed = Signal()
# A membership ended before its time: `membership`, `exit`, `by`; and that was lifted again. Sent inside the transaction.
membership_ended = Signal()
membership_restored = Signal()
# Somebody's death was entered: `person`, `by`. Their memberships and offices have ended. Sent inside the transaction.
person_died = Signal()
