"""What members announces to the floors above."""

from django.dispatch import Signal

# An office went to somebody else: `office` (ended), `successor` (the new one), `by`. Sent inside the transaction.
office_handed_over = Signal()
# A unit was renamed, got another credit code or was merged: `unit`. Sent inside the transaction.
unit_changed = Signal()
